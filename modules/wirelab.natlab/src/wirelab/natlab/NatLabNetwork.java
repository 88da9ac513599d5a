package wirelab.natlab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import wirelab.hosts.Namespace;
import wirelab.nat.*;
import wirelab.natlab.NatLab.Layout;
import wirelab.natlab.NatLab.Node;
import wirelab.natlab.NatLab.Side;

/// The namespaces of a lab, their cables and addresses: everything below the NAT.
///
/// Every host and every NAT has an interface `wan` that leads to a port `to-NAME` of a switch; a NAT has a switch of its
/// own, `lan`, for its home.
final class NatLabNetwork {
    private static final String CARRIED = "100.64.0.2";

    private final Layout layout;
    private final String prefix;
    private final List<Namespace> namespaces = new ArrayList<>();
    private final Map<Node, Namespace> hosts = new EnumMap<>(Node.class);
    private final Map<Side, Namespace> boxes = new EnumMap<>(Side.class);
    private final Map<Side, String> outside = new EnumMap<>(Side.class);
    private Namespace middle;
    private boolean closed;

    NatLabNetwork(Layout layout, String prefix) {
        this.layout = layout;
        this.prefix = prefix;
    }

    void build() throws IOException {
        middle = namespace("net");
        middle.ip("link add switch type bridge mcast_snooping 0\nlink set switch up\n");
        if (layout.carrier()) {
            router(Side.CARRIER);
            cable(box(Side.CARRIER), middle, "switch", Side.CARRIER.name());
        }
        for (var side : List.of(Side.A, Side.B)) {
            router(side);
            if (carried(side)) cable(box(side), box(Side.CARRIER), "lan", side.name());
            else cable(box(side), middle, "switch", side.name());
        }
        for (var host : Node.values()) host(host);
        for (var side : sides()) connect(side, carried(side) ? CARRIED : side.wan);
    }

    private synchronized Namespace namespace(String role) throws IOException {
        if (closed) throw new IOException("the process is ending");
        var namespace = Namespace.create(prefix + role);
        namespaces.add(namespace);
        // Addresses are usable at once, without a second of asking whether somebody else has them. And a switch is a switch:
        // rules of the router that it stands in must not see what it passes on, or hairpins break.
        namespace.settings("ipv6/conf/all/accept_dad=0", "ipv6/conf/default/accept_dad=0",
                "bridge/bridge-nf-call-iptables=0", "bridge/bridge-nf-call-ip6tables=0");
        return namespace;
    }

    private void router(Side side) throws IOException {
        var box = namespace("nat" + side.name());
        boxes.put(side, box);
        box.settings("ipv4/ip_forward=1", "ipv4/conf/all/send_redirects=0", "ipv4/conf/default/send_redirects=0");
        box.ip("link add lan type bridge mcast_snooping 0\nlink set lan up\naddr add " + lan(side) + ".1/24 dev lan\n");
        if (!layout.ipv6()) return;
        box.settings("ipv6/conf/all/forwarding=1");
        box.ip("addr add " + ipv6Home(side) + "1/64 dev lan nodad\n");
    }

    private void host(Node host) throws IOException {
        var namespace = namespace(host.name());
        hosts.put(host, namespace);
        var side = side(host);
        cable(namespace, side == null ? middle : box(side), side == null ? "switch" : "lan", host.name());
        namespace.ip("addr add " + address(host) + "/24 dev wan\n");
        if (host == Node.SERVER) namespace.ip("addr add " + NatLab.SERVER_2.getHostAddress() + "/24 dev wan\n");
        if (side != null) namespace.ip("route add default via " + lan(side) + ".1\n");
        if (!layout.ipv6()) return;
        namespace.ip("addr add " + host.ipv6 + "/64 dev wan nodad\n");
        if (host == Node.SERVER) namespace.ip("addr add 2001:db8::11/64 dev wan nodad\n");
        if (side != null) namespace.ip("route add default via " + ipv6Home(side) + "1\n");
        else namespace.ip("route add 2001:db8:a::/64 via 2001:db8::a\nroute add 2001:db8:b::/64 via 2001:db8::b\n");
    }

    /// Lays a cable from the interface `wan` of a host to a port of a switch.
    private void cable(Namespace host, Namespace at, String bridge, String port) throws IOException {
        at.ip("link add wan netns %s type veth peer name to-%s\nlink set to-%2$s master %s up\n"
                .formatted(host.name(), port, bridge));
        host.ip("link set wan up\n");
    }

    /// Gives a NAT its address on the outside.
    void connect(Side side, String address) throws IOException {
        outside.put(side, address);
        var box = box(side);
        box.ip("addr flush dev wan scope global\naddr add " + address + "/24 dev wan\n");
        if (carried(side)) box.ip("route replace default via " + lan(Side.CARRIER) + ".1\n");
        if (!layout.ipv6() || carried(side) || side == Side.CARRIER) return;
        String self = side.name().toLowerCase(Locale.ROOT);
        String other = side == Side.A ? "b" : "a";
        box.ip("addr add 2001:db8::%s/64 dev wan nodad\nroute replace 2001:db8:%s::/64 via 2001:db8::%2$s\n"
                .formatted(self, other));
    }

    /// Lets all others reach the private addresses of a home that is not translated, or no longer.
    void route(Side side, boolean direct) throws IOException {
        // Always translated then; and with one subnet on both sides that route would be the other home's own.
        if (layout.carrier() || layout.sameSubnet()) return;
        String home = lan(side) + ".0/24";
        String line = direct ? "route replace " + home + " via " + outside(side) + "\n" : "route flush " + home + "\n";
        namespace(Node.SERVER).ip(line);
        namespace(Node.PUBLIC).ip(line);
        box(side == Side.A ? Side.B : Side.A).ip(line);
    }

    Namespace namespace(Node host) {
        return hosts.get(host);
    }

    /// The namespace of the switch between all.
    Namespace middle() {
        return middle;
    }

    Set<Side> sides() {
        return boxes.keySet();
    }

    Namespace box(Side side) {
        var box = boxes.get(side);
        if (box == null) throw new IllegalArgumentException("this lab has no " + side);
        return box;
    }

    /// The present address of a NAT on the outside.
    String outside(Side side) {
        return outside.get(side);
    }

    /// The IPv4 address of a host.
    String address(Node host) {
        var side = side(host);
        return side == null ? host.ipv4 : lan(side) + host.ipv4.substring(host.ipv4.lastIndexOf('.'));
    }

    /// The first three numbers of a home's addresses.
    String lan(Side side) {
        return layout.sameSubnet() && side == Side.B ? Side.A.lan : side.lan;
    }

    private static String ipv6Home(Side side) {
        return switch (side) {
            case A -> "2001:db8:a::";
            case B -> "2001:db8:b::";
            case CARRIER -> "2001:db8:c::";
        };
    }

    private boolean carried(Side side) {
        return side == Side.A && layout.carrier();
    }

    private static Side side(Node host) {
        return switch (host) {
            case SERVER, PUBLIC -> null;
            case A1, A2 -> Side.A;
            case B1, B2 -> Side.B;
        };
    }

    /// Removes everything; what is being built at this moment as well.
    synchronized void close() {
        closed = true;
        namespaces.forEach(Namespace::close);
        namespaces.clear();
    }
}
