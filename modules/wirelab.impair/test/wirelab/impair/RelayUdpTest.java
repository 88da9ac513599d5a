package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;

@Tag("socket")
class RelayUdpTest {
    private static final Relay.Options UDP = Relay.Options.DEFAULTS.withProtocols(false, true);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static UdpServer echoServer() throws IOException {
        return UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(payload, source));
    }

    private static UdpSocket client(Relay relay) throws IOException {
        var socket = Host.HERE.towards(relay.address(), Tap.Party.UNKNOWN);
        socket.receiveBuffer(4 << 20);
        return socket;
    }

    private static byte[] receive(UdpSocket socket, Duration patience) throws IOException {
        var buffer = ByteBuffer.allocate(65_536);
        if (socket.receive(buffer, patience) == null) return null;
        var bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    void datagramsAreDelayedBothWaysAndArriveUnchanged() throws Exception {
        try (var server = echoServer(); var relay = Relay.start(server.address(),
                LinkSpec.parse("up:delay=30ms down:delay=20ms"), UDP);
                var client = client(relay)) {
            for (int size : new int[] {0, 1, 1400, UdpSocket.MAX_PAYLOAD}) {
                var data = new byte[size];
                new Random(size).nextBytes(data);
                long began = System.nanoTime();
                client.send(data, relay.address());
                assertArrayEquals(data, receive(client, PATIENCE));
                assertTrue(System.nanoTime() - began >= 50_000_000);
            }
        }
    }

    @Test
    void theRelayLosesExactlyThePacketsThatTheModelLoses() throws Exception {
        var spec = LinkSpec.parse("up:loss=20% up:burst=3 seed=77");
        Link<Course.Numbered> model = spec.upLink(0);
        var expected = new ArrayList<Integer>();
        for (int i = 0; i < 500; i++) {
            model.offer(i, new Course.Numbered(i, 4, i, false));
            if (model.poll(i) != null) expected.add(i);
        }
        try (var server = echoServer(); var relay = Relay.start(server.address(), spec, UDP); var client = client(relay)) {
            for (int i = 0; i < 500; i++) client.send(ByteBuffer.allocate(4).putInt(0, i), relay.address());
            var got = new ArrayList<Integer>();
            while (got.size() < expected.size()) got.add(ByteBuffer.wrap(receive(client, PATIENCE)).getInt());
            assertEquals(expected, got);
            assertEquals(500 - expected.size(), relay.up().lost(Tally.Fate.LOSS));
        }
    }

    @Test
    void aDoubledDatagramComesTwiceAndADamagedOneWithOneBitTurnedOver() throws Exception {
        try (var server = echoServer(); var relay = Relay.start(server.address(),
                LinkSpec.parse("up:duplicate=100% down:corrupt=100%"), UDP);
                var client = client(relay)) {
            client.send(new byte[1000], relay.address());
            for (int i = 0; i < 2; i++) {
                int bits = 0;
                for (byte b : receive(client, PATIENCE)) bits += Integer.bitCount(b & 0xff);
                assertEquals(1, bits);
            }
            assertNull(receive(client, SHORT));
        }
    }

    @Test
    void jitterKeepsTheOrderOfDatagrams() throws Exception {
        try (var server = echoServer(); var relay = Relay.start(server.address(), LinkSpec.parse("delay=5ms±5ms seed=4"),
                UDP);
                var client = client(relay)) {
            for (int i = 0; i < 200; i++) client.send(ByteBuffer.allocate(4).putInt(0, i), relay.address());
            for (int i = 0; i < 200; i++) assertEquals(i, ByteBuffer.wrap(receive(client, PATIENCE)).getInt());
        }
    }

    @Test
    void everyClientGetsItsOwnAnswersAndTheServerTellsThemApart() throws Exception {
        var sources = new TreeSet<String>();
        try (var server = UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, socket) -> {
            sources.add(source.toString());
            socket.send(payload, source);
        }); var relay = Relay.start(server.address(), LinkSpec.parse("delay=2ms"), UDP)) {
            var clients = new ArrayList<UdpSocket>();
            for (int i = 0; i < 10; i++) clients.add(client(relay));
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 10; i++) clients.get(i).send(new byte[] {(byte) i, (byte) round}, relay.address());
                for (int i = 0; i < 10; i++) {
                    assertArrayEquals(new byte[] {(byte) i, (byte) round}, receive(clients.get(i), PATIENCE));
                }
            }
            assertEquals(10, relay.flows());
            clients.forEach(UdpSocket::close);
        }
        assertEquals(10, sources.size());
    }

    @Test
    void oneClientTooManyIsNotServedUntilAnotherIsForgotten() throws Exception {
        try (var server = echoServer();
                var relay = Relay.start(server.address(), LinkSpec.PERFECT, UDP.withFlows(1, Duration.ofMillis(300)));
                var first = client(relay); var second = client(relay)) {
            first.send(new byte[1], relay.address());
            assertNotNull(receive(first, PATIENCE));
            second.send(new byte[1], relay.address());
            Eventually.that("refused", () -> relay.counters().get("flows refused") == 1);
            Eventually.that("the first is forgotten", () -> relay.flows() == 0);
            second.send(new byte[1], relay.address());
            assertNotNull(receive(second, PATIENCE));
        }
    }

    @Test
    void whatAStrangerSendsToTheFarSideIsNotForTheClient() throws Exception {
        var behind = new ArrayList<InetSocketAddress>();
        try (var server = UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, socket) -> {
            behind.add(source);
            socket.send(payload, source);
        }); var relay = Relay.start(server.address(), LinkSpec.PERFECT, UDP); var client = client(relay)) {
            client.send(new byte[1], relay.address());
            assertNotNull(receive(client, PATIENCE));
            try (var stranger = Host.HERE.towards(behind.getFirst(), Tap.Party.UNKNOWN)) {
                stranger.send(new byte[] {66}, behind.getFirst());
                assertNull(receive(client, SHORT));
            }
        }
    }

    @Test
    void tcpAndUdpHaveTheSamePort() throws Exception {
        try (var relay = Relay.start(new InetSocketAddress("127.0.0.1", 9), LinkSpec.PERFECT)) {
            assertEquals(relay.server().tcp().address().getPort(), relay.server().udp().address().getPort());
        }
    }

    @Test
    void aTapSeesTheRelayAsAPartyOfItsOwn() throws Exception {
        var seen = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        var tap = new Tap() {
            @Override
            public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
                return null;
            }

            @Override
            public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                    ByteBuffer payload) {
                seen.add(party.name() + " " + direction);
            }
        };
        var host = Host.HERE.watchedBy(tap);
        try (var server = UdpServer.start(host, UdpServer.Options.DEFAULTS,
                (payload, source, socket) -> socket.send(payload, source));
                var relay = Relay.start(host, server.address(), LinkSpec.parse("delay=5ms"), UDP);
                var client = host.towards(relay.address(), new Tap.Party("client", Tap.Words.NONE))) {
            client.send(new byte[1], relay.address());
            assertNotNull(receive(client, PATIENCE));
        }
        assertEquals(List.of("client SENT", "link RECEIVED", "link SENT", "server RECEIVED", "server SENT", "link RECEIVED",
                "link SENT", "client RECEIVED"), List.copyOf(seen));
    }

    @Test
    void aHundredClientsAtOnceAreCarried() throws Exception {
        var answered = new AtomicInteger();
        try (var server = echoServer(); var relay = Relay.start(server.address(), LinkSpec.parse("delay=2ms±1ms"), UDP);
                var pool = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                var payload = new byte[] {(byte) i};
                pool.submit(() -> {
                    try (var client = client(relay)) {
                        for (int n = 0; n < 10; n++) {
                            client.send(payload, relay.address());
                            assertArrayEquals(payload, receive(client, PATIENCE));
                            answered.incrementAndGet();
                        }
                    }
                    return null;
                });
            }
            pool.shutdown();
            Eventually.that("all are answered", () -> answered.get() == 1000);
        }
    }
}
