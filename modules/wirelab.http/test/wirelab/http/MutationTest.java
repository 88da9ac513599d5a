package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;

/// Valid messages, damaged in seeded ways: nothing but an answer or a refusal may come of them, and the same in every cut.
class MutationTest {
    private static final int MUTATIONS = 100_000;
    private static final int LIVE = 4_000;

    private static final byte[][] REQUESTS = bytes(
            "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nAccept: text/html, */*;q=0.1\r\nRange: bytes=0-4,-2\r\n\r\n",
            "POST http://example.org/form HTTP/1.1\r\nHost: example.org\r\nContent-Length: 11\r\n\r\nhello world",
            "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5;a=\"b\"\r\nhello\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n",
            "HEAD / HTTP/1.0\r\nIf-None-Match: \"a\", W/\"b\"\r\n\r\n",
            "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /2 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nz");

    private static final byte[][] RESPONSES = bytes(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
            "HTTP/1.1 206 Partial Content\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\nETag: \"x\"\r\n\r\n",
            "HTTP/1.0 404 Not Found\r\nServer: x\r\n\r\nuntil the end of the connection");

    private static byte[][] bytes(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
    }

    @Test
    void aHundredThousandDamagedRequestsAreReadOrRefusedTheSameInEveryCut() {
        readOrRefused(9112, REQUESTS, Replay::requests);
    }

    @Test
    void aHundredThousandDamagedResponsesAreReadOrRefusedTheSameInEveryCut() {
        readOrRefused(9110, RESPONSES, Replay::responses);
    }

    private static void readOrRefused(long seed, byte[][] messages, BiFunction<byte[], Integer, String> replay) {
        var random = new Random(seed);
        Fuzz.mutations(seed, MUTATIONS, messages).forEach(bytes -> {
            String whole = replay.apply(bytes, Math.max(1, bytes.length));
            int piece = 1 + random.nextInt(Math.max(1, bytes.length));
            assertEquals(whole, replay.apply(bytes, piece), () -> "in pieces of " + piece + ": " + Arrays.toString(bytes));
        });
    }

    @Test
    void everyBeginningOfAMessageIsCutShortAndNothingElse() {
        for (byte[] message : REQUESTS) {
            Fuzz.truncations(message).forEach(bytes -> {
                String story = Replay.requests(bytes, Math.max(1, bytes.length));
                assertTrue(story.endsWith("cut short") || story.endsWith("end"), story);
            });
        }
    }

    /// What the server says to damaged requests is itself read strictly.
    @Test
    @Tag("socket")
    void aLiveServerAnswersDamagedRequestsWithProperResponsesAndGoesOn() throws IOException {
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, new Echo())) {
            // Without the HEAD: where one ends and another begins in a damaged row,
            // the client could not know what has a body.
            byte[][] requests = Stream.of(REQUESTS).filter(bytes -> bytes[0] != 'H').toArray(byte[][]::new);
            Fuzz.mutations(1, LIVE, requests).parallel().forEach(bytes -> {
                try (var raw = new Raw(server.address())) {
                    raw.send(bytes).endOutput();
                    while (true) {
                        int status = raw.response().status();
                        assertTrue(status >= 100 && status < 600);
                    }
                } catch (EOFException _) {
                    // The server has said all and closed.
                } catch (BadMessageException e) {
                    throw new AssertionError(new String(bytes, StandardCharsets.ISO_8859_1), e);
                } catch (IOException _) {
                    // The server hung up while the client still sent.
                }
            });
            assertEquals(0, server.counters().get("failed"), server.counters().toString());
            assertEquals(200, Raw.get(server.address(), "/still", "").status());
        }
    }
}
