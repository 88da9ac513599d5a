package wirelab.netview;

import java.net.InetAddress;
import wirelab.kit.Visible;

/// A row of a routing table.
///
/// @param gateway next router; `null` where the destination is on the link
/// @param device interface; empty for a destination that is refused
/// @param source address that packets carry, `null` where the system chooses
/// @param metric the lower one of two equal routes is taken
/// @param kind `unicast`, or what becomes of the packet: `unreachable`, `blackhole`, `prohibit`, ...
/// @param protocol who set it: `kernel`, `static`, `boot`, `ra`, ...; empty where that is not known
public record NetRoute(Prefix destination, InetAddress gateway, String device, InetAddress source, long metric, String kind,
                       String protocol) {
    /// {@return whether packets go anywhere by it}
    public boolean leads() {
        return kind.equals("unicast") || kind.equals("local");
    }

    /// In the words of `ip route`.
    @Override
    public String toString() {
        return (kind.equals("unicast") ? "" : kind + " ") + destination
                + (gateway == null ? "" : " via " + Prefix.text(gateway))
                + (device.isEmpty() ? "" : " dev " + Visible.name(device))
                + (source == null ? "" : " src " + Prefix.text(source)) + (metric == 0 ? "" : " metric " + metric);
    }
}
