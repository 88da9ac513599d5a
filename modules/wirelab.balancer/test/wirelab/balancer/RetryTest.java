package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.balancer.Behind.OK;
import static wirelab.balancer.Behind.body;
import static wirelab.balancer.Behind.ok;
import static wirelab.balancer.Behind.say;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Raw;
import wirelab.kit.Eventually;

/// What becomes of a request whose node fails.
@Tag("socket")
class RetryTest {
    /// Reads the request, and closes without a word.
    private static Behind.Script dies() {
        return (_, reader, _) -> {
            body(reader);
            throw new IOException("as told");
        };
    }

    private static Behind.Script says(String text) {
        return (_, reader, out) -> {
            body(reader);
            say(out, text);
            out.endOutput();
            throw new IOException("as told");
        };
    }

    private static String request(String method, String body) {
        return method + " / HTTP/1.1\r\nHost: a\r\n" + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
                + "\r\n"
                + body;
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "DELETE, ''", "PUT, hello", "OPTIONS, ''"})
    void whatIsIdempotentAndNotAnsweredGoesToAnotherNode(String method, String body) throws Exception {
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        Behind.Script keeps = (_, reader, out) -> {
            bodies.add(body(reader));
            say(out, OK);
        };
        try (var behind = new Behind("failures = 0", dies(), keeps)) {
            for (int i = 0; i < 4; i++) assertEquals(200, Raw.get(behind.address(), request(method, body)).status());
            assertEquals(2, behind.asked(1));
            assertEquals(4, behind.asked(2));
            assertTrue(bodies.stream().allMatch(body::equals), bodies.toString());
            assertEquals(2, behind.fleet.counters().get("retries"));
        }
    }

    @Test
    void anAnswerThatBreaksOffInsideItsHeadIsNone() throws Exception {
        try (var behind = new Behind("failures = 0", says("HTTP/1.1 200 OK\r\nContent-Le"), ok())) {
            for (int i = 0; i < 4; i++) assertEquals(200, behind.get("/").status());
            assertEquals(2, behind.asked(1));
        }
    }

    @Test
    void aPostIsSentOnceWhateverHappens() throws Exception {
        try (var behind = new Behind("failures = 0", dies(), dies())) {
            for (int i = 1; i <= 4; i++) {
                assertEquals(502, Raw.get(behind.address(), request("POST", "hello")).status());
                assertEquals(i, behind.asked(1) + behind.asked(2));
            }
        }
    }

    @Test
    void aPostThatWasNotSentGoesToAnotherNode() throws Exception {
        try (var behind = new Behind("failures = 0", ok(), ok())) {
            behind.kill(1);
            for (int i = 1; i <= 4; i++) {
                assertEquals(200, Raw.get(behind.address(), request("POST", "hello")).status());
                assertEquals(i, behind.asked(2));
            }
        }
    }

    @Test
    void aPostGoesOverAConnectionOfItsOwn() throws Exception {
        try (var behind = new Behind("", ok()); var client = new Raw(behind.address())) {
            for (int i = 0; i < 5; i++) {
                client.send(request("GET", "")).response();
                client.send(request("POST", "hello")).response("POST");
            }
            assertTrue(behind.node(1).tcp.counters().get("accepted") >= 6);
        }
    }

    @Test
    void aConnectionThatANodeHasClosedMeanwhileIsNoFailureOfTheNode() throws Exception {
        Behind.Script onceEach = (_, reader, out) -> {
            body(reader);
            say(out, OK);
            throw new IOException("as told");
        };
        try (var behind = new Behind("failures = 1", onceEach, onceEach)) {
            for (int i = 0; i < 6; i++) assertEquals(200, behind.get("/").status());
            assertEquals(0, behind.fleet.counters().get("retries"));
            assertEquals("{n1=up, n2=up}", behind.fleet.states().toString());
        }
    }

    @Test
    void aMalformedAnswerIs502AndNobodyElseIsAsked() throws Exception {
        try (var behind = new Behind("failures = 0",
                says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"))) {
            assertEquals(502, behind.get("/").status());
            assertEquals(1, behind.asked(1));
        }
    }

    @Test
    void whatBreaksOffBehindItsHeadIsNeverTakenForTheWhole() throws Exception {
        try (var behind = new Behind("failures = 0", says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
                says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"))) {
            for (int i = 0; i < 4; i++) assertThrows(IOException.class, () -> behind.get("/"));
            assertEquals(4, behind.asked(1) + behind.asked(2), "and never asked for again");
            assertEquals(4, behind.fleet.counters().get("broken off"));
        }
    }

    @Test
    void whoDoesNotAnswerInTimeIsLeft() throws Exception {
        Behind.Script silent = (_, reader, _) -> {
            body(reader);
            // Until the other side has had enough.
            reader.readRequest();
            throw new IOException("as told");
        };
        try (var behind = new Behind("failures = 0\nanswer = 2s", silent, ok())) {
            assertEquals(200, behind.get("/").status());
            assertEquals(1, behind.asked(1));
            assertEquals(200, Raw.get(behind.address(), request("POST", "x")).status());
            assertEquals(504, Raw.get(behind.address(), request("POST", "x")).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"retries = 0", "retry-budget = 0"})
    void thereMayBeNoRetries(String setting) throws Exception {
        try (var behind = new Behind("failures = 0\n" + setting, dies(), ok())) {
            assertEquals(502, behind.get("/").status());
            assertEquals(200, behind.get("/").status());
        }
    }

    @Test
    void whoFailsAgainAndAgainIsEjectedAndComesBack() throws Exception {
        var well = new AtomicInteger();
        Behind.Script sometimes = (_, reader, out) -> {
            body(reader);
            if (well.get() == 0) throw new IOException("as told");
            say(out, OK);
        };
        try (var behind = new Behind("failures = 2\neject = 1s", sometimes, ok())) {
            for (int i = 0; i < 20; i++) assertEquals(200, behind.get("/").status());
            assertTrue(behind.asked(1) >= 2 && behind.asked(1) < 10, behind.fleet.toString());
            well.set(1);
            int before = behind.asked(1);
            Eventually.that("it is asked again", () -> {
                assertEquals(200, behind.get("/").status());
                return behind.asked(1) > before + 3;
            });
            behind.awaitState(1, "up");
            assertTrue(behind.told().stream().anyMatch(line -> line.startsWith("n1 is ejected: ")), behind.told()
                    .toString());
        }
    }

    @Test
    void whenNobodyIsThereTheClientIsToldSo() throws Exception {
        try (var behind = new Behind("", ok(), ok())) {
            behind.kill(1);
            behind.kill(2);
            assertEquals(502, behind.get("/").status());
            behind.fleet.apply(behind.config("", "drain = yes", "drain = yes"));
            var got = behind.get("/");
            assertEquals(503, got.status());
            assertEquals("1", got.header("Retry-After"));
        }
    }

    @Test
    void checksFindANodeThatIsIllAndOneThatIsWellAgain() throws Exception {
        var status = new AtomicInteger(200);
        Behind.Script ill = (request, reader, out) -> {
            body(reader);
            int now = request.target().toString().equals("/health") ? status.get() : 200;
            say(out, "HTTP/1.1 " + now + " X\r\nContent-Length: 0\r\n\r\n");
        };
        String settings = "check = /health\ncheck-interval = 50ms\ncheck-timeout = 30s\nrise = 1\nfall = 1";
        try (var behind = new Behind(settings, ill, ok())) {
            Eventually.that("it is checked", () -> behind.asked(1) > 1);
            status.set(503);
            behind.awaitState(1, "down");
            assertTrue(behind.told().contains("n1 is down: check: status 503"), behind.told().toString());
            status.set(204);
            behind.awaitState(1, "up");
        }
    }

    @Test
    void whenNoCheckSucceedsAllAreTried() throws Exception {
        Behind.Script lying = (request, reader, out) -> {
            body(reader);
            say(out, "HTTP/1.1 " + (request.target().toString().equals("/health") ? 500 : 200)
                    + " X\r\nContent-Length: 0\r\n\r\n");
        };
        try (var behind = new Behind("check = /health\ncheck-interval = 50ms\ncheck-timeout = 30s\nfall = 1", lying,
                lying)) {
            behind.awaitState(1, "down");
            behind.awaitState(2, "down");
            Eventually.that("that is told", () -> behind.told().contains("no node is well: all are tried"));
            for (int i = 0; i < 4; i++) assertEquals(200, behind.get("/").status());
        }
    }
}
