package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.hosts.Namespace;
import wirelab.kit.DualServer;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;

class BadLinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long THERE_AND_BACK = Duration.ofMillis(40).toNanos();
    private static final LinkSpec SLOW = LinkSpec.parse("delay=20ms seed=1");

    private static DualServer echo(Host host) throws IOException {
        return DualServer.start(host, TcpServer.Options.DEFAULTS,
                connection -> connection.write(new byte[] {(byte) connection.input().read()}),
                UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(payload, source));
    }

    /// Sends a datagram and waits for the answer, which comes from the server's own address.
    ///
    /// @return how long that took
    private static long ask(UdpSocket client, InetSocketAddress server) throws IOException {
        long began = System.nanoTime();
        client.send(new byte[] {42}, server);
        var answer = ByteBuffer.allocate(10);
        assertEquals(server, client.receive(answer, PATIENCE));
        assertArrayEquals(new byte[] {42}, Arrays.copyOf(answer.array(), answer.position()));
        return System.nanoTime() - began;
    }

    private static long ask(Host host, InetSocketAddress server) throws IOException {
        long began = System.nanoTime();
        try (var connection = host.connect(server, Tap.Party.UNKNOWN)) {
            connection.write(new byte[] {42});
            assertEquals(42, connection.input().read());
        }
        return System.nanoTime() - began;
    }

    /// Notes who sends and receives datagrams.
    private static Tap names(Collection<String> seen) {
        return new Tap() {
            @Override
            public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
                return null;
            }

            @Override
            public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                    ByteBuffer payload) {
                seen.add(party.name() + " " + direction);
            }

            @Override
            public void lost(Party party, InetSocketAddress local, InetSocketAddress remote, ByteBuffer payload) {
                seen.add(party.name() + " lost " + payload.remaining() + " bytes to " + remote.getPort());
            }
        };
    }

    @Test
    @Tag("socket")
    void whatAHostSaysGoesOverItsLinkInStreamsAndInDatagramsAndNobodyElsesDoes() throws Exception {
        try (var server = echo(Host.HERE); var link = BadLink.of(SLOW)) {
            var host = Host.HERE.behind(link);
            try (var client = host.towards(server.address(), Tap.Party.UNKNOWN)) {
                assertTrue(ask(client, server.address()) >= THERE_AND_BACK);
            }
            assertTrue(ask(host, server.address()) >= THERE_AND_BACK);
            assertEquals(1, link.relays().size(), "one relay for one server, TCP and UDP");
            try (var client = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)) {
                ask(client, server.address());
            }
            ask(Host.HERE, server.address());
            var relay = link.relays().getFirst().server();
            assertEquals(1, relay.tcp().counters().get("accepted"));
            assertEquals(1, relay.udp().counters().get("received"));
        }
    }

    @Test
    @Tag("socket")
    void oneSocketReachesSeveralServersEachOverARelayAndKnowsWhoAnswers() throws Exception {
        try (var one = echo(Host.HERE); var other = echo(Host.HERE); var link = BadLink.of(LinkSpec.PERFECT);
                var client = Host.HERE.behind(link).towards(one.address(), Tap.Party.UNKNOWN)) {
            for (int i = 0; i < 3; i++) {
                ask(client, one.address());
                ask(client, other.address());
            }
            assertEquals(2, link.relays().size());
        }
    }

    @Test
    @Tag("socket")
    void aServerBehindALinkAnswersStraight() throws Exception {
        try (var link = BadLink.of(LinkSpec.parse("loss=100% seed=1")); var server = echo(Host.HERE.behind(link));
                var client = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)) {
            ask(client, server.address());
            assertEquals(List.of(), link.relays());
        }
    }

    @Test
    @Tag("socket")
    void aLinkForDatagramsAloneAndForSomeAddressesLetsTheRestPass() throws Exception {
        var datagrams = Relay.Options.DEFAULTS.withProtocols(false, true);
        try (var near = echo(Host.HERE); var far = echo(Host.HERE);
                var link = BadLink.of(SLOW, datagrams, far.address()::equals)) {
            var host = Host.HERE.behind(link);
            ask(host, far.address());
            try (var client = host.towards(near.address(), Tap.Party.UNKNOWN)) {
                ask(client, near.address());
                assertEquals(List.of(), link.relays());
                assertTrue(ask(client, far.address()) >= THERE_AND_BACK);
            }
            assertEquals(1, link.relays().size());
        }
    }

    @Test
    @Tag("socket")
    void theTapOfAHostSeesTheRelayWhicheverOfTheTwoTheHostGotFirst() throws Exception {
        var seen = new ConcurrentLinkedQueue<String>();
        var tap = names(seen);
        for (boolean tapFirst : new boolean[] {true, false}) {
            try (var server = echo(Host.HERE); var link = BadLink.of(LinkSpec.parse("delay=2ms"))) {
                var host = tapFirst ? Host.HERE.watchedBy(tap).behind(link) : Host.HERE.behind(link).watchedBy(tap);
                assertEquals("this machine, watched, behind " + link, host.toString());
                seen.clear();
                try (var client = host.towards(server.address(), new Tap.Party("client", Tap.Words.NONE))) {
                    ask(client, server.address());
                }
                assertEquals(List.of("client SENT", "link RECEIVED", "link SENT", "link RECEIVED", "link SENT",
                        "client RECEIVED"), List.copyOf(seen));
            }
        }
    }

    @Test
    @Tag("socket")
    void aServerThatIsReachedOverIpv6IsReachedOverALinkToo() throws Exception {
        var bind = new InetSocketAddress("::1", 0);
        try (var server = UdpServer.start(UdpServer.Options.DEFAULTS.withBind(bind),
                (payload, source, socket) -> socket.send(payload, source));
                var link = BadLink.of(LinkSpec.PERFECT);
                var client = Host.HERE.behind(link).towards(server.address(), Tap.Party.UNKNOWN)) {
            ask(client, server.address());
            assertNotEquals(server.address(), link.relays().getFirst().address());
        }
    }

    @Test
    @Tag("socket")
    void aLinkThatIsClosedLeadsNowhere() throws Exception {
        try (var server = echo(Host.HERE)) {
            var link = BadLink.of(LinkSpec.PERFECT);
            var host = Host.HERE.behind(link);
            ask(host, server.address());
            link.close();
            link.close();
            assertThrows(IOException.class, () -> host.connect(server.address(), Tap.Party.UNKNOWN));
            var other = new InetSocketAddress("127.0.0.1", 9);
            var e = assertThrows(IOException.class, () -> host.connect(other, Tap.Party.UNKNOWN));
            assertEquals("cannot connect to 127.0.0.1:9: the link is closed", e.getMessage());
        }
    }

    @Test
    @Tag("hosts")
    void aNamespaceBehindALinkIsAHostThatATapWatches() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        var seen = new ConcurrentLinkedQueue<String>();
        try (var namespace = Namespace.create("wlbad" + ProcessHandle.current().pid());
                var server = echo(namespace.host()); var link = BadLink.of(SLOW)) {
            var host = namespace.host().behind(link).watchedBy(names(seen));
            assertTrue(ask(host, server.address()) >= THERE_AND_BACK);
            try (var client = host.towards(server.address(), new Tap.Party("client", Tap.Words.NONE))) {
                assertTrue(ask(client, server.address()) >= THERE_AND_BACK);
            }
            assertEquals(List.of("client SENT", "link RECEIVED", "link SENT", "link RECEIVED", "link SENT",
                    "client RECEIVED"), List.copyOf(seen));
            var relay = link.relays().getFirst().address();
            assertThrows(IOException.class, () -> Host.HERE.connect(relay, Tap.Party.UNKNOWN), "it listens in there");
        }
    }

    @Test
    @Tag("socket")
    void whatTheLinkLosesATapIsTold() throws Exception {
        var seen = new ConcurrentLinkedQueue<String>();
        try (var server = echo(Host.HERE); var link = BadLink.of(LinkSpec.parse("loss=100% seed=1"))) {
            var host = Host.HERE.behind(link).watchedBy(names(seen));
            try (var client = host.towards(server.address(), new Tap.Party("client", Tap.Words.NONE))) {
                client.send(new byte[] {1, 2, 3}, server.address());
                String told = "link lost 3 bytes to " + server.address().getPort();
                Eventually.that("the loss is told: " + seen, () -> seen.contains(told));
            }
        }
    }

    @Test
    void whatWasSentLeavesADrainedLinkAndWhatIsLostOnItIsNotWaitedFor() throws Exception {
        var arrived = new ConcurrentLinkedQueue<Integer>();
        try (var server = UdpServer.start(UdpServer.Options.DEFAULTS, (payload, _, _) -> arrived.add((int) payload.get()));
                var link = BadLink.of(LinkSpec.parse("up:delay=300ms loss=30% seed=3 down:delay=10s"))) {
            try (var client = Host.HERE.behind(link).towards(server.address(), Tap.Party.UNKNOWN)) {
                for (int i = 0; i < 50; i++) client.send(new byte[] {(byte) i}, server.address());
            }
            link.drain(PATIENCE);
            var up = link.relays().getFirst().up();
            assertEquals(50, up.offered());
            link.close();
            Eventually.that("all that was not lost is there", () -> arrived.size() == up.delivered());
            assertTrue(up.delivered() < 50 && up.delivered() > 20, up.toString());
        }
    }

    @Test
    void whatWasWrittenAndTheEndOfItLeaveADrainedLink() throws Exception {
        var heard = new ConcurrentLinkedQueue<String>();
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS,
                connection -> heard.add(new String(connection.input().readAllBytes())));
                var link = BadLink.of(LinkSpec.parse("up:delay=300ms up:rate=100kbit down:delay=10s"))) {
            var host = Host.HERE.behind(link);
            try (var client = host.connect(server.address(), Tap.Party.UNKNOWN)) {
                client.write("QUIT\n".repeat(1000).getBytes());
            }
            link.drain(PATIENCE);
            link.close();
            Eventually.that("all is heard, to the end", () -> heard.contains("QUIT\n".repeat(1000)));
        }
    }

    @Test
    void aDrainEndsAtItsLimitAndDoesNotWaitForThoseWhoSayNothing() throws Exception {
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> connection.input().readAllBytes());
                var silent = BadLink.of(LinkSpec.parse("delay=1ms")); var endless = BadLink.of(LinkSpec.parse("delay=1min"));
                var one = Host.HERE.behind(silent).connect(server.address(), Tap.Party.UNKNOWN);
                var other = Host.HERE.behind(endless).connect(server.address(), Tap.Party.UNKNOWN)) {
            one.write("hello".getBytes());
            silent.drain(PATIENCE);
            Eventually.that("it was carried", () -> silent.relays().getFirst().up().delivered() == 1);
            other.write("hello".getBytes());
            endless.drain(Duration.ofMillis(50));
            assertEquals(0, endless.relays().getFirst().up().delivered());
        }
    }
}
