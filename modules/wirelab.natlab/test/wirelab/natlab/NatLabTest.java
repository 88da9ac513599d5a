package wirelab.natlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.hosts.Namespace;
import wirelab.kit.Eventually;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;
import wirelab.nat.*;
import wirelab.natlab.NatLab.Layout;
import wirelab.natlab.NatLab.Node;
import wirelab.natlab.NatLab.Side;
import wirelab.stun.Filtering;
import wirelab.stun.Mapping;

/// Every NAT of the lab does what its kind says, seen from both sides of it with bare datagrams.
@Tag("hosts")
class NatLabTest {
    /// How long a datagram may take that should arrive, and for how long one is waited for that should not.
    private static final Duration ARRIVES = Duration.ofSeconds(5);
    private static final Duration LOST = Duration.ofMillis(60);

    private static NatLab lab;

    @BeforeAll
    static void build() throws IOException {
        NatLab.missing().ifPresent(what -> assumeTrue(false, what));
        lab = NatLab.open(Layout.PLAIN);
    }

    @AfterAll
    static void remove() {
        if (lab != null) lab.close();
    }

    private static UdpSocket at(NatLab in, InetAddress address, Node host, int port) throws IOException {
        return in.host(host).host().bind(new InetSocketAddress(address, port), Tap.Party.UNKNOWN);
    }

    private static UdpSocket server(InetAddress address, int port) throws IOException {
        return at(lab, address, Node.SERVER, port);
    }

    private static InetSocketAddress receive(UdpSocket socket, Duration wait) throws IOException {
        return socket.receive(ByteBuffer.allocate(100), wait);
    }

    /// Sends a datagram and says as whom the receiver sees the sender.
    private static InetSocketAddress seen(UdpSocket from, UdpSocket to) throws IOException {
        return seen(from, to, to.local());
    }

    private static InetSocketAddress seen(UdpSocket from, UdpSocket to, InetSocketAddress address) throws IOException {
        from.send("hello".getBytes(StandardCharsets.US_ASCII), address);
        var source = receive(to, ARRIVES);
        assertTrue(source != null, () -> from.local() + " did not reach " + address);
        return source;
    }

    private static boolean reaches(UdpSocket from, UdpSocket to, InetSocketAddress address) throws IOException {
        from.send("knock".getBytes(StandardCharsets.US_ASCII), address);
        return receive(to, LOST) != null;
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void aNatMapsAndFiltersAsItsKindSays(NatKind kind) throws Exception {
        lab.nat(Side.A, NatRules.of(kind));
        try (var inner = lab.udp(Node.A1, 0, Tap.Party.UNKNOWN);
                var first = server(lab.address(Node.SERVER), 0);
                var otherPort = server(lab.address(Node.SERVER), 0);
                var otherAddress = server(NatLab.SERVER_2, 0);
                var stranger = lab.udp(Node.PUBLIC, 0, Tap.Party.UNKNOWN)) {
            var mapped = seen(inner, first);
            assertEquals(kind.translates() ? lab.address(Side.A) : lab.address(Node.A1), mapped.getAddress());
            assertEquals(first.local(), seen(first, inner, mapped), "an answer comes in");
            var filtering = reaches(stranger, inner, mapped) ? Filtering.ENDPOINT_INDEPENDENT
                    : reaches(otherPort, inner, mapped) ? Filtering.ADDRESS_DEPENDENT : Filtering.ADDRESS_AND_PORT_DEPENDENT;
            assertEquals(kind.filtering(), filtering);
            if (kind == NatKind.LINUX) {
                assertNotEquals(mapped, seen(inner, otherPort), "a stranger who knocked first has taken the mapping");
                return;
            }
            var toOtherPort = seen(inner, otherPort);
            var toOtherAddress = seen(inner, otherAddress);
            var mapping = !kind.translates() ? Mapping.NONE : toOtherAddress.equals(mapped) ? Mapping.ENDPOINT_INDEPENDENT
                    : toOtherPort.equals(mapped) ? Mapping.ADDRESS_DEPENDENT : Mapping.ADDRESS_AND_PORT_DEPENDENT;
            assertEquals(kind.mapping(), mapping);
            if (kind == NatKind.SEQUENTIAL) assertEquals(toOtherPort.getPort() + 1, toOtherAddress.getPort());
            boolean kept = inner.local().getPort() == mapped.getPort();
            assertTrue(kept || mapping != Mapping.ENDPOINT_INDEPENDENT, "the port is kept");
        }
    }

    @ParameterizedTest
    @EnumSource(value = NatKind.class, names = {"FULL_CONE", "RESTRICTED_CONE", "PORT_RESTRICTED", "SYMMETRIC"})
    void neighboursReachEachOtherThroughTheHairpinOnlyIfThereIsOne(NatKind kind) throws Exception {
        for (boolean hairpin : new boolean[] {true, false}) {
            lab.nat(Side.A, NatRules.of(kind).withHairpin(hairpin));
            try (var a1 = lab.udp(Node.A1, 0, Tap.Party.UNKNOWN);
                    var a2 = lab.udp(Node.A2, 0, Tap.Party.UNKNOWN);
                    var server = server(lab.address(Node.SERVER), 0)) {
                var mapped1 = seen(a1, server);
                var mapped2 = seen(a2, server);
                if (hairpin) {
                    var appears = seen(a1, a2, mapped2);
                    assertEquals(lab.address(Side.A), appears.getAddress(), "the neighbour appears from outside");
                    if (kind != NatKind.SYMMETRIC) assertEquals(mapped1, appears);
                } else {
                    assertFalse(reaches(a1, a2, mapped2));
                }
                assertEquals(a1.local(), seen(a1, a2), "by private address they always do");
            }
        }
    }

    @Test
    void neighboursWithTheSamePortGetDifferentPublicPorts() throws Exception {
        lab.nat(Side.A, NatRules.of(NatKind.FULL_CONE));
        try (var a1 = lab.udp(Node.A1, 10_081, Tap.Party.UNKNOWN);
                var a2 = lab.udp(Node.A2, 10_081, Tap.Party.UNKNOWN);
                var one = server(lab.address(Node.SERVER), 0);
                var two = server(NatLab.SERVER_2, 0)) {
            assertEquals(10_081, seen(a1, one).getPort());
            assertNotEquals(10_081, seen(a2, two).getPort(), "though the kernel would share it towards another address");
        }
    }

    @Test
    void withoutPreservationThePublicPortIsAnother() throws Exception {
        lab.nat(Side.A, new NatRules(NatKind.PORT_RESTRICTED, false, false, NatRules.Input.DROP,
                Duration.ofMinutes(2), true));
        try (var inner = lab.udp(Node.A1, 10_081, Tap.Party.UNKNOWN);
                var one = server(lab.address(Node.SERVER), 0);
                var two = server(NatLab.SERVER_2, 0)) {
            var mapped = seen(inner, one);
            assertNotEquals(10_081, mapped.getPort());
            assertEquals(mapped, seen(inner, two));
        }
    }

    @Test
    void aMappingEndsWithItsLifetimeAndARebootEndsItAtOnce() throws Exception {
        lab.nat(Side.A, new NatRules(NatKind.FULL_CONE, false, false, NatRules.Input.DROP, Duration.ofSeconds(1), true));
        try (var inner = lab.udp(Node.A1, 0, Tap.Party.UNKNOWN);
                var one = server(lab.address(Node.SERVER), 0)) {
            var mapped = seen(inner, one);
            // Each time from elsewhere: a flow that was let in lasts as long as it is used.
            Eventually.that("the mapping has ended", () -> {
                try (var stranger = server(NatLab.SERVER_2, 0)) {
                    return !reaches(stranger, inner, mapped);
                }
            });
            var again = seen(inner, one);
            assertNotEquals(mapped, again);
            lab.reboot(Side.A);
            assertFalse(reaches(one, inner, again));
        }
    }

    @Test
    void aRenumberedNatAppearsAtItsNewAddress() throws Exception {
        lab.nat(Side.B, NatRules.of(NatKind.FULL_CONE));
        try (var inner = lab.udp(Node.B1, 0, Tap.Party.UNKNOWN); var one = server(lab.address(Node.SERVER), 0)) {
            assertEquals("203.0.113.2", seen(inner, one).getAddress().getHostAddress());
            lab.renumber(Side.B, "203.0.113.77");
            assertEquals("203.0.113.77", seen(inner, one).getAddress().getHostAddress());
            lab.renumber(Side.B, "203.0.113.2");
            assertEquals("203.0.113.2", seen(inner, one).getAddress().getHostAddress());
        }
    }

    @Test
    void blockedUdpLossAndAPulledCableStopDatagrams() throws Exception {
        lab.nat(Side.A, new NatRules(NatKind.FULL_CONE, false, true, NatRules.Input.DROP, Duration.ofMinutes(2), false));
        try (var inner = lab.udp(Node.A1, 0, Tap.Party.UNKNOWN); var one = server(lab.address(Node.SERVER), 0)) {
            assertFalse(reaches(inner, one, one.local()), "UDP is blocked");
            lab.nat(Side.A, NatRules.of(NatKind.FULL_CONE));
            assertTrue(reaches(inner, one, one.local()));
            lab.lose(100);
            assertFalse(reaches(inner, one, one.local()), "everything is lost");
            lab.lose(0);
            assertTrue(reaches(inner, one, one.local()));
            lab.link(Side.A, false);
            assertFalse(reaches(inner, one, one.local()), "the cable is out");
            lab.link(Side.A, true);
            Eventually.that("the cable is in", () -> reaches(inner, one, one.local()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHomeBehindACarrierIsTranslatedTwice(boolean sameSubnet) throws Exception {
        try (var other = NatLab.open(new Layout(sameSubnet, true, true))) {
            other.nat(Side.CARRIER, NatRules.of(NatKind.FULL_CONE));
            try (var a1 = other.udp(Node.A1, 0, Tap.Party.UNKNOWN);
                    var b1 = other.udp(Node.B1, 0, Tap.Party.UNKNOWN);
                    var server = at(other, other.address(Node.SERVER), Node.SERVER, 0)) {
                assertEquals("203.0.113.9", seen(a1, server).getAddress().getHostAddress());
                assertEquals("203.0.113.2", seen(b1, server).getAddress().getHostAddress());
                assertEquals(sameSubnet, a1.local().getAddress().equals(b1.local().getAddress()));
            }
        }
    }

    @Test
    void hostsWithIpv6AreReachedOnceTheyHaveSpoken() throws Exception {
        try (var other = NatLab.open(new Layout(false, false, true));
                var a1 = at(other, other.address6(Node.A1), Node.A1, 0);
                var b1 = at(other, other.address6(Node.B1), Node.B1, 0)) {
            assertFalse(reaches(a1, b1, b1.local()), "the firewall of B lets no stranger in");
            assertEquals(b1.local(), seen(b1, a1), "A has spoken to B1 and lets it in");
            assertEquals(a1.local(), seen(a1, b1));
        }
    }

    @Test
    void aClosedLabLeavesNothingBehind() throws Exception {
        String name;
        try (var other = NatLab.open(Layout.PLAIN)) {
            name = other.host(Node.A1).name();
            assertTrue(Namespace.all().contains(name));
            assertTrue(other.host(Node.A1).run("ip", "-brief", "addr").contains("192.168.1.11"));
            assertTrue(other.show(Side.A).contains("natlab"));
        }
        assertFalse(Namespace.all().contains(name));
        assertNull(Namespace.all().stream().filter(left -> left.startsWith(name.substring(0, name.lastIndexOf('-') + 1)))
                .findAny().orElse(null));
    }

    @Test
    void noThreadStaysOnAHostOnceItsLabIsClosed() throws Exception {
        String name;
        try (var other = NatLab.open(Layout.PLAIN); var socket = other.udp(Node.B2, 0, Tap.Party.UNKNOWN)) {
            name = other.host(Node.B2).name();
            var inside = other.host(Node.B2).<List<String>, IOException>call(Namespace::strays);
            assertTrue(inside.stream().anyMatch(name::startsWith), "while a socket is opened, one thread stands there");
            assertEquals(other.address(Node.B2), socket.local().getAddress());
        }
        String prefix = name.substring(0, name.lastIndexOf('-') + 1);
        Eventually.that("all threads have left",
                () -> Namespace.strays().stream().noneMatch(thread -> thread.startsWith(prefix)));
    }

    @Test
    void whatAKilledProcessLeftIsRemovedByTheNextLab() throws Exception {
        // No process has this number: the kernel's limit is 4,194,304.
        try (var left = Namespace.create("wl4194305-1-a1"); var _ = NatLab.open(Layout.PLAIN)) {
            assertFalse(Namespace.all().contains(left.name()));
        }
    }
}
