package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.http.Headers;
import wirelab.http.MessageReader;
import wirelab.http.Raw;
import wirelab.http.RequestHead;
import wirelab.http.Transport;

/// Whatever a client sends, the server behind sees exactly the requests that the proxy has understood.
@Tag("socket")
class SmugglingTest {
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
    private static Origin origin;

    static List<Attack> rows() throws IOException {
        return Attack.of("smuggling.rows");
    }

    @BeforeAll
    static void start() throws IOException {
        origin = new Origin(SmugglingTest::answer);
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @BeforeEach
    void clear() {
        SEEN.clear();
    }

    private static void answer(RequestHead request, MessageReader reader, Transport out) throws IOException {
        String content = new String(reader.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1);
        SEEN.add((request.method() + " " + request.target() + " " + content).strip());
        Origin.say(out, "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 0\r\nBehind: yes\r\n\r\n");
    }

    /// What comes back, one after the other: `behind` or the status of the proxy's own answer.
    static List<String> answers(InetSocketAddress front, Attack attack) throws IOException {
        var answers = new ArrayList<String>();
        try (var raw = new Raw(front)) {
            raw.send(attack.bytes()).endOutput();
            for (int i = 0; i <= attack.expected().size(); i++) {
                var answer = raw.response();
                answers.add(answer.head().headers().has("Behind") ? "behind" : Integer.toString(answer.status()));
            }
        } catch (EOFException _) {
            // That was the last one.
        }
        return answers;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theServerBehindSeesWhatTheProxyUnderstood(Attack attack) throws Exception {
        var answers = answers(origin.front.address(), attack);
        var behind = attack.expected().stream().filter(one -> !one.matches("[0-9]{3}")).toList();
        assertEquals(behind, List.copyOf(SEEN), attack.name());
        assertEquals(attack.expected().stream().map(one -> one.matches("[0-9]{3}") ? one : "behind").toList(), answers);
    }

    @Test
    void thereAreEnoughOfThem() throws Exception {
        assertTrue(rows().size() >= 150);
        assertEquals(rows().size(), rows().stream().map(Attack::name).distinct().count(), "each has a name of its own");
    }

    @Test
    void whatAConnectionMeansNeverGoesOn() throws Exception {
        Raw.get(origin.front.address(), "/a", "Connection: X-Hop, keep-alive\r\nX-Hop: 1\r\nTE: trailers\r\n"
                + "Keep-Alive: x\r\nProxy-Connection: x\r\nProxy-Authorization: x\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n");
        Headers seen = origin.requests.stream().reduce((_, last) -> last).orElseThrow().headers();
        for (String name : List.of("Connection", "X-Hop", "TE", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization",
                "HTTP2-Settings", "Transfer-Encoding")) {
            assertTrue(!seen.has(name), name + " went on: " + seen);
        }
    }
}
