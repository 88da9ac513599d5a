package wirelab.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpAsk;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;

/// The kit's own client and server, on sockets that no system has.
class SimulatedHostsTest {
    private static final InetSocketAddress SERVICE = new InetSocketAddress("192.0.2.2", 7);
    private static final SimulatedNetwork.Weather AWFUL =
            new SimulatedNetwork.Weather(.3, .3, 0, Duration.ofMillis(1), Duration.ofMillis(80));

    private final SimulatedHosts hosts = new SimulatedHosts(new SimulatedNetwork(1, 0));
    private final Host here = hosts.add("client", "192.0.2.1");
    private final Host there = hosts.add("server", "192.0.2.2");

    private static UdpServer echo(Host host) throws IOException {
        return UdpServer.start(host, UdpServer.Options.DEFAULTS.withBind(SERVICE), (payload, source, socket) ->
                socket.send(payload, source));
    }

    private static UdpSocket open(Host host) throws IOException {
        return host.towards(SERVICE, Tap.Party.UNKNOWN);
    }

    /// Asks until the number comes back that was sent.
    private static Integer ask(UdpSocket socket, int number, List<Duration> waits) throws IOException {
        byte[] question = ByteBuffer.allocate(4).putInt(number).array();
        return new UdpAsk(socket, 4).ask(waits, () -> socket.send(question, SERVICE), (datagram, source) -> {
            int answer = datagram.getInt();
            return source.equals(SERVICE) && answer == number ? answer : null;
        });
    }

    @Test
    void anAnswerTakesExactlyAsLongAsTheWayThereAndBack() throws Exception {
        hosts.network(net -> net.weather("client", "server",
                new SimulatedNetwork.Weather(0, 0, 0, Duration.ofSeconds(60), Duration.ofSeconds(60))));
        try (var _ = echo(there); var client = open(here)) {
            assertEquals("192.0.2.1", client.local().getAddress().getHostAddress());
            assertEquals(7, ask(client, 7, List.of(Duration.ofHours(1))));
            assertEquals(Duration.ofSeconds(120), Duration.ofNanos(here.now()));
        }
    }

    @Test
    void whereNobodyAnswersAllWaitsAreWaitedForAndTakeNoTime() throws Exception {
        hosts.network(net -> net.cut("client", "server"));
        try (var server = echo(there); var client = open(here)) {
            assertNull(ask(client, 7, UdpAsk.doubling(Duration.ofMinutes(1), 3)));
            assertEquals(Duration.ofMinutes(7), Duration.ofNanos(here.now()));
            assertEquals(0, server.counters().get("received"));
            hosts.network(SimulatedNetwork::heal);
            assertEquals(8, ask(client, 8, List.of(Duration.ofMinutes(1))));
        }
    }

    /// Fifty questions over an awful link: when each was answered.
    private static List<Duration> run(long seed, long start) throws IOException {
        var hosts = new SimulatedHosts(new SimulatedNetwork(seed, start));
        var answered = new ArrayList<Duration>();
        hosts.network(net -> net.weather(AWFUL));
        var here = hosts.add("client", "192.0.2.1");
        try (var server = echo(hosts.add("server", "192.0.2.2")); var client = open(here)) {
            for (int number = 0; number < 50; number++) {
                assertEquals(number, ask(client, number, UdpAsk.doubling(Duration.ofMillis(100), 12)));
                answered.add(Duration.ofNanos(here.now() - start));
            }
            assertTrue(server.counters().get("received") > 70, () -> server.counters()
                    + ", although much is lost or repeated");
        }
        return answered;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, SimulatedNetwork.BEFORE_WRAP})
    void theSameSeedGivesTheSameRunAtAnyTime(long start) throws Exception {
        var usual = run(7, 0);
        assertEquals(usual, run(7, start));
        assertNotEquals(usual, run(8, start));
    }

    @Test
    void aSocketThatIsClosedIsWaitedAtNoMoreAndItsPortIsFree() throws Exception {
        try (var server = echo(there); var client = open(here)) {
            var waiting = new FutureTask<>(() -> client.receive(ByteBuffer.allocate(4)));
            Thread.ofVirtual().start(waiting);
            assertThrows(IOException.class, () -> echo(there), "the port is taken");
            client.close();
            assertInstanceOf(ClosedChannelException.class, assertThrows(ExecutionException.class, waiting::get).getCause());
            assertThrows(ClosedChannelException.class, () -> client.send(new byte[4], SERVICE));
            server.close();
            echo(there).close();
        }
        assertThrows(IOException.class, () -> echo(here), "the address is another host's");
    }

    /// As a STUN server answers from another port: the second question has come already when the first is answered.
    @Test
    void timeStandsStillWhileAThreadAnswersThroughTheSocketOfAnother() throws Exception {
        var elsewhere = UdpServer.start(there, UdpServer.Options.DEFAULTS.withBind(new InetSocketAddress("192.0.2.2", 8)),
                (_, _, _) -> {});
        var moved = new AtomicBoolean();
        var server = UdpServer.start(there, UdpServer.Options.DEFAULTS.withBind(SERVICE), (payload, source, _) -> {
            elsewhere.socket().send(payload, source);
            // Long enough for whoever would let time go on.
            long now = there.now();
            for (long end = System.nanoTime() + 50_000_000; !moved.get() && System.nanoTime() - end < 0; Thread.yield()) {
                moved.set(there.now() != now);
            }
        });
        try (elsewhere; server; var client = open(here)) {
            client.send(new byte[] {1}, SERVICE);
            client.send(new byte[] {2}, SERVICE);
            for (int number = 1; number <= 2; number++) {
                var answer = ByteBuffer.allocate(1);
                assertEquals(elsewhere.address(), client.receive(answer, Duration.ofSeconds(1)));
                assertEquals(number, answer.get(0));
            }
        }
        assertFalse(moved.get(), "time went on while the second question was unread");
    }

    @Test
    void whoKeepsASocketAndDoesSomethingElseIsNamed() throws Exception {
        var impatient = new SimulatedHosts(new SimulatedNetwork(1, 0), null, Duration.ofMillis(50).toNanos());
        var host = impatient.add("a", "192.0.2.1");
        try (var idle = open(host); var other = open(host)) {
            idle.send(new byte[1], SERVICE);
            var waiting = new FutureTask<>(() -> other.receive(ByteBuffer.allocate(4), Duration.ofSeconds(1)));
            Thread.ofVirtual().start(waiting);
            var cause = assertThrows(ExecutionException.class, waiting::get).getCause();
            assertTrue(cause instanceof IllegalStateException && cause.getMessage().contains("of host a"), cause::toString);
        }
    }

    @Test
    void thereIsNoTcpAndItSaysSo() {
        var connecting = assertThrows(IOException.class, () -> here.connect(SERVICE, Tap.Party.UNKNOWN));
        assertEquals("host client is simulated and has UDP alone; streams of a SimulatedNode are simulated too",
                connecting.getMessage());
        assertThrows(IOException.class, () -> TcpServer.start(there, TcpServer.Options.DEFAULTS.withBind(SERVICE), _ -> {}));
    }
}
