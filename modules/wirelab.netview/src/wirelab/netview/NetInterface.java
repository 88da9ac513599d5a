package wirelab.netview;

import java.util.List;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// A network interface of a machine.
///
/// @param flags in the words of `ip`: UP, LOOPBACK, ...
/// @param mtu largest packet in bytes
/// @param state of its carrier: UP, DOWN, UNKNOWN, ...
/// @param mac hardware address; empty where there is none
/// @param megabits speed in Mbit/s, or -1
/// @param traffic since it is there
public record NetInterface(int index, String name, List<String> flags, int mtu, String state, String mac, long megabits,
                           List<LocalAddress> addresses, Traffic traffic) {
    /// What has passed.
    ///
    /// @param errors and `dropped` of both directions
    public record Traffic(long receivedBytes, long receivedPackets, long sentBytes, long sentPackets, long errors,
                          long dropped) {
        /// Where nothing is known.
        public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);

        @Override
        public String toString() {
            return Text.bytes(receivedBytes) + " received, " + Text.bytes(sentBytes) + " sent";
        }
    }

    public boolean isUp() {
        return flags.contains("UP");
    }

    public boolean isLoopback() {
        return flags.contains("LOOPBACK");
    }

    NetInterface with(List<LocalAddress> others) {
        return new NetInterface(index, name, flags, mtu, state, mac, megabits, List.copyOf(others), traffic);
    }

    @Override
    public String toString() {
        return Visible.name(name) + ", " + state + ", MTU " + mtu + (addresses.isEmpty() ? "" : ", " + addresses);
    }
}
