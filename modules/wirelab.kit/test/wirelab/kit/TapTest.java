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
                public void closed(boolean reset) {
                    seen.add(reset ? "RESET" : "CLOSED");
                }
            };
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote, ByteBuffer payload) {
            if (party.name().equals("client")) seen.add(direction + " datagram " + StandardCharsets.UTF_8.decode(payload));
        }
    }

    @Test
    void aTapSeesEveryByteTheEndAndTheClose() throws Exception {
        var recorder = new Recorder();
        try (var _ = Tap.install(recorder); var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var lines = new Lines(connection, 100);
            for (String line; (line = lines.read()) != null; ) lines.write(line.toUpperCase());
        }); var client = Connection.connect(server.address(), CLIENT)) {
            client.write(ByteBuffer.wrap("hel".getBytes()), ByteBuffer.allocate(0), ByteBuffer.wrap("lo\n".getBytes()));
            var back = ByteBuffer.allocate(100);
            while (back.position() < 6) client.read(back);
            client.endOutput();
            assertEquals(-1, client.read(back));
        }
        assertEquals(List.of("connected", "SENT hel", "SENT lo\n", "RECEIVED HELLO\n", "END SENT", "END RECEIVED", "CLOSED"), recorder.seen);
    }

    @Test
    void aTapSeesResetsFromEitherSide() throws Exception {
        var recorder = new Recorder();
        try (var _ = Tap.install(recorder); var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            connection.input().read();
            connection.reset();
        })) {
            var client = Connection.connect(server.address(), CLIENT);
            client.write("x".getBytes());
            try {
                client.read(ByteBuffer.allocate(1));
            } catch (java.io.IOException _) {
                client.close();
            }
            Connection.connect(server.address(), CLIENT).reset();
        }
        assertEquals(List.of("connected", "SENT x", "RESET", "connected", "RESET"), recorder.seen);
    }

    @Test
    void aTapSeesDatagramsAndOnlyWhileItIsInstalled() throws Exception {
        var recorder = new Recorder();
        try (var server = UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(payload, source))) {
            try (var _ = Tap.install(recorder); var client = UdpSocket.towards(server.address(), CLIENT)) {
                client.send("a".getBytes(), server.address());
                client.receive(ByteBuffer.allocate(10));
                client.send("".getBytes(), server.address());
                client.receive(ByteBuffer.allocate(10), java.time.Duration.ofSeconds(10));
            }
            assertNull(Tap.current());
            try (var client = UdpSocket.towards(server.address(), CLIENT)) {
                client.send("b".getBytes(), server.address());
            }
        }
        assertEquals(List.of("SENT datagram a", "RECEIVED datagram a", "SENT datagram ", "RECEIVED datagram "), recorder.seen);
    }
}
