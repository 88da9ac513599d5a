package wirelab.netview;

import java.net.InetAddress;
import wirelab.kit.Visible;

/// A host on the same link, as ARP or neighbour discovery found it.
///
/// @param mac its hardware address; empty where nobody answered
/// @param state REACHABLE, STALE, FAILED, ...
public record Neighbour(InetAddress address, String device, String mac, String state) {
    /// {@return whether it was asked for and did not answer}
    public boolean failed() {
        return state.equals("FAILED") || state.equals("INCOMPLETE");
    }

    @Override
    public String toString() {
        return Prefix.text(address) + " dev " + Visible.name(device) + (mac.isEmpty() ? "" : " lladdr " + mac) + " " + state;
    }
}
