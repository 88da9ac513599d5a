package wirelab.multicast;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import wirelab.kit.Address;
import wirelab.kit.UsageException;

/// Where datagrams go.
///
/// @param kind in which of the four ways
/// @param addresses one address; several for anycast (the set, nearest first) and for broadcast (one for each subnet)
/// @param on the interface on which they leave; `null` leaves that to the routes of this host, except for multicast
public record Target(Kind kind, List<InetSocketAddress> addresses, NetworkInterface on) {
    private static final Logger LOG = System.getLogger(Target.class.getName());
    /// The group of those who name none.
    public static final String GROUP = "224.1.1.1";
    /// The port of those who name none.
    public static final int PORT = 11_000;
    /// Members that a set of equals may have.
    public static final int MAX_MEMBERS = 64;

    public Target {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.size() > MAX_MEMBERS) {
            throw new UsageException("1 to " + MAX_MEMBERS + " addresses, not " + addresses.size());
        }
        if (addresses.size() > 1 && (kind == Kind.UNICAST || kind == Kind.MULTICAST)) {
            throw new UsageException(kind.name().toLowerCase(Locale.ROOT) + " goes to one address, not to "
                    + addresses.size());
        }
        for (var each : addresses) check(kind, each);
        if (kind == Kind.MULTICAST && on == null) throw new UsageException("multicast needs an interface to leave by");
        if (addresses.stream().map(each -> each.getAddress() instanceof Inet6Address).distinct().count() > 1) {
            throw new UsageException("addresses of IPv4 and IPv6 together need two senders");
        }
    }

    private static void check(Kind kind, InetSocketAddress to) {
        var address = to.getAddress();
        if (to.getPort() == 0) throw new UsageException(Address.text(to) + " has no port");
        if (address.isMulticastAddress() != (kind == Kind.MULTICAST)) {
            throw new UsageException(kind == Kind.MULTICAST
                    ? Address.text(address) + " is not a group: those are in 224.0.0.0/4 or ff00::/8"
                    : Address.text(address) + " is a group: that is multicast");
        }
        if (kind == Kind.BROADCAST && address instanceof Inet6Address) {
            throw new UsageException("IPv6 has no broadcast; the group ff02::1 is all hosts on the link");
        }
        if (kind != Kind.BROADCAST && Kind.isLimitedBroadcast(address)) {
            throw new UsageException(Address.text(address) + " is the broadcast address: that is broadcast");
        }
    }

    /// Reads where datagrams shall go.
    ///
    /// @param kind in which way, or `null` for the one that the addresses say: a group, a broadcast address, several, or one
    /// host
    /// @param to `HOST[:PORT]`, several separated by commas, or `null`: then the group 224.1.1.1, the broadcast address
    /// of the interface or of each subnet, or 127.0.0.1
    /// @param port the port where `to` names none
    /// @param on the interface, or `null`: then that of the scope in the address, or for groups the preferred one
    /// @throws IOException when a name is unknown or the system does not tell its interfaces
    public static Target of(Kind kind, String to, int port, NetworkInterface on) throws IOException {
        var addresses = to == null ? preset(kind, port, on) : parse(to, port);
        if (kind == null) {
            var known = new ArrayList<>(Interfaces.broadcasts());
            known.addAll(Interfaces.broadcasts(on == null ? Interfaces.loopback() : on));
            kind = addresses.size() > 1 ? Kind.ANYCAST : Kind.of(addresses.getFirst().getAddress(), known);
        }
        var first = addresses.getFirst().getAddress();
        if (on == null && first instanceof Inet6Address ipv6) on = ipv6.getScopedInterface();
        if (on == null && kind == Kind.MULTICAST) on = Interfaces.preferred(first instanceof Inet6Address);
        return new Target(kind, addresses, on);
    }

    private static List<InetSocketAddress> preset(Kind kind, int port, NetworkInterface on) throws IOException {
        return switch (kind) {
            case null -> parse(GROUP, port);
            case MULTICAST -> parse(GROUP, port);
            case UNICAST -> parse("127.0.0.1", port);
            case ANYCAST -> throw new UsageException("anycast needs a set to choose from: HOST:PORT,HOST:PORT");
            case BROADCAST -> {
                List<Inet4Address> all = on == null ? Interfaces.broadcasts() : Interfaces.broadcasts(on);
                if (all.isEmpty()) {
                    throw new UsageException((on == null ? "this host" : on.getName())
                            + " has no IPv4 subnet to broadcast on; "
                            + "127.255.255.255 is that of the loopback interface");
                }
                yield all.stream().map(each -> new InetSocketAddress(each, port)).toList();
            }
        };
    }

    private static List<InetSocketAddress> parse(String to, int port) throws IOException {
        var all = new ArrayList<InetSocketAddress>();
        var unknown = new ArrayList<String>();
        for (String each : to.split(",")) {
            var address = Address.parse(each.strip(), "127.0.0.1", port);
            if (address.isUnresolved()) unknown.add(address.getHostString());
            else all.add(address);
        }
        if (all.isEmpty()) throw new IOException("unknown host " + String.join(", ", unknown));
        // One bad name of several is no reason to reach nobody.
        for (String name : unknown) LOG.log(Level.WARNING, "unknown host " + name + ": it is left out");
        return all;
    }

    /// {@return whether it is spoken IPv6}
    public boolean isIpv6() {
        return addresses.getFirst().getAddress() instanceof Inet6Address;
    }

    /// The address at which a socket for this should be bound. Linux lets the source address choose the interface of a group
    /// or of the limited broadcast, also where no route leads there.
    InetAddress source() {
        var first = addresses.getFirst().getAddress();
        var any = new InetSocketAddress(isIpv6() ? "::" : "0.0.0.0", 0).getAddress();
        if (first.isLoopbackAddress() && addresses.stream().allMatch(each -> each.getAddress().isLoopbackAddress())) {
            // From 127.0.0.1 also to 127.255.255.255 and 127.0.0.2.
            return InetAddress.ofLiteral(isIpv6() ? "::1" : "127.0.0.1");
        }
        if (on == null || kind == Kind.UNICAST || kind == Kind.ANYCAST || isIpv6()) return any;
        var own = Interfaces.address(on, false);
        return own == null ? any : own;
    }

    /// In a few words.
    ///
    /// @return such as `multicast to 224.1.1.1:11000 on eth0`
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " to "
                + addresses.stream().map(Address::text).collect(Collectors.joining(", "))
                        + (on == null ? "" : " on " + on.getName());
    }
}
