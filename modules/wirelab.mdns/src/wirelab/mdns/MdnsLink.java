package wirelab.mdns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Address;

/// One interface in one family of addresses: who is on it hears what is sent to the group there (RFC 6762, section 14).
///
/// @param on the interface
/// @param own this host's addresses on it, of both families
/// @param group 224.0.0.251 or ff02::fb, and the port
record MdnsLink(NetworkInterface on, List<InterfaceAddress> own, InetSocketAddress group) {
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.251");
    private static final byte[] GROUP6 = InetAddress.ofLiteral("ff02::fb").getAddress();
    /// Interfaces times families.
    private static final int MOST = 32;

    /// The links that options mean: a question to the system, asked where a host is.
    ///
    /// @throws IOException when there are none
    static List<MdnsLink> of(MdnsOptions options) throws IOException {
        var links = new ArrayList<MdnsLink>();
        for (var on : NetworkInterface.networkInterfaces().toList()) {
            if (!isMeant(on, options.bind()) || !canDoIt(on)) continue;
            var own = on.getInterfaceAddresses();
            if (has(own, Inet4Address.class)) {
                links.add(new MdnsLink(on, own, new InetSocketAddress(GROUP, options.port())));
            }
            if (has(own, Inet6Address.class) && !options.bind().isLoopbackAddress()) {
                links.add(new MdnsLink(on, own, new InetSocketAddress(Inet6Address.getByAddress(null, GROUP6, on),
                        options.port())));
            }
        }
        if (links.isEmpty()) throw new IOException("no interface for multicast DNS at " + options.bind().getHostAddress());
        return links.subList(0, Math.min(MOST, links.size()));
    }

    private static boolean isMeant(NetworkInterface on, InetAddress bind) {
        boolean loopback = on.inetAddresses().anyMatch(InetAddress::isLoopbackAddress);
        if (bind.isAnyLocalAddress()) return !loopback;
        return on.inetAddresses().anyMatch(bind::equals) || bind.isLoopbackAddress() && loopback;
    }

    /// One that vanishes meanwhile cannot; loopback can, although it does not say so.
    private static boolean canDoIt(NetworkInterface on) {
        try {
            return on.isUp() && (on.supportsMulticast() || on.isLoopback());
        } catch (SocketException _) {
            return false;
        }
    }

    private static boolean has(List<InterfaceAddress> own, Class<? extends InetAddress> family) {
        return own.stream().anyMatch(each -> family.isInstance(each.getAddress()));
    }

    boolean isIpv6() {
        return group.getAddress() instanceof Inet6Address;
    }

    /// {@return what others on this link are told as this host's addresses}
    List<InetAddress> addresses() {
        return own.stream().map(InterfaceAddress::getAddress).toList();
    }

    /// {@return this host's first address on it, of the link's family}
    InetAddress address() {
        return addresses().stream().filter(each -> each instanceof Inet6Address == isIpv6()).findFirst().orElseThrow();
    }

    /// {@return whether somebody is on this link, by his address: nobody else is heard (RFC 6762, section 11). A system
    /// hands what one interface has heard to all sockets of the group, so this tells the links apart as well}
    boolean isOnLink(InetAddress source) {
        if (source instanceof Inet6Address it && it.isLinkLocalAddress()) return it.getScopeId() == on.getIndex();
        for (var subnet : own) if (contains(subnet, source)) return true;
        return false;
    }

    boolean isOwn(InetAddress source) {
        return addresses().contains(source);
    }

    private static boolean contains(InterfaceAddress subnet, InetAddress other) {
        return Address.haveSamePrefix(subnet.getAddress(), other, subnet.getNetworkPrefixLength());
    }

    /// {@return an address as it is reached from here: a link-local one says on which interface}
    InetAddress reach(InetAddress address) {
        if (!(address instanceof Inet6Address) || !address.isLinkLocalAddress()) return address;
        try {
            return Inet6Address.getByAddress(null, address.getAddress(), on);
        } catch (UnknownHostException _) {
            // The interface itself has no such address.
            return address;
        }
    }

    @Override
    public String toString() {
        return on.getName() + (isIpv6() ? " (IPv6)" : " (IPv4)");
    }
}
