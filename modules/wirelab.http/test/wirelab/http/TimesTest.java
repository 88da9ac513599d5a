package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;

/// What happens to clients that are slow, silent, or too many, and to all of them when the server stops.
@Tag("socket")
class TimesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration SHORT = Duration.ofMillis(200);

    private static WebServer.Options times(Duration idle, Duration head, Duration body) {
        var options = WebServer.Options.DEFAULTS;
        return options.withTcp(options.tcp().withTimeouts(idle, Duration.ofHours(1)))
                .withLimits(Limits.SERVER.withTimes(head, body));
    }

    @Test
    void halfAHeadIsAnsweredWith408AndClosed() throws Exception {
        try (var server = WebServer.start(times(Duration.ofMinutes(1), SHORT, SHORT), new Echo());
                var raw = new Raw(server.address()).send("GET / HTTP/1.1\r\nHo")) {
            var response = raw.response();
            assertEquals(408, response.status());
            assertEquals("close", response.header("Connection"));
            assertTrue(raw.closed());
        }
    }

    @Test
    void aHeadThatTricklesInIsNoExcuse() throws Exception {
        try (var server = WebServer.start(times(Duration.ofMinutes(1), SHORT, SHORT), new Echo());
                var raw = new Raw(server.address()).send("GET / HTTP/1.1\r\n")) {
            var trickle = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        raw.send("A: b\r\n");
                        LockSupport.parkNanos(20_000_000);
                    }
                } catch (IOException _) {
                    // The server has hung up.
                }
            });
            assertEquals(408, raw.response().status());
            assertTrue(trickle.join(Duration.ofSeconds(20)), "writing fails in the end");
        }
    }

    @Test
    void halfABodyIsAnsweredWith408AndClosed() throws Exception {
        try (var server = WebServer.start(times(Duration.ofMinutes(1), SHORT, SHORT), new Echo());
                var raw = new Raw(server.address()).send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello")) {
            assertEquals(408, raw.response().status());
            assertTrue(raw.closed());
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        try (var server = WebServer.start(times(SHORT, SHORT, SHORT), new Echo());
                var raw = new Raw(server.address()).send(GET)) {
            assertEquals(200, raw.response().status());
            assertTrue(raw.closed());
            assertEquals(0, server.counters().get("status 4xx"));
        }
    }

    @Test
    void oneMoreThanAllowedGets503AndThePlaceIsFreeAgainLater() throws Exception {
        var options = WebServer.Options.DEFAULTS;
        try (var server = WebServer.start(options.withTcp(options.tcp().withMaxConnections(2)), new Echo())) {
            try (var one = new Raw(server.address()).send(GET); var two = new Raw(server.address()).send(GET);
                    var three = new Raw(server.address()).send(GET)) {
                assertEquals(200, one.response().status());
                assertEquals(200, two.response().status());
                var refused = three.response();
                assertEquals(503, refused.status());
                assertEquals("1", refused.header("Retry-After"));
                assertTrue(refused.body().contains("Too busy"));
                assertTrue(three.closed());
            }
            Eventually.that("there is room again", () -> Raw.get(server.address(), GET).status() == 200);
        }
    }

    @Test
    void aStoppingServerFinishesWhatIsUnderWayAndSaysClose() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var server = WebServer.start(WebServer.Options.DEFAULTS, exchange -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.respond(200, Headers.EMPTY, ByteBuffer.wrap("done".getBytes()));
        });
        try (var idle = new Raw(server.address()); var raw = new Raw(server.address()).send(GET)) {
            begun.await();
            var closing = Thread.startVirtualThread(server::close);
            assertTrue(idle.closed(), "who has nothing under way is let go");
            goOn.countDown();
            var response = raw.response();
            assertEquals("done", response.body());
            assertEquals("close", response.header("Connection"));
            assertTrue(closing.join(Duration.ofSeconds(20)));
        }
    }

    @Test
    void aBodyThatNobodyWantsIsReadAwayOrEndsTheConnection() throws Exception {
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, exchange -> {
            throw new StatusException(404, "No.");
        })) {
            try (var raw = new Raw(server.address())
                    .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" + GET)) {
                assertEquals(404, raw.response().status());
                assertEquals(404, raw.response().status(), "the connection goes on behind a short one");
            }
            try (var raw = new Raw(server.address())
                    .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nhello")) {
                var response = raw.response();
                assertEquals(404, response.status());
                assertEquals("close", response.header("Connection"));
            }
            try (var raw = new Raw(server.address())
                    .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")) {
                var response = raw.response();
                assertEquals(404, response.status(), "nobody is told to continue for nothing");
                assertEquals("close", response.header("Connection"));
            }
        }
    }

    @Test
    void aHandlerThatFailsGives500AndTheServerGoesOn() throws Exception {
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, exchange -> {
            if (exchange.request().target().toString().equals("/late")) {
                exchange.begin(200, Headers.EMPTY, new Framing.Length(10)).write(ByteBuffer.wrap(new byte[5]));
            }
            if (!exchange.request().target().toString().equals("/short")) {
                throw new IllegalStateException("as the test wants it");
            }
            exchange.begin(200, Headers.EMPTY, new Framing.Length(10)).write(ByteBuffer.wrap(new byte[5]));
        })) {
            var response = Raw.get(server.address(), GET);
            assertEquals(500, response.status());
            assertTrue(response.body().contains("not your fault"), response.body());
            for (String path : new String[] {"/late", "/short"}) {
                try (var raw = new Raw(server.address()).send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")) {
                    org.junit.jupiter.api.Assertions.assertThrows(IOException.class, raw::response,
                            "a part is not the whole");
                }
            }
        }
    }
}
