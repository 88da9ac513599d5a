package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.http.Raw;

/// Whatever a server says, it is one answer, and it is the answer to what was asked.
@Tag("socket")
class SplittingTest {
    static List<Attack> rows() throws IOException {
        return Attack.of("splitting.rows");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachRequestGetsItsOwnAnswer(Attack attack) throws Exception {
        String text = new String(attack.bytes(), StandardCharsets.ISO_8859_1);
        boolean ends = !text.contains("Content-Length") && !text.contains("chunked") || text.contains("Connection: close");
        try (var origin = new Origin((request, _, out) -> {
            if (!request.target().toString().equals("/a")) {
                Origin.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond");
                return;
            }
            out.write(ByteBuffer.wrap(attack.bytes()));
            if (ends) out.endOutput();
        })) {
            assertEquals(attack.expected().getFirst(), ask(origin, "/a"));
            assertEquals("200 second", ask(origin, "/b"));
        }
    }

    private static String ask(Origin origin, String path) throws IOException {
        Raw.Response answer;
        try {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
                do answer = raw.response(); while (answer.head().interim());
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return "cut";
        }
        assertFalse(answer.head().headers().has("Set-Cookie"), answer.toString());
        String content = answer.status() < 500 ? answer.body() : "";
        return (answer.status() + " " + content).strip();
    }
}
