package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.http.Framing;
import wirelab.http.Limits;
import wirelab.http.MessageReader;
import wirelab.http.MessageWriter;
import wirelab.http.Pieces;
import wirelab.http.RequestHead;
import wirelab.intermediary.Onward;
import wirelab.kit.Fuzz;

/// Mutated requests: what is passed on can be read in one way only, and says what was understood.
class PassedOnTest {
    private static final byte[][] REQUESTS = bytes(
            "GET /a?b=c HTTP/1.1\r\nHost: h\r\nConnection: x, close\r\nX: y\r\nVia: 1.0 a\r\n\r\n",
            "POST http://example.org:8080/a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nCookie: a=b\r\n\r\n",
            "PUT /%2f..;/ HTTP/1.1\r\nhost: h:80\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nMax-Forwards: 3\r\nRange: bytes=0-1\r\n\r\n");

    private static byte[][] bytes(String... texts) {
        var all = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) all[i] = texts[i].getBytes(StandardCharsets.ISO_8859_1);
        return all;
    }

    private static RequestHead read(byte[] bytes) throws IOException {
        return new MessageReader(new Pieces(bytes, 4096), Limits.SERVER).readRequest();
    }

    @Test
    void whatGoesOnIsReadAsItWasMeant() {
        var there = ProxyOptions.DEFAULTS.withServers(List.of("http://there:8001")).destinations();
        int[] passed = new int[1];
        Fuzz.mutations(9, 100_000, REQUESTS).forEach(bytes -> {
            RequestHead request;
            Destination to;
            try {
                request = read(bytes);
                if (request == null) return;
                to = there.of(request);
            } catch (IOException | IllegalArgumentException _) {
                // Refused: nothing goes on.
                return;
            }
            var head = Onward.request(request.method(), to.target(), to.authority(), Cache.onward(request, "wirelab"));
            byte[] sent = head.withHeaders(MessageWriter.framed(head.headers(), Framing.CHUNKED)).encode();
            String text = new String(sent, StandardCharsets.ISO_8859_1);
            try {
                var read = read(sent);
                assertEquals(request.method(), read.method(), text);
                assertEquals(to.target().toString(), read.target().toString(), text);
                assertEquals("there:8001", read.headers().first("Host"), text);
                assertTrue(read.headers().joined("Via").endsWith(" wirelab"), text);
                assertFalse(read.headers().has("Connection") || read.headers().has("Content-Length"), text);
            } catch (IOException e) {
                throw new AssertionError(text, e);
            }
            passed[0]++;
        });
        assertTrue(passed[0] > 1000, "passed on: " + passed[0]);
    }
}
