package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.http.Raw;
import wirelab.http.Transport;
import wirelab.intermediary.Upstream;
import wirelab.kit.Eventually;

/// Servers behind that stall, lie, say too much or too early: the client gets one clear answer, and nothing stays behind.
@Tag("socket")
class HostileOriginTest {
    /// Each server has one request at a time: a place that is not given back is missed by the next.
    private static ProxyOptions patient(Duration silence) {
        var preset = ProxyOptions.DEFAULTS;
        return new ProxyOptions("wirelab", preset.destinations(),
                new Upstream.Options(Duration.ofSeconds(20), silence, 16, 1), 1 << 20, false, null, 0);
    }

    private static String ask(Origin origin, String request) throws IOException {
        try {
            var answer = Raw.get(origin.front.address(), request);
            return answer.status() + (answer.status() < 400 ? " " + answer.body() : "");
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return "cut";
        }
    }

    private static String get(Origin origin, String path) throws IOException {
        return ask(origin, "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    /// Whatever one server has done, the proxy goes on, and gives places and connections back.
    private static void assertQuiet(Origin origin) throws IOException {
        for (int i = 0; i < 10; i++) assertEquals("200 fine", get(origin, "/fine" + i));
        Eventually.that("no fetch is left", () -> origin.proxy.underWay() == 0);
    }

    private static boolean fine(String target, Transport out) throws IOException {
        if (!target.startsWith("/fine")) return false;
        Origin.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nCache-Control: no-store\r\n\r\nfine");
        return true;
    }

    @Test
    void oneThatSaysNothingIs504() throws Exception {
        var open = new CountDownLatch(1);
        try (var origin = new Origin(patient(Duration.ofMillis(300)), (_, _, _) -> {
            await(open);
        })) {
            for (String method : List.of("GET", "HEAD", "DELETE")) {
                assertEquals("504", ask(origin, method + " /stalls HTTP/1.1\r\nHost: h\r\n\r\n"), method);
            }
            open.countDown();
            Eventually.that("no fetch is left", () -> origin.proxy.underWay() == 0);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneThatStallsInTheMiddleBreaksOff() throws Exception {
        var open = new CountDownLatch(1);
        // Long enough for the head, on any machine.
        try (var origin = new Origin(patient(Duration.ofSeconds(5)), (_, _, out) -> {
            Origin.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nCache-Control: max-age=60\r\n\r\nhalf");
            await(open);
        })) {
            assertEquals("cut", get(origin, "/half"));
            assertEquals(0, origin.proxy.store().memory().size(), "a half is not kept");
            open.countDown();
            Eventually.that("no fetch is left", () -> origin.proxy.underWay() == 0);
        }
    }

    @Test
    void oneThatDrips() throws Exception {
        try (var origin = new Origin(patient(Duration.ofMinutes(1)), (request, _, out) -> {
            if (fine(request.target().toString(), out)) return;
            String whole = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow";
            for (char c : whole.toCharArray()) Origin.say(out, Character.toString(c));
        })) {
            assertEquals("200 slow", get(origin, "/drips"));
            assertQuiet(origin);
        }
    }

    @Test
    void aHundredFieldsOfAMegabyteAre502() throws Exception {
        try (var origin = new Origin(patient(Duration.ofMinutes(1)), (request, _, out) -> {
            if (fine(request.target().toString(), out)) return;
            Origin.say(out, "HTTP/1.1 200 OK\r\n");
            String field = "X: " + "y".repeat(1 << 20) + "\r\n";
            for (int i = 0; i < 100; i++) Origin.say(out, field);
            Origin.say(out, "\r\n");
        })) {
            assertEquals("502", get(origin, "/fields"));
            assertQuiet(origin);
        }
    }

    @Test
    void oneThatAnswersBeforeTheRequestIsWhole() throws Exception {
        try (var origin = new Origin(patient(Duration.ofMinutes(1)), (request, _, out) -> {
            if (fine(request.target().toString(), out)) return;
            Origin.say(out, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            out.endOutput();
        })) {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nbegin");
                assertEquals(413, raw.response("POST").status());
                assertTrue(raw.closed(), "nobody reads the rest");
            }
            assertQuiet(origin);
        }
    }

    @Test
    void oneThatNeverStopsSayingThatItIsAboutToAnswer() throws Exception {
        try (var origin = new Origin(patient(Duration.ofMinutes(1)), (request, _, out) -> {
            if (fine(request.target().toString(), out)) return;
            for (int i = 0; i < 1000; i++) Origin.say(out, "HTTP/1.1 102 Processing\r\n\r\n");
        })) {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("GET /soon HTTP/1.1\r\nHost: h\r\n\r\n");
                Raw.Response answer;
                int interim = 0;
                do {
                    answer = raw.response();
                    interim++;
                } while (answer.head().interim());
                assertEquals(502, answer.status());
                assertTrue(interim <= 21, interim + " answers");
            }
            assertQuiet(origin);
        }
    }

    @Test
    void oneThatBreaksOffAtEachByteIsNeverTakenForWhole() throws Exception {
        String whole = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\nabcd";
        try (var origin = new Origin(patient(Duration.ofMinutes(1)), (request, _, out) -> {
            if (fine(request.target().toString(), out)) return;
            int length = Integer.parseInt(request.target().toString().substring(1));
            Origin.say(out, whole.substring(0, length));
            out.endOutput();
        })) {
            for (int n = 0; n <= whole.length(); n++) {
                String got = get(origin, "/" + n);
                boolean head = n >= whole.length() - 4;
                assertEquals(n == whole.length() ? "200 abcd" : head ? "cut" : "502", got, "after " + n + " bytes");
            }
            assertQuiet(origin);
        }
    }
}
