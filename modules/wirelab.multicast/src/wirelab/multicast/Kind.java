package wirelab.multicast;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/// The four ways in which one host speaks to others.
public enum Kind {
    UNICAST,
    /// To one of a set of equals, whichever is nearest and alive.
    ANYCAST,
    /// To all on a subnet, whether they want it or not; IPv4 alone.
    BROADCAST,
    /// To all who have joined a group.
    MULTICAST;

    /// The limited broadcast address: all hosts on the link, never forwarded (RFC 919, section 7).
    static final byte[] LIMITED = {-1, -1, -1, -1};

    /// Which kind an address is of by itself, for a host with given broadcast addresses.
    ///
    /// @param broadcasts the directed broadcast addresses that are known
    /// @return the kind; never [#ANYCAST], since its addresses look like any others
    static Kind of(InetAddress address, Iterable<? extends InetAddress> broadcasts) {
        if (address.isMulticastAddress()) return MULTICAST;
        if (isLimitedBroadcast(address)) return BROADCAST;
        for (var broadcast : broadcasts) if (broadcast.equals(address)) return BROADCAST;
        return UNICAST;
    }

    static boolean isLimitedBroadcast(InetAddress address) {
        return address instanceof Inet4Address && Arrays.equals(address.getAddress(), LIMITED);
    }
}
