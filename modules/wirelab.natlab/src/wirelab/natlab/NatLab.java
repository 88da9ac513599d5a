package wirelab.natlab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.hosts.Namespace;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;
import wirelab.nat.*;

/// A small Internet in network namespaces of this machine: two homes behind two NATs of any kind, and a server between them.
///
/// ```
///          203.0.113.0/24 (and 2001:db8::/64), a switch
///   ┌────────────┬────────────┬────────────────┬───────────────┐
///   SERVER       PUBLIC       NAT A            NAT B          [CARRIER .9, if asked for, between NAT A and the switch:
///   .10 .11      .50          .1 │             .2 │             NAT A has 100.64.0.2 then]
///                                │ 192.168.1.1    │ 192.168.2.1  (192.168.1.1 as well with the same subnet on both sides)
///                             A1 .11  A2 .12   B1 .11  B2 .12
/// ```
///
/// Needs Linux, root and the programs `ip`, `nft` and `conntrack` ([#missing()] says what is not there). Names of
/// namespaces hold this process's number and a count, so any number of labs stand side by side; what a killed process left
/// is removed by the next lab. Nothing leaves the namespaces.
///
/// ```
/// try (var lab = NatLab.open(NatLab.Layout.PLAIN)) {
///     lab.nat(NatLab.Side.A, NatRules.of(NatKind.SYMMETRIC).withHairpin(true));
///     var socket = lab.udp(NatLab.Node.A1, 10_081, Tap.Party.UNKNOWN);
/// }
/// ```
public final class NatLab implements AutoCloseable {
    /// A host on which programs run.
    public enum Node {
        /// The server, with two public addresses: 203.0.113.10 and 203.0.113.11.
        SERVER("203.0.113.10", "2001:db8::10"),
        /// Another host with a public address.
        PUBLIC("203.0.113.50", "2001:db8::50"),
        /// The first host behind NAT A.
        A1("192.168.1.11", "2001:db8:a::11"),
        /// Its neighbour.
        A2("192.168.1.12", "2001:db8:a::12"),
        /// The first host behind NAT B; with the same subnet on both sides it has the very address of A1.
        B1("192.168.2.11", "2001:db8:b::11"),
        /// Its neighbour.
        B2("192.168.2.12", "2001:db8:b::12");

        final String ipv4;
        final String ipv6;

        Node(String ipv4, String ipv6) {
            this.ipv4 = ipv4;
            this.ipv6 = ipv6;
        }
    }

    /// A box that translates.
    public enum Side {
        A("203.0.113.1", "192.168.1"),
        B("203.0.113.2", "192.168.2"),
        /// The carrier's NAT before NAT A; there with [Layout#carrier()] alone.
        CARRIER("203.0.113.9", "100.64.0");

        final String wan;
        final String lan;

        Side(String wan, String lan) {
            this.wan = wan;
            this.lan = lan;
        }
    }

    /// What is built.
    ///
    /// @param sameSubnet whether both homes use 192.168.1.0/24
    /// @param carrier whether a carrier-grade NAT (RFC 6888) stands before NAT A
    /// @param ipv6 whether hosts have public IPv6 addresses as well, behind the firewall of their NAT
    public record Layout(boolean sameSubnet, boolean carrier, boolean ipv6) {
        /// Two homes with different subnets, IPv4 alone.
        public static final Layout PLAIN = new Layout(false, false, false);
    }

    /// The second address of [Node#SERVER], which behaviour discovery needs.
    public static final InetAddress SERVER_2 = parse("203.0.113.11");

    private static final String PREFIX = "wl" + ProcessHandle.current().pid() + "-";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Layout layout;
    private final NatLabNetwork network;
    private final Map<Side, NatRules> rules = new EnumMap<>(Side.class);
    private final Thread hook;

    private NatLab(Layout layout) {
        this.layout = layout;
        network = new NatLabNetwork(layout, PREFIX + COUNT.incrementAndGet() + "-");
        hook = Thread.ofPlatform().name("natlab-remove").unstarted(network::close);
    }

    /// Builds a lab; every NAT is port-restricted at first.
    ///
    /// @return the lab, to be closed
    /// @throws IOException when the system refuses; [#missing()] tells beforehand
    public static NatLab open(Layout layout) throws IOException {
        removeLeftovers();
        var lab = new NatLab(layout);
        Runtime.getRuntime().addShutdownHook(lab.hook);
        try {
            lab.network.build();
            for (var side : lab.network.sides()) lab.nat(side, NatRules.of(NatKind.PORT_RESTRICTED));
            return lab;
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /// Says why no lab can be built here.
    ///
    /// @return what is missing, in a line; empty when a lab can be built
    public static Optional<String> missing() {
        if (Namespace.missing() != null) return Optional.of(Namespace.missing());
        for (String[] need : new String[][] {{"nft", "nftables"}, {"conntrack", "conntrack"}}) {
            boolean found = false;
            for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
                found |= Files.isExecutable(Path.of(folder, need[0]));
            }
            if (!found) return Optional.of(need[0] + " is missing: apt-get install " + need[1]);
        }
        return Optional.empty();
    }

    /// A lab whose process was killed could not remove its namespaces.
    private static void removeLeftovers() throws IOException {
        for (String name : Namespace.all()) {
            if (!name.matches("wl\\d{1,9}-\\d+-.*")) continue;
            long pid = Long.parseLong(name.substring(2, name.indexOf('-')));
            if (ProcessHandle.of(pid).isEmpty()) Namespace.remove(name);
        }
    }

    /// Sets up a NAT anew: other rules, and everything forgotten that it knew.
    ///
    /// @throws IOException when the system refuses, or if homes with the same subnet should be reached without translation
    public void nat(Side side, NatRules behaviour) throws IOException {
        boolean translates = behaviour.kind().translates();
        if (!translates && (layout.sameSubnet || layout.carrier)) {
            throw new IOException("a home whose private addresses are not unique, or behind a carrier, must be translated");
        }
        var box = network.box(side);
        rules.put(side, behaviour);
        box.feed(behaviour.nft(network.outside(side), network.lan(side) + ".0/24"), "nft", "-f", "-");
        long seconds = behaviour.lifetime().toSeconds();
        box.settings("netfilter/nf_conntrack_udp_timeout=" + seconds,
                "netfilter/nf_conntrack_udp_timeout_stream=" + seconds);
        box.run("conntrack", "-F");
        network.route(side, !translates);
    }

    /// Lets a NAT reboot: it forgets every mapping and keeps its address.
    ///
    /// @throws IOException when the system refuses
    public void reboot(Side side) throws IOException {
        nat(side, rules(side));
    }

    /// Gives a NAT another public address, as a provider does at night; every mapping is lost.
    ///
    /// @param address free in 203.0.113.0/24 (behind a carrier, in 100.64.0.0/24)
    /// @throws IOException when the system refuses
    public void renumber(Side side, String address) throws IOException {
        network.connect(side, address);
        reboot(side);
    }

    /// Loses datagrams on the way between homes and servers, each with the same chance.
    ///
    /// @param percent 0 to 100
    /// @throws IOException when the system refuses
    public void lose(int percent) throws IOException {
        String which = percent >= 100 ? "" : "numgen random mod 100 < " + percent;
        network.middle().feed(percent == 0 ? "flush ruleset" : """
            flush ruleset
            table bridge weather {
              chain pass { type filter hook forward priority 0
                meta protocol { ip, ip6 } %s drop
              }
            }
            """.formatted(which), "nft", "-f", "-");
    }

    /// Gives a NAT an uplink as slow as those of homes: what it sends waits in a queue there. Without it a datagram is at
    /// the other NAT within some ten microseconds, and nothing ever crosses on the way.
    ///
    /// @param kilobits per second
    /// @throws IOException when the system refuses: the kernel needs the queueing discipline `tbf`
    public void uplink(Side side, int kilobits) throws IOException {
        network.box(side).run("tc", "qdisc", "replace", "dev", "wan", "root",
                "tbf", "rate", kilobits + "kbit", "burst", "1540", "latency", "200ms");
    }

    /// Pulls the cable between a NAT and the network, or plugs it in again. Addresses, routes and mappings stay.
    ///
    /// @param side NAT B, NAT A without a carrier, or the carrier
    /// @throws IOException when the system refuses
    public void link(Side side, boolean up) throws IOException {
        network.middle().ip("link set to-" + side + (up ? " up\n" : " down\n"));
    }

    /// Opens a UDP socket on a host, at its IPv4 address; any thread may use it.
    ///
    /// @param port 0 takes a free one
    /// @throws IOException when the port cannot be had
    public UdpSocket udp(Node host, int port, Tap.Party party) throws IOException {
        return host(host).host().bind(new InetSocketAddress(address(host), port), party);
    }

    /// A host, to run code or programs there.
    public Namespace host(Node host) {
        return network.namespace(host);
    }

    /// {@return the IPv4 address of a host, private for those behind a NAT: its own address}
    public InetAddress address(Node host) {
        return parse(network.address(host));
    }

    /// The IPv6 address of a host, where the layout has IPv6.
    public InetAddress address6(Node host) {
        return parse(host.ipv6);
    }

    /// {@return the address of a NAT on the outside: its public address; a shared one of RFC 6598 for NAT A behind a
    /// carrier}
    public InetAddress address(Side side) {
        return parse(network.outside(side));
    }

    /// How a NAT behaves at present.
    public NatRules rules(Side side) {
        return rules.get(side);
    }

    /// Shows what a NAT knows: its rules with all they remember, and the flows that the kernel tracks.
    ///
    /// @throws IOException when the system refuses
    public String show(Side side) throws IOException {
        var box = network.box(side);
        return box.run("nft", "list", "ruleset") + "\n" + box.run("conntrack", "-L", "-p", "udp");
    }

    /// Removes everything. Sockets that are still open see a network without cables.
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending, and the hook runs beside this.
        }
        network.close();
    }

    private static InetAddress parse(String address) {
        return InetAddress.ofLiteral(address);
    }
}
