package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static wirelab.balancer.Behind.body;
import static wirelab.balancer.Behind.say;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.http.Raw;

/// Whatever a client sends, a node sees exactly the requests that the balancer has understood.
@Tag("socket")
class SmugglingTest {
    private static final Path ROWS = Path.of("modules/wirelab.proxy/test/wirelab/proxy/smuggling.rows");
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
    private static Behind behind;

    @BeforeAll
    static void start() throws IOException {
        Behind.Script node = (request, reader, out) -> {
            SEEN.add((request.method() + " " + request.target() + " " + body(reader)).strip());
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        };
        behind = new Behind("", node, node);
    }

    @AfterAll
    static void stop() {
        behind.close();
    }

    /// A bar is CR LF. What comes of it, one after the other: a request that a node has seen and that was answered, or the
    /// status of the balancer's own answer.
    @ParameterizedTest
    @CsvSource(delimiter = '@', textBlock = """
            POST /a HTTP/1.1|Host: h|Content-Length: 6|Transfer-Encoding: chunked||0||G                      @ 400
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: chunked|Content-Length: 6||0||G                      @ 400
            POST /a HTTP/1.1|Host: h|Content-Length: 3|Content-Length: 4||abcd                               @ 400
            POST /a HTTP/1.1|Host: h|Content-Length: +3||abc                                                 @ 400
            POST /a HTTP/1.1|Host: h|Content-Length: 3, 3||abc                                               @ 400
            POST /a HTTP/1.1|Host: h|Content-Length : 3||abc                                                 @ 400
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: xchunked||0||                                        @ 400
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: chunked, identity||0||                               @ 400
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||              @ 400
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: gzip, chunked||0||                                   @ 501
            POST /a HTTP/1.0|Host: h|Transfer-Encoding: chunked||0||                                         @ 400
            GET /a HTTP/1.1|Host: h|Host: i||                                                                @ 400
            GET /a HTTP/1.1||                                                                                @ 400
            GET /a HTTP/1.1|Host: h| X: folded||                                                             @ 400
            GET /a b HTTP/1.1|Host: h||                                                                      @ 400
            GET /a HTTP/2.0|Host: h||                                                                        @ 505
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: chunked||3;x="a|b"|abc|0||GET /b HTTP/1.1|Host: h||  @ 400
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: chunked||0x3|abc|0||                                 @ 400
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: chunked||3|abcd|0||                                  @ 400
            POST /a HTTP/1.1|Host: h|Transfer-Encoding: chunked||3|abc|0||GET /b HTTP/1.1|Host: h|| @ POST /a abc, GET /b
            POST /a HTTP/1.1|Host: h|Content-Length: 3||abcGET /b HTTP/1.1|Host: h|| @ POST /a abc, GET /b
            GET /a HTTP/1.1|Host: h|Content-Length: 3||abcGET /b HTTP/1.1|Host: h|| @ GET /a abc, GET /b
            GET /a HTTP/1.1|Host: h|Connection: Content-Length|Content-Length: 3||abcGET /b HTTP/1.1|Host: h|| @ GET /a abc, GET /b
            POST /a HTTP/1.1|Host: h|Connection: Transfer-Encoding|Transfer-Encoding: chunked||3|abc|0||     @ POST /a abc
            GET /a HTTP/1.1|Host: h|Upgrade: h2c|HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA|Connection: close|| @ GET /a
            GET http://h/a HTTP/1.1|Host: evil||GET /b HTTP/1.1|Host: h||                                    @ GET /a, GET /b
            GET /a%0d%0aX:%20y HTTP/1.1|Host: h|| @ GET /a%0d%0aX:%20y
            """)
    void aNodeSeesWhatTheBalancerUnderstood(String sent, String expected) throws Exception {
        play(sent.replace("|", "\r\n"), List.of(expected.split(", ")));
    }

    /// The rows of the proxy: what it must not be fooled by, a balancer must not be either.
    static List<Arguments> rows() throws IOException {
        var all = new ArrayList<Arguments>();
        String name = "";
        String sent = "";
        for (String line : Files.readAllLines(ROWS)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("> ")) {
                // Bars are CR LF, and the escapes are those of Java.
                sent = line.substring(2).replace("|", "\r\n");
            } else if (line.startsWith("=")) {
                String expected = line.substring(1).strip();
                // The balancer shows nobody what it tells the nodes.
                if (sent.startsWith("TRACE")) continue;
                all.add(Arguments.of(name, unescaped(sent), expected.isEmpty() ? List.of()
                        : List.of(expected.split(" ; "))));
            } else {
                name = line;
            }
        }
        return all;
    }

    private static String unescaped(String text) {
        var hex = Pattern.compile("\\\\x([0-9a-f]{2})").matcher(text);
        String plain = hex.replaceAll(match -> {
            char c = (char) Integer.parseInt(match.group(1), 16);
            return Matcher.quoteReplacement(c == '\\' ? "\\\\" : Character.toString(c));
        });
        return plain.translateEscapes();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theRowsOfTheProxyHoldForTheBalancer(String name, String sent, List<String> expected) throws Exception {
        play(sent, expected);
    }

    private static void play(String sent, List<String> wanted) throws Exception {
        SEEN.clear();
        var answers = new ArrayList<String>();
        try (var client = new Raw(behind.address())) {
            client.send(sent).endOutput();
            while (true) {
                int status = client.response(sent.startsWith("HEAD") ? "HEAD" : "GET").status();
                answers.add(status == 200 ? "node" : Integer.toString(status));
            }
        } catch (EOFException _) {
            // That was the last one.
        }
        assertEquals(wanted.stream().filter(one -> !one.matches("[0-9]{3}")).toList(), List.copyOf(SEEN));
        assertEquals(wanted.stream().map(one -> one.matches("[0-9]{3}") ? one : "node").toList(), answers);
    }
}
