package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.hosts.Namespace;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// Two segments, each a bridge, with a router between them that also routes groups (smcroute):
///
/// ```
/// alice 10.1.0.11 --+                          +-- carol 10.2.0.13
///                   +-- 10.1.0.1 router 10.2.0.1 --+
/// bob   10.1.0.12 --+                          (IPv6: fd00:1::11 and so on)
/// ```
@Tag("hosts")
class HostsTest {
    private static final String GROUP = "239.8.8.8";
    private static final String GROUP6 = "ff05::1234";
    private static final int PORT = 11_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final List<Namespace> hosts = new ArrayList<>();
    private static Namespace router;
    private static Namespace alice;
    private static Namespace bob;
    private static Namespace carol;
    private static Peer routing;
    private static Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        String smcrouted = Peer.require("smcrouted", "smcroute");
        router = host("r");
        alice = host("a");
        bob = host("b");
        carol = host("c");
        router.ip("""
                link add left type bridge mcast_snooping 0
                link add right type bridge mcast_snooping 0
                addr add 10.1.0.1/24 brd + dev left
                addr add 10.2.0.1/24 brd + dev right
                addr add fd00:1::1/64 dev left nodad
                addr add fd00:2::1/64 dev right nodad
                link set left up
                link set right up
                """);
        router.settings("ipv4/ip_forward=1", "ipv6/conf/all/forwarding=1");
        plug(alice, "left", "1", "11");
        plug(bob, "left", "1", "12");
        plug(carol, "right", "2", "13");
        routeGroups(smcrouted);
    }

    private static Namespace host(String letter) throws Exception {
        var host = Namespace.create("wlmc" + ProcessHandle.current().pid() + letter);
        hosts.add(host);
        return host;
    }

    private static void plug(Namespace host, String bridge, String net, String number) throws Exception {
        router.ip("link add port" + number + " type veth peer name eth0 netns " + host.name() + "\n"
                + "link set port" + number + " master " + bridge + "\nlink set port" + number + " up\n");
        host.ip("addr add 10." + net + ".0." + number + "/24 brd + dev eth0\naddr add fd00:" + net + "::" + number
                + "/64 dev eth0 nodad\n"
                + "link set eth0 up\nroute add 10.0.0.0/8 via 10." + net + ".0.1\n");
    }

    /// From left to right, for two groups, and nothing else.
    private static void routeGroups(String smcrouted) throws Exception {
        folder = Files.createTempDirectory("wirelab-smcroute");
        var conf = Files.writeString(folder.resolve("conf"), """
                phyint left enable
                phyint right enable
                mroute from left group %s to right
                mroute from left source fd00:1::11 group %s to right
                """.formatted(GROUP, GROUP6));
        routing = Peer.start(router.command(smcrouted, "-n", "-N", "-l", "info", "-f", conf.toString(), "-i", "wlmc", "-P",
                folder + "/pid",
                "-u", folder + "/socket"));
        Eventually.that("smcrouted routes: " + routing.output(), () -> Files.exists(folder.resolve("pid"))
                && !router.run("ip", "-6", "mroute", "show").isEmpty());
    }

    @AfterAll
    static void remove() throws Exception {
        if (routing != null) {
            routing.terminate();
            routing.close();
        }
        for (var host : hosts) host.close();
        if (folder == null) return;
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var each : opened) each.close();
    }

    private <T extends AutoCloseable> T keep(T opening) {
        opened.addFirst(opening);
        return opening;
    }

    private Heard listen(Namespace host, String group) throws Exception {
        return keep(host.call(() -> Heard.at(group.contains(":") ? "::" : "0.0.0.0", PORT)
                .join(group, Interfaces.named("eth0"))));
    }

    private Heard listen(Namespace host) throws Exception {
        return keep(host.call(() -> Heard.at("0.0.0.0", PORT)));
    }

    private Sender sender(Namespace host, Kind kind, String to, Sender.Options options) throws Exception {
        return keep(host.call(() -> Sender.open(Target.of(kind, to, PORT, Interfaces.named("eth0")), options)));
    }

    /// Both start from the same place and go the same way, so what was sent first would have come first.
    private void timeToLive(String group) throws Exception {
        var near = listen(bob, group);
        var far = listen(carol, group);
        var short1 = sender(alice, Kind.MULTICAST, group, Sender.Options.DEFAULTS.withTimeToLive(1));
        var long2 = sender(alice, Kind.MULTICAST, group, Sender.Options.DEFAULTS.withTimeToLive(2));
        for (int i = 0; i < 5; i++) {
            short1.send("time to live 1");
            long2.send("time to live 2");
        }
        long2.send("end");
        near.await("end");
        far.await("end");
        assertEquals(5, near.texts.stream().filter("time to live 1"::equals).count());
        assertEquals(5, near.texts.stream().filter("time to live 2"::equals).count());
        assertEquals(0, far.texts.stream().filter("time to live 1"::equals).count(), "nothing with 1 crosses the router");
        assertEquals(5, far.texts.stream().filter("time to live 2"::equals).count());
    }

    @Test
    void timeToLive1StaysOnTheSegmentAnd2CrossesOneRouter() throws Exception {
        timeToLive(GROUP);
    }

    @Test
    void hopLimit1StaysOnTheSegmentAnd2CrossesOneRouterInIpv6() throws Exception {
        timeToLive(GROUP6);
    }

    @Test
    void timeToLive0StaysOnTheHost() throws Exception {
        var own = listen(alice, GROUP);
        var other = listen(bob, GROUP);
        sender(alice, Kind.MULTICAST, GROUP, Sender.Options.DEFAULTS.withTimeToLive(0)).send("stays at home");
        sender(alice, Kind.MULTICAST, GROUP, Sender.Options.DEFAULTS).send("end");
        own.await("end");
        other.await("end");
        assertEquals(List.of("stays at home", "end"), own.texts);
        assertEquals(List.of("end"), other.texts);
    }

    @Test
    void aLinkLocalGroupOfIpv6IsForTheSegmentWhateverItsHopLimit() throws Exception {
        var near = listen(bob, "ff02::1234");
        var far = listen(carol, "ff02::1234");
        var farSite = listen(carol, GROUP6);
        sender(alice, Kind.MULTICAST, "ff02::1234", Sender.Options.DEFAULTS.withTimeToLive(9)).send("on the link");
        sender(alice, Kind.MULTICAST, GROUP6, Sender.Options.DEFAULTS.withTimeToLive(9)).send("end");
        near.await("on the link");
        farSite.await("end");
        assertEquals(List.of(), far.texts);
    }

    /// The router has an interface on each segment, and there is a member on each.
    @Test
    void aMemberOnOneInterfaceDoesNotHearTheGroupOfTheOther() throws Exception {
        var left = keep(router.call(() -> Heard.at("::", PORT).join("ff02::1234", Interfaces.named("left"))));
        var right = keep(router.call(() -> Heard.at("::", PORT).join("ff02::1234", Interfaces.named("right"))));
        var fromRight = sender(carol, Kind.MULTICAST, "ff02::1234", Sender.Options.DEFAULTS);
        var fromLeft = sender(alice, Kind.MULTICAST, "ff02::1234", Sender.Options.DEFAULTS);
        fromRight.send("on the right");
        right.await("on the right");
        fromLeft.send("on the left");
        left.await("on the left");
        fromRight.send("end");
        right.await("end");
        assertEquals(List.of("on the left"), left.texts);
        assertEquals(List.of("on the right", "end"), right.texts);
        assertTrue(left.receiver.leave(left.receiver.memberships().iterator().next()));
        router.call(() -> left.join("ff02::1234", Interfaces.named("right")));
        fromRight.send("moved");
        left.await("moved");
        assertEquals(List.of("on the left", "moved"), left.texts);
    }

    @Test
    void loopbackOffIsOff() throws Exception {
        for (String group : List.of(GROUP, GROUP6)) {
            var own = listen(alice, group);
            var other = listen(bob, group);
            sender(alice, Kind.MULTICAST, group, Sender.Options.DEFAULTS.withLoopback(false)).send("not for me");
            sender(alice, Kind.MULTICAST, group, Sender.Options.DEFAULTS).send("for me, too");
            own.await("for me, too");
            other.await("for me, too");
            assertEquals(List.of("for me, too"), own.texts);
            assertEquals(List.of("not for me", "for me, too"), other.texts);
        }
    }

    @Test
    void leaveStopsDeliveryAndTheOtherReceiverOfTheHostGoesOn() throws Exception {
        for (String group : List.of(GROUP, GROUP6)) {
            var first = listen(bob, group);
            var second = listen(bob, group);
            var sender = sender(alice, Kind.MULTICAST, group, Sender.Options.DEFAULTS);
            sender.send("both");
            first.await("both");
            second.await("both");
            assertTrue(first.receiver.leave(first.receiver.memberships().iterator().next()));
            sender.send("one");
            second.await("one");
            bob.call(() -> first.join(group, Interfaces.named("eth0")));
            sender.send("both again");
            first.await("both again");
            second.await("both again");
            assertEquals(List.of("both", "both again"), first.texts);
            assertEquals(List.of("both", "one", "both again"), second.texts);
        }
    }

    @Test
    void whenTheLastMemberLeavesTheHostIsNoMemberAnyMore() throws Exception {
        var only = listen(bob, GROUP);
        assertTrue(bob.run("ip", "maddr", "show", "dev", "eth0").contains(GROUP));
        only.receiver.leave(only.receiver.memberships().iterator().next());
        assertFalse(bob.run("ip", "maddr", "show", "dev", "eth0").contains(GROUP));
    }

    @Test
    void aMemberForOneSourceDoesNotHearTheOther() throws Exception {
        for (String[] each : new String[][] {{"232.8.8.8", "10.1.0.11"}, {"ff35::8000:1", "fd00:1::11"}}) {
            var picky = keep(bob.call(() -> Heard.at(each[0].contains(":") ? "::" : "0.0.0.0", PORT)));
            bob.call(() -> {
                picky.receiver.join(new Membership(InetAddress.ofLiteral(each[0]), Interfaces.named("eth0"),
                        InetAddress.ofLiteral(each[1])));
                return null;
            });
            sender(router(), each[0]).send("from the router");
            sender(alice, Kind.MULTICAST, each[0], Sender.Options.DEFAULTS).send("from alice");
            picky.await("from alice");
            assertEquals(List.of("from alice"), picky.texts);
        }
    }

    private static Namespace router() {
        return router;
    }

    private Sender sender(Namespace host, String group) throws Exception {
        return keep(host.call(() -> Sender.open(Target.of(Kind.MULTICAST, group, PORT, Interfaces.named("left")),
                Sender.Options.DEFAULTS)));
    }

    @Test
    void theBroadcastOfASubnetReachesAllOfItAndNobodyBeyond() throws Exception {
        var a = listen(alice);
        var b = listen(bob);
        var c = listen(carol);
        var toAll = keep(alice.call(() -> Sender.open(Target.of(Kind.BROADCAST, null, PORT, null),
                Sender.Options.DEFAULTS)));
        toAll.send("to my subnet");
        a.await("to my subnet");
        b.await("to my subnet");
        sender(alice, Kind.UNICAST, "10.2.0.13", Sender.Options.DEFAULTS).send("to carol");
        c.await("to carol");
        assertEquals(List.of("to carol"), c.texts);
    }

    @Test
    void theLimitedBroadcastNeedsARouteOrAnInterface() throws Exception {
        var b = listen(bob);
        var c = listen(carol);
        // Without either: one clear line.
        var bare = keep(alice.call(() -> Sender.open(Target.of(null, "255.255.255.255", PORT, null),
                Sender.Options.DEFAULTS)));
        var e = assertThrows(IOException.class, () -> bare.send("nowhere"));
        assertTrue(e.getMessage().startsWith("cannot send to 255.255.255.255: Network is unreachable;"
                + " this host has no route for the limited broadcast. Name the interface (--interface eth0),"
                + " or broadcast to the subnet"), e.getMessage());
        // With the interface: its address as source tells Linux where to.
        sender(alice, null, "255.255.255.255", Sender.Options.DEFAULTS).send("by interface");
        b.await("by interface");
        // With the route.
        alice.ip("route add 255.255.255.255 dev eth0");
        try {
            bare.send("by route");
            b.await("by route");
        } finally {
            alice.ip("route del 255.255.255.255 dev eth0");
        }
        sender(alice, Kind.UNICAST, "10.2.0.13", Sender.Options.DEFAULTS).send("to carol");
        c.await("to carol");
        assertEquals(List.of("to carol"), c.texts, "no router forwards it");
        assertEquals(List.of("by interface", "by route"), b.texts);
    }

    @Test
    void aBroadcastAddressTakenForAHostIsSaidSo() throws Exception {
        var sender = sender(alice, Kind.UNICAST, "10.1.0.255", Sender.Options.DEFAULTS);
        var e = assertThrows(IOException.class, () -> sender.send("hello"));
        assertEquals("cannot send to 10.1.0.255: Permission denied; if 10.1.0.255 is a broadcast address, say --broadcast",
                e.getMessage());
    }

    @Test
    void theLoopbackInterfaceCarriesNoGroupsOfIpv6AndTheErrorSaysSo() throws Exception {
        var sender = keep(alice.call(() -> Sender.open(Target.of(null, GROUP6, PORT, Interfaces.loopback()),
                Sender.Options.DEFAULTS)));
        var e = assertThrows(IOException.class, () -> sender.send("nowhere"));
        assertEquals("cannot send to [ff05::1234]: Network is unreachable; the loopback interface of Linux"
                + " carries no groups of IPv6, take another (--interface eth0)", e.getMessage());
    }

    /// Anycast as the network does it: two hosts have the same address, and the router knows the way to the nearest.
    @Test
    void twoHostsHaveOneAddressAndTheRouteSaysWhoAnswers() throws Exception {
        var shared = new InetSocketAddress("10.9.9.9", PORT);
        for (var each : List.of(bob, carol)) each.ip("addr add 10.9.9.9/32 dev lo");
        router.ip("route add 10.9.9.9 via 10.1.0.12");
        router.settings("ipv4/conf/all/send_redirects=0", "ipv4/conf/left/send_redirects=0");
        try {
            var options = Receiver.Options.DEFAULTS.withBind(shared).withShared(false).withAnswers(true);
            var nearest = keep(bob.call(() -> new Heard(options)));
            var other = keep(carol.call(() -> new Heard(options)));
            var sender = keep(alice.call(() -> AnycastSender.open(new Target(Kind.ANYCAST, List.of(shared), null),
                    Sender.Options.DEFAULTS,
                    LIMIT, LIMIT, _ -> {})));
            sender.send("one");
            assertTrue(sender.drain(LIMIT));
            router.ip("route replace 10.9.9.9 via 10.2.0.13");
            sender.send("two");
            assertTrue(sender.drain(LIMIT));
            assertArrayEquals(new long[] {2}, sender.answered());
            assertEquals(List.of("one"), nearest.texts);
            assertEquals(List.of("two"), other.texts);
        } finally {
            router.ip("route del 10.9.9.9");
            for (var each : List.of(bob, carol)) each.ip("addr del 10.9.9.9/32 dev lo");
        }
    }

    @Test
    void aSetOfHostsFailsOverWhenACableIsPulled() throws Exception {
        var options = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("0.0.0.0", PORT)).withShared(false)
                .withAnswers(true);
        keep(bob.call(() -> new Heard(options)));
        keep(carol.call(() -> new Heard(options)));
        var sender = keep(alice.call(() -> AnycastSender.open(Target.of(null, "10.1.0.12,10.2.0.13", PORT, null),
                Sender.Options.DEFAULTS,
                Duration.ofSeconds(1), LIMIT, _ -> {})));
        sender.send("one");
        assertTrue(sender.drain(LIMIT));
        router.ip("link set port12 down");
        try {
            sender.send("two");
            assertTrue(sender.drain(LIMIT));
            assertArrayEquals(new long[] {1, 1}, sender.answered());
        } finally {
            router.ip("link set port12 up");
        }
    }

    @Test
    void theScriptsSpeakFromHostToHostAndWithIperf() throws Exception {
        String iperf = Peer.require("iperf", "iperf");
        try (var receiver = Peer.start(carol.command(script("MulticastReceiver", "--group", GROUP, "--count", "20",
                "--interval", "0")));
                var server = Peer.start(bob.command(iperf, "-s", "-u", "-p", "12000", "-B", GROUP + "%eth0"))) {
            receiver.awaitOutput("listening on 0.0.0.0:11000 (multicast, " + GROUP + " on eth0, " + GROUP + " on lo)");
            Eventually.that("iperf has joined: " + server.output(),
                    () -> bob.call(() -> Files.readString(Path.of("/proc/thread-self/net/igmp"))).contains("080808EF"));
            try (var sender = Peer.start(alice.command(script("MulticastSender", "--to", GROUP, "--ttl", "2", "--count",
                    "20", "--rate", "100",
                    "--text", "hello, carol")))) {
                assertEquals(0, sender.awaitExit(), sender.output());
                assertTrue(sender.output().contains("sent 20 datagrams"), sender.output());
            }
            assertEquals(0, receiver.awaitExit(), receiver.output());
            assertTrue(receiver.output().contains("#20> hello, carol"), receiver.output());
            assertTrue(receiver.output().contains("received 20, lost 0/20 (0.0 %)"), receiver.output());
            try (var sender = Peer.start(alice.command(script("MulticastSender", "--to", GROUP, "--port", "12000",
                    "--iperf", "--count", "50",
                    "--rate", "200", "--size", "300")))) {
                assertEquals(0, sender.awaitExit(), sender.output());
            }
            server.awaitOutput("0/50 (0%)");
        }
    }

    @Test
    void withoutARouteTheScriptSaysInOneLineWhatToDo() throws Exception {
        try (var sender = Peer.start(alice.command(script("MulticastSender", "--to", "255.255.255.255")))) {
            assertEquals(1, sender.awaitExit(), sender.output());
            var lines = sender.output().lines().toList();
            assertEquals("broadcast to 255.255.255.255:11000", lines.getFirst());
            assertEquals(2, lines.size(), sender.output());
            assertTrue(lines.getLast().startsWith("MulticastSender: cannot send to 255.255.255.255:"
                    + " Network is unreachable; this host has no route"), lines.getLast());
        }
    }

    private static String[] script(String script, String... args) {
        return Peer.command(List.of(), script, args);
    }
}
