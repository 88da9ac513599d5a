package wirelab.rudpcompare;

import java.util.Arrays;
import java.util.List;
import wirelab.congestion.ControlName;
import wirelab.kit.UsageException;

/// Who sends: the kernel's TCP or ours, with a congestion controller that is named.
public sealed interface Competitor {
    /// TCP of this kernel.
    ///
    /// @param control as Linux calls it: `cubic`, `bbr`, `reno`
    record Tcp(String control) implements Competitor {
        public Tcp {
            if (!control.matches("[a-z0-9_-]{1,15}")) throw new UsageException("'" + control + "' is no controller of TCP");
        }

        @Override
        public String toString() {
            return "TCP " + control;
        }
    }

    /// Reliable UDP.
    ///
    /// @param plain whether its packets are not sealed
    /// @param offload whether many packets go with one call of the system
    record Rudp(ControlName control, boolean plain, boolean offload) implements Competitor {
        public Rudp(ControlName control, boolean plain) {
            this(control, plain, false);
        }

        @Override
        public String toString() {
            return "ours " + control + (plain ? "" : ", sealed") + (offload ? ", gso" : "");
        }
    }

    /// Reads names with commas between them.
    ///
    /// @throws UsageException when one is unknown
    static List<Competitor> ofTcp(String names) {
        return words(names).stream().<Competitor>map(Tcp::new).toList();
    }

    /// Reads names of our controllers with commas between them.
    ///
    /// @throws UsageException when one is unknown
    static List<Competitor> ofOurs(String names, boolean plain) {
        return words(names).stream().<Competitor>map(name -> new Rudp(ControlName.parse(name), plain)).toList();
    }

    private static List<String> words(String names) {
        return Arrays.stream(names.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    }
}
