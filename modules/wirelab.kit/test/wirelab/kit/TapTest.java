package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class TapTest {
    private static final Tap.Party CLIENT = new Tap.Party("client", Tap.Words.NONE);

    /// Writes down what it sees of the party named client.
    private static final class Recorder implements Tap {
        final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
            if (!party.name().equals("client")) return null;
            seen.add(initiated ? "connected" : "accepted");
            return new Stream() {
                @Override
                public void data(Direction direction, ByteBuffer bytes) {
                    seen.add(direction + " " + StandardCharsets.UTF_8.decode(bytes));
                }

                @Override
                public void end(Direction direction) {
                    seen.add("END " + direction);
                }

                @Override
                public void closed(Ending ending) {
                    seen.add(ending.name());
                }
            };
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                ByteBuffer payload) {
            if (party.name().equals("client")) seen.add(direction + " datagram " + StandardCharsets.UTF_8.decode(payload));
        }
    }

    @Test
    void aTapSeesEveryByteTheEndAndTheClose() throws Exception {
        var recorder = new Recorder();
        var host = Host.HERE.watchedBy(recorder);
        try (var server = TcpServer.start(host, TcpServer.Options.DEFAULTS, connection -> {
            var lines = new Lines(connection, 100);
            for (String line; (line = lines.read()) != null; ) lines.write(line.toUpperCase());
        }); var client = host.connect(server.address(), CLIENT)) {
            client.write(ByteBuffer.wrap("hel".getBytes()), ByteBuffer.allocate(0), ByteBuffer.wrap("lo\n".getBytes()));
            var back = ByteBuffer.allocate(100);
            while (back.position() < 6) client.read(back);
            client.endOutput();
            assertEquals(-1, client.read(back));
        }
        assertEquals(List.of("connected", "SENT hello\n", "RECEIVED HELLO\n", "END SENT", "END RECEIVED", "CLOSED"),
                recorder.seen);
    }

    @Test
    void aTapSeesResetsFromEitherSide() throws Exception {
        var recorder = new Recorder();
        var host = Host.HERE.watchedBy(recorder);
        try (var server = TcpServer.start(host, TcpServer.Options.DEFAULTS, connection -> {
            connection.input().read();
            connection.reset();
        })) {
            var client = host.connect(server.address(), CLIENT);
            client.write("x".getBytes());
            try {
                client.read(ByteBuffer.allocate(1));
            } catch (java.io.IOException _) {
                client.close();
            }
            host.connect(server.address(), CLIENT).reset();
        }
        assertEquals(List.of("connected", "SENT x", "BROKEN", "connected", "RESET"), recorder.seen);
    }

    @Test
    void whatIsSentIsSeenBeforeItsAnswerHoweverManyThreadsThereAre() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        Tap tap = new Tap() {
            @Override
            public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
                return new Stream() {
                    @Override
                    public void data(Direction direction, ByteBuffer bytes) {
                        if (direction == Direction.SENT) seen.add(party.name() + " " + bytes.remaining());
                    }

                    @Override
                    public void end(Direction direction) {
                        if (direction == Direction.SENT) seen.add(party.name() + " ends");
                    }

                    @Override
                    public void closed(Ending ending) {}
                };
            }

            @Override
            public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                    ByteBuffer payload) {}
        };
        var expected = new java.util.ArrayList<String>();
        var host = Host.HERE.watchedBy(tap);
        try (var server = TcpServer.start(host, TcpServer.Options.DEFAULTS, connection -> {
            for (var buffer = ByteBuffer.allocate(100); connection.read(buffer.clear()) >= 0; ) {
                connection.write(buffer.flip());
            }
        }); var client = host.connect(server.address(), CLIENT)) {
            for (int i = 1; i <= 100; i++) {
                client.write(new byte[i]);
                for (var back = ByteBuffer.allocate(i); back.hasRemaining(); ) client.read(back);
                expected.addAll(List.of("client " + i, "server " + i));
            }
            client.endOutput();
            client.read(ByteBuffer.allocate(1));
            expected.addAll(List.of("client ends", "server ends"));
        }
        assertEquals(expected, seen);
    }

    @Test
    void aLongWriteIsSeenPieceByPieceAndAnEmptyOneNotAtAll() throws Exception {
        var recorder = new Recorder();
        var host = Host.HERE.watchedBy(recorder);
        try (var server = TcpServer.start(host, TcpServer.Options.DEFAULTS, connection -> {
            for (var buffer = ByteBuffer.allocate(100_000); connection.read(buffer.clear()) >= 0; ) {}
        }); var client = host.connect(server.address(), CLIENT)) {
            client.write(new byte[0]);
            client.write(ByteBuffer.wrap(new byte[100_000]), ByteBuffer.wrap(new byte[1]));
            assertEquals(100_001, client.sent());
        }
        assertEquals(List.of(65_536, 34_464, 1), recorder.seen.stream().filter(line -> line.startsWith("SENT "))
                .map(line -> line.length() - "SENT ".length()).toList());
    }

    @Test
    void aTapHearsOfEveryPlaceToReachAndOfEveryFailureToReachOne() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        Tap tap = new Tap() {
            @Override
            public Bound bound(Party party, Transport transport, InetSocketAddress local) {
                seen.add(transport + " " + party.name());
                return () -> seen.add("gone " + transport + " " + party.name());
            }

            @Override
            public void unreachable(Party party, InetSocketAddress remote, String reason) {
                seen.add(party.name() + ": " + reason);
            }

            @Override
            public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
                return null;
            }

            @Override
            public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                    ByteBuffer payload) {}
        };
        var host = Host.HERE.watchedBy(tap);
        var server = TcpServer.start(host, TcpServer.Options.DEFAULTS, _ -> {});
        UdpServer.start(host, UdpServer.Options.DEFAULTS, (_, _, _) -> {}).close();
        server.close();
        var nobody = new InetSocketAddress("127.0.0.1", Peer.freePort());
        org.junit.jupiter.api.Assertions.assertThrows(java.io.IOException.class, () -> host.connect(nobody, CLIENT));
        assertEquals(List.of("TCP server", "UDP server", "gone UDP server", "gone TCP server", "client: Connection refused"),
                seen);
    }

    @Test
    void aTapSeesDatagramsAndOnlyThoseOfItsHost() throws Exception {
        var recorder = new Recorder();
        try (var server = UdpServer.start(UdpServer.Options.DEFAULTS,
                (payload, source, socket) -> socket.send(payload, source))) {
            try (var client = Host.HERE.watchedBy(recorder).towards(server.address(), CLIENT)) {
                client.send("a".getBytes(), server.address());
                client.receive(ByteBuffer.allocate(10));
                client.send("".getBytes(), server.address());
                client.receive(ByteBuffer.allocate(10), java.time.Duration.ofSeconds(10));
            }
            assertNull(Host.HERE.tap());
            try (var client = Host.HERE.towards(server.address(), CLIENT)) {
                client.send("b".getBytes(), server.address());
            }
        }
        assertEquals(List.of("SENT datagram a", "RECEIVED datagram a", "SENT datagram ", "RECEIVED datagram "),
                recorder.seen);
    }

    @Test
    void twoTapsMayWatchTheSameSockets() throws Exception {
        var first = new Recorder();
        var second = new Recorder();
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> connection.input().read())) {
            var one = Host.HERE.watchedBy(first);
            try (var client = one.watchedBy(second).connect(server.address(), CLIENT)) {
                client.write("x".getBytes());
            }
            one.connect(server.address(), CLIENT).close();
        }
        assertEquals(List.of("connected", "SENT x", "END SENT", "CLOSED"), second.seen);
        assertEquals(List.of("connected", "SENT x", "END SENT", "CLOSED", "connected", "END SENT", "CLOSED"), first.seen);
    }
}
