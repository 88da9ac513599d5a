package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class LinesTest {
    private static final int LIMIT = 300;

    interface Reading<T> {
        T read(Lines lines) throws Exception;
    }

    /// Lets a reading run on a server's side while the pieces are sent to it, one write for each.
    private static <T> T receive(Reading<T> reading, String... pieces) throws Exception {
        var result = new CompletableFuture<T>();
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            try {
                result.complete(reading.read(new Lines(connection, LIMIT)));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        }); var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setTcpNoDelay(true);
            for (String piece : pieces) socket.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return result.get(20, TimeUnit.SECONDS);
        }
    }

    private static Throwable failure(String... pieces) {
        return assertThrows(java.util.concurrent.ExecutionException.class, () -> receive(Lines::read, pieces)).getCause();
    }

    @Test
    void linesEndWithLfOrCrLfWhereverTheyAreCut() throws Exception {
        Reading<String> all = lines -> lines.read() + "|" + lines.read() + "|" + lines.read() + "|" + lines.read();
        assertEquals("one|two||null", receive(all, "one\r\ntwo\n\n"));
        assertEquals("one|two||null", receive(all, "o", "ne\r", "\nt", "wo", "\n", "\n"));
    }

    @Test
    void aLineMayBeAsLongAsTheLimitAndNoLonger() throws Exception {
        String longest = "x".repeat(LIMIT);
        assertEquals(longest, receive(Lines::read, longest + "\n"));
        assertEquals(longest, receive(Lines::read, longest + "\r\n"));
        assertEquals(longest, receive(lines -> {
            lines.read();
            return lines.read();
        }, "first\n" + longest + "\nthird\n"));
        assertTrue(failure(longest + "x\n").getMessage().contains("longer than the limit of 300 bytes"));
        assertTrue(failure("x".repeat(100_000)).getMessage().contains("longer than the limit"));
    }

    @Test
    void theEndInsideALineIsNotALine() throws Exception {
        assertNull(receive(Lines::read, ""));
        assertEquals(EOFException.class, failure("half").getClass());
    }

    @Test
    void bytesBehindTheLastLineAreNotLost() throws Exception {
        assertEquals("AUTH+payload", receive(lines -> {
            String first = lines.read();
            var rest = ByteBuffer.allocate(100);
            while (lines.read(rest) >= 0) { }
            return first + "+" + new String(rest.array(), 0, rest.position(), StandardCharsets.UTF_8);
        }, "AUTH\npay", "load"));
    }

    @Test
    void whatIsNotUtf8NamesItsOffset() throws Exception {
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var lines = new Lines(connection, LIMIT);
            lines.read();
            lines.write(assertThrows(ProtocolViolation.class, lines::read).getMessage());
        }); var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream().write(new byte[] {'o', 'k', '\n', (byte) 0xc3, '\n'});
            assertEquals("line at byte 3: not UTF-8\n",
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
