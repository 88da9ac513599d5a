package wirelab.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Eventually;
import wirelab.kit.TcpServer;

/// Whole messages through real sockets.
@Tag("socket")
class StoreAndForwardTest {
    private static final Forwarder.Options LINES = Forwarder.Options.DEFAULTS.withFraming(new MessageEnd.Lines(100));
    private static final Forwarder.Options BLOCKS = Forwarder.Options.DEFAULTS.withFraming(new MessageEnd.Blocks(100_000));

    @Test
    void halfALineWaitsInTheFirstForwarderUntilItIsWhole() throws Exception {
        try (var server = Ends.echo(0); var chain = Chain.start(server.address(), 3, LINES);
                var client = Ends.connect(chain.address())) {
            var first = chain.forwarders().getFirst();
            var second = chain.forwarders().get(1);
            client.write("one\nhal".getBytes());
            assertEquals("one\n", new String(Ends.readFully(client, 4)));
            Eventually.that("the first has the half", () -> first.counters().get("bytes up") == 7);
            assertEquals(4, second.counters().get("bytes up"), "the second has the whole line alone");
            client.write("f\n".getBytes());
            assertEquals("half\n", new String(Ends.readFully(client, 5)));
            client.write("the end of the stream ends a line too".getBytes());
            client.endOutput();
            assertEquals("the end of the stream ends a line too", new String(client.input().readAllBytes()));
        }
    }

    @Test
    void aBlockWaitsForItsLastByte() throws Exception {
        try (var server = Ends.echo(0); var chain = Chain.start(server.address(), 2, BLOCKS);
                var client = Ends.connect(chain.address())) {
            var first = chain.forwarders().getFirst();
            client.write(new byte[99_999]);
            Eventually.that("the first has all but one", () -> first.counters().get("bytes up") == 99_999);
            assertEquals(0, chain.forwarders().getLast().counters().get("bytes up"));
            client.write(new byte[] {1});
            assertEquals(1, Ends.readFully(client, 100_000)[99_999]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyMessagesComeBackAsTheyWere(boolean lines) throws Exception {
        var random = new Random(3);
        var bytes = new byte[5_000_000];
        random.nextBytes(bytes);
        if (lines) for (int i = 0; i < bytes.length; i += 1 + random.nextInt(100)) bytes[i] = '\n';
        try (var server = Ends.echo(0); var chain = Chain.start(server.address(), 3, lines ? LINES : BLOCKS);
                var client = Ends.connect(chain.address())) {
            var writer = CompletableFuture.runAsync(() -> {
                try {
                    for (int at = 0, n; at < bytes.length; at += n) {
                        n = Math.min(bytes.length - at, 1 + random.nextInt(50_000));
                        client.write(ByteBuffer.wrap(bytes, at, n));
                    }
                    client.endOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertArrayEquals(bytes, client.input().readAllBytes());
            writer.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLineThatIsTooLongResetsBothSidesWhicheverSentIt(boolean fromClient) throws Exception {
        var seen = new CompletableFuture<String>();
        byte[] line = ("short\n" + "x".repeat(101)).getBytes();
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            try {
                // Not at once, or the client may be reset while it still connects.
                if (!fromClient && connection.read(ByteBuffer.allocate(1)) == 1) connection.write(line);
                seen.complete(connection.input().readAllBytes().length + " bytes and an end in order");
            } catch (IOException e) {
                seen.complete(e.getMessage());
            }
        }); var chain = Chain.start(server.address(), 1, LINES); var client = Ends.connect(chain.address())) {
            client.write(fromClient ? line : "\n".getBytes());
            var e = assertThrows(IOException.class, () -> client.input().readAllBytes());
            assertEquals("Connection reset", e.getMessage());
            assertEquals("Connection reset", seen.get());
            var forwarder = chain.forwarders().getFirst();
            Eventually.that("it is counted", () -> forwarder.server().counters().get("malformed") == 1);
        }
    }

    @Test
    void aServerBehindItGoesOnAfterALineThatWasTooLong() throws Exception {
        try (var server = Ends.echo(0); var forwarder = Forwarder.start(server.address(), LINES)) {
            try (var client = Ends.connect(forwarder.address())) {
                client.write(new byte[1000]);
                assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
            }
            try (var client = Ends.connect(forwarder.address())) {
                client.write("x".repeat(100).concat("\n").getBytes());
                assertTrue(new String(Ends.readFully(client, 101)).endsWith("x\n"));
            }
        }
    }
}
