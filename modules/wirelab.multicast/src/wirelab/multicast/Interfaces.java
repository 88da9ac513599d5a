package wirelab.multicast;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import wirelab.kit.UsageException;

/// The interfaces of this host, as one-to-many needs to know them.
public final class Interfaces {
    private Interfaces() {}

    /// Finds an interface by its name or by an address that it has.
    ///
    /// @param name such as `eth0` or `192.0.2.2`
    /// @throws IOException when the system does not tell
    public static NetworkInterface named(String name) throws IOException {
        var found = NetworkInterface.getByName(name);
        if (found == null && name.matches("[0-9.]+|.*:.*")) {
            try {
                found = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(name));
            } catch (IllegalArgumentException _) {
                // Neither a name nor an address: said below.
            }
        }
        if (found != null) return found;
        throw new UsageException("no interface '" + name + "' here; there are "
                + String.join(", ", NetworkInterface.networkInterfaces().map(NetworkInterface::getName).toList()));
    }

    /// Where a sender sends to groups if nobody says anything else: the first interface that is up, has an address of the
    /// family and can do it; the loopback interface if there is none.
    ///
    /// @throws IOException when there is none at all
    public static NetworkInterface preferred(boolean ipv6) throws IOException {
        return forGroups(ipv6).stream().filter(each -> !isLoopback(each)).findFirst().orElse(loopback());
    }

    /// Where a receiver joins groups if nobody says anything else: on each that is up and has an address of the family, the
    /// loopback interface among them.
    ///
    /// @throws IOException when the system does not tell
    public static List<NetworkInterface> forGroups(boolean ipv6) throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(each -> isUp(each) && (isLoopback(each) || multicasts(each)) && addresses(each, ipv6).findAny()
                        .isPresent())
                .toList();
    }

    /// The broadcast address of each subnet that this host is on, the loopback interface left out: what is sent there
    /// reaches all hosts of that subnet.
    ///
    /// @throws IOException when the system does not tell
    public static List<Inet4Address> broadcasts() throws IOException {
        return NetworkInterface.networkInterfaces().filter(each -> isUp(each) && !isLoopback(each))
                .flatMap(each -> broadcasts(each).stream()).distinct().toList();
    }

    /// The broadcast addresses of one interface.
    ///
    /// @param on the interface; the loopback interface has 127.255.255.255
    /// @return the addresses, none when it has no IPv4 subnet
    public static List<Inet4Address> broadcasts(NetworkInterface on) {
        return on.getInterfaceAddresses().stream().filter(each -> each.getAddress() instanceof Inet4Address)
                .filter(each -> each.getNetworkPrefixLength() < 31).map(Interfaces::broadcast).distinct().toList();
    }

    /// All bits behind the prefix are ones (RFC 919, section 7; RFC 922). Computed, since Java does not tell it for all
    /// interfaces.
    private static Inet4Address broadcast(InterfaceAddress subnet) {
        byte[] address = subnet.getAddress().getAddress();
        for (int bit = subnet.getNetworkPrefixLength(); bit < 32; bit++) address[bit / 8] |= (byte) (0x80 >> bit % 8);
        try {
            return (Inet4Address) InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /// {@return the first address of an interface in a family, link-local ones last: the address, or `null`}
    static InetAddress address(NetworkInterface on, boolean ipv6) {
        return addresses(on, ipv6).min((a, b) -> Boolean.compare(a.isLinkLocalAddress(), b.isLinkLocalAddress()))
                .orElse(null);
    }

    private static Stream<InetAddress> addresses(NetworkInterface on, boolean ipv6) {
        return on.inetAddresses().filter(address -> address instanceof Inet6Address == ipv6);
    }

    static NetworkInterface loopback() throws IOException {
        var found = NetworkInterface.networkInterfaces().filter(Interfaces::isLoopback).findFirst();
        return found.orElseThrow(() -> new IOException("this host has no interface at all"));
    }

    static boolean isLoopback(NetworkInterface each) {
        return asked(each::isLoopback);
    }

    private static boolean isUp(NetworkInterface each) {
        return asked(each::isUp);
    }

    private static boolean multicasts(NetworkInterface each) {
        return asked(each::supportsMulticast);
    }

    private interface Question {
        boolean ask() throws SocketException;
    }

    /// An interface that vanishes while it is asked is none to be used.
    private static boolean asked(Question question) {
        try {
            return question.ask();
        } catch (SocketException _) {
            return false;
        }
    }
}
