package wirelab.netview;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/// In which kind of network a virtual machine stands, as far as it can be told from within.
///
/// @param kind the kind
/// @param why what it was told by
public record NetworkKind(Kind kind, String why) {
    /// The kinds of hypervisors' menus.
    public enum Kind {
        /// Its interface is on the link of the real machine, as if it were one more machine there.
        BRIDGED("bridged"),
        /// Somebody translates its address; it reaches others, they do not reach it.
        NAT("NAT"),
        /// A network of the machine itself, with no way out.
        HOST_ONLY("host-only"),
        /// Nothing but loopback.
        NONE("no network"),
        /// One of several, which only a server outside could tell.
        UNKNOWN("either bridged or NAT");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    private static final Map<Prefix, String> TRANSLATED = Map.of(Prefix.parse("10.0.2.0/24"), "VirtualBox and QEMU",
            Prefix.parse("192.168.122.0/24"), "libvirt", Prefix.parse("172.17.0.0/16"), "Docker");
    private static final Prefix VIRTUALBOX_OWN = Prefix.parse("192.168.56.0/21");
    private static final Map<String, String> MAKERS = Map.of("08:00:27", "VirtualBox", "00:0c:29", "VMware",
            "00:50:56", "VMware", "52:54:00", "QEMU", "00:15:5d", "Hyper-V", "00:16:3e", "Xen", "02:42:ac", "Docker");
    private static final List<Prefix> PRIVATE = List.of(Prefix.parse("10/8"), Prefix.parse("172.16/12"),
            Prefix.parse("192.168/16"), Prefix.parse("100.64/10"), Prefix.parse("fc00::/7"));

    /// Tells the kind.
    ///
    /// @param mapped this machine as a STUN server saw it, `null` where none was asked
    /// @param local the address from which it was asked
    static NetworkKind of(List<NetInterface> interfaces, List<NetRoute> routes, InetSocketAddress mapped,
            InetAddress local) {
        var own = interfaces.stream().filter(one -> !one.isLoopback()).flatMap(one -> one.addresses().stream())
                .filter(address -> !address.scope().equals("link") && !address.scope().equals("host")).toList();
        String maker = interfaces.stream().map(NetInterface::mac).filter(mac -> mac.length() > 8)
                .map(mac -> MAKERS.get(mac.substring(0, 8))).filter(known -> known != null).findFirst()
                .map(known -> "; the interface is one of " + known).orElse("");
        if (own.isEmpty()) return new NetworkKind(Kind.NONE, "no address but loopback's" + maker);
        if (routes.stream().noneMatch(route -> route.destination().isDefault() && route.gateway() != null)) {
            String known = own.stream().anyMatch(address -> VIRTUALBOX_OWN.contains(address.address()))
                    ? ", in the prefix that VirtualBox takes for it" : "";
            return new NetworkKind(Kind.HOST_ONLY, "no default route" + known + maker);
        }
        if (mapped != null && local != null) return seen(mapped, local, maker);
        for (var address : own) {
            for (var network : TRANSLATED.entrySet()) {
                if (network.getKey().contains(address.address())) {
                    return new NetworkKind(Kind.NAT,
                            "its address is in " + network.getKey() + ", where " + network.getValue()
                            + " translate" + maker);
                }
            }
        }
        boolean open = own.stream().anyMatch(address -> address.address() instanceof Inet4Address
                && !isPrivate(address.address()));
        if (open) return new NetworkKind(Kind.BRIDGED, "it has a public address" + maker);
        return new NetworkKind(Kind.UNKNOWN,
                "a private address and a gateway have both; a STUN server outside tells (--stun)"
                + maker);
    }

    private static NetworkKind seen(InetSocketAddress mapped, InetAddress local, String maker) {
        String others = "the server sees " + Prefix.text(mapped.getAddress()) + ", this machine has " + Prefix.text(local);
        return mapped.getAddress().equals(local)
                ? new NetworkKind(Kind.BRIDGED, "nobody translates on the way to the STUN server: " + others + maker)
                : new NetworkKind(Kind.NAT, "somebody translates: " + others + maker);
    }

    /// {@return whether an address counts in some network alone (RFC 1918, RFC 4193, RFC 6598)}
    static boolean isPrivate(InetAddress address) {
        return PRIVATE.stream().anyMatch(network -> network.contains(address));
    }

    @Override
    public String toString() {
        return kind + ": " + why;
    }
}
