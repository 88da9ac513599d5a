package wirelab.index;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import wirelab.kit.Address;
import wirelab.multicast.Interfaces;

/// One way onto a segment: an address of this host, and how everybody there is reached from it.
///
/// @param on the interface
/// @param address of this host
/// @param broadcast of the subnet, `null` where there is none: on loopback, and with IPv6
/// @param group that the nodes join
record Segment(NetworkInterface on, InetAddress address, InetAddress broadcast, InetAddress group) {
    private static final String GROUP = "239.255.87.76";
    private static final String GROUP6 = "ff12::574c:4958";

    /// The ways onto the segments that an address means: that one, or all of them for the wildcard address. Loopback is
    /// among those only when there is nothing else.
    ///
    /// @throws IOException when this host has not that address
    static List<Segment> of(InetAddress bind) throws IOException {
        if (!bind.isAnyLocalAddress()) {
            var on = NetworkInterface.getByInetAddress(bind);
            // All of 127.0.0.0/8 is this host, although no interface lists it.
            boolean loopback = on == null && bind.isLoopbackAddress();
            if (loopback) on = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
            if (on == null) throw new IOException(bind.getHostAddress() + " is no address of this host");
            return List.of(on(on, bind));
        }
        var all = new ArrayList<Segment>();
        var loopback = new ArrayList<Segment>();
        for (var on : NetworkInterface.networkInterfaces().toList()) {
            if (!on.isUp()) continue;
            for (var each : on.getInterfaceAddresses()) {
                var address = each.getAddress();
                boolean wanted = address instanceof Inet4Address || address.isLinkLocalAddress();
                if (wanted) (on.isLoopback() ? loopback : all).add(on(on, address));
            }
        }
        if (all.isEmpty()) all.addAll(loopback);
        // First those of IPv4, which are there as soon as the interface is.
        all.sort(Comparator.comparing(segment -> segment.address instanceof Inet6Address));
        if (all.isEmpty()) throw new IOException("this host has no address");
        return all;
    }

    private static Segment on(NetworkInterface on, InetAddress address) throws IOException {
        if (address instanceof Inet6Address) {
            byte[] group = InetAddress.ofLiteral(GROUP6).getAddress();
            return new Segment(on, address, null, Inet6Address.getByAddress(null, group, on));
        }
        // The JDK binds no socket to 127.255.255.255 (NET_Bind in net_util_md.c), so nobody could hear what is sent there.
        if (on.isLoopback()) return new Segment(on, address, null, InetAddress.ofLiteral(GROUP));
        var subnet = subnet(on, address);
        var broadcast = Interfaces.broadcasts(on).stream().filter(each -> subnet != null && contains(subnet, each))
                .findFirst().orElse(null);
        return new Segment(on, address, broadcast, InetAddress.ofLiteral(GROUP));
    }

    private static InterfaceAddress subnet(NetworkInterface on, InetAddress address) {
        return on.getInterfaceAddresses().stream().filter(each -> each.getAddress().equals(address)).findFirst()
                .orElse(null);
    }

    private static boolean contains(InterfaceAddress subnet, InetAddress other) {
        return Address.haveSamePrefix(subnet.getAddress(), other, subnet.getNetworkPrefixLength());
    }

    /// {@return whether somebody is on the same link: nobody else is listened to, or answered}
    boolean isOnLink(InetAddress source) {
        if (address.isLoopbackAddress()) return source.isLoopbackAddress();
        if (source.isLinkLocalAddress() && source instanceof Inet6Address) return true;
        for (var subnet : on.getInterfaceAddresses()) if (contains(subnet, source)) return true;
        return false;
    }

    /// {@return where a datagram for everybody goes}
    List<InetSocketAddress> everybody(List<Integer> ports) {
        var all = new ArrayList<InetSocketAddress>();
        for (int port : ports) {
            if (broadcast != null) all.add(new InetSocketAddress(broadcast, port));
            if (group != null) all.add(new InetSocketAddress(group, port));
        }
        return all;
    }
}
