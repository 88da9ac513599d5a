package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.proxy.Origin.say;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;

/// One fetch for all who want the same at the same time.
@Tag("socket")
class CollapseTest {
    private static final int CLIENTS = 40;

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) throw new IOException("the test never went on");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static int waiting(Origin origin) {
        return origin.front.connections();
    }

    @Test
    void manyWhoWaitGetTheBytesOfOneFetch() throws Exception {
        var all = new CountDownLatch(1);
        try (var origin = new Origin((_, _, out) -> {
            await(all);
            say(out, "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nabcdef");
        }); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var got = new ArrayList<Future<Raw.Response>>();
            for (int i = 0; i < CLIENTS; i++) got.add(pool.submit(() -> Raw.get(origin.front.address(), "/", "")));
            Eventually.that("all have asked", () -> waiting(origin) == CLIENTS);
            all.countDown();
            for (var one : got) assertEquals("abcdef", one.get().body());
            assertEquals(1, origin.requests.size());
        }
    }

    /// Who looks into the store just before an answer is kept, and wants to fetch just after, is told that it is there.
    @Test
    void whoComesWhileAFetchEndsDoesNotBeginAnother() throws Exception {
        try (var origin = new Origin((_, _, out) ->
                say(out, "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nabcdef"));
                var late = WebServer.start(CachingProxy.SERVER, exchange -> {
                    var to = origin.options.destinations().of(exchange.request());
                    boolean answered = origin.proxy.cache().fetcher().fetch(new Asked(exchange, to, null, "uri-miss"));
                    exchange.respond(200, Headers.EMPTY, ByteBuffer.wrap((answered ? "fetched" : "kept").getBytes()));
                })) {
            assertEquals("abcdef", Raw.get(origin.front.address(), "/", "").body());
            Eventually.that("it is kept", () -> origin.proxy.underWay() == 0);
            assertEquals("kept", Raw.get(late.address(), "/", "").body());
            assertEquals(1, origin.requests.size());
            assertEquals(0, origin.proxy.underWay());
        }
    }

    @Test
    void theBytesReachThemWhileTheyArrive() throws Exception {
        var half = new CountDownLatch(1);
        try (var origin = new Origin((_, _, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nabc");
            await(half);
            say(out, "def");
        }); var first = new Raw(origin.front.address()); var second = new Raw(origin.front.address())) {
            String ask = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            first.send(ask);
            first.until("abc");
            second.send(ask);
            second.until("abc");
            half.countDown();
            second.until("def");
            first.until("def");
            assertEquals(1, origin.requests.size());
        }
    }

    @Test
    void whoAsksFirstAndLeavesTakesNothingFromTheOthers() throws Exception {
        var half = new CountDownLatch(1);
        try (var origin = new Origin((_, _, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nabc");
            await(half);
            say(out, "def");
        }); var second = new Raw(origin.front.address())) {
            String ask = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            try (var first = new Raw(origin.front.address())) {
                first.send(ask);
                first.until("abc");
                first.connection.reset();
            }
            second.send(ask);
            half.countDown();
            second.until("abcdef");
            assertEquals("abcdef", Raw.get(origin.front.address(), "/", "").body());
            assertEquals(1, origin.requests.size());
        }
    }

    @Test
    void whoDoesNotReadHoldsNobodyUp() throws Exception {
        String content = "x".repeat(3_000_000);
        try (var origin = new Origin((_, _, out) -> say(out,
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 3000000\r\n\r\n" + content));
                var idle = new Raw(origin.front.address())) {
            idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int i = 0; i < 3; i++) assertEquals(content, Raw.get(origin.front.address(), "/", "").body());
            assertEquals(1, origin.requests.size());
            assertEquals(content, idle.response("GET").body());
        }
    }

    @Test
    void allLearnThatItFailed() throws Exception {
        var all = new CountDownLatch(1);
        try (var origin = new Origin((_, _, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nabc");
            await(all);
            out.close();
        }); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var got = new ArrayList<Future<Raw.Response>>();
            for (int i = 0; i < CLIENTS; i++) got.add(pool.submit(() -> Raw.get(origin.front.address(), "/", "")));
            Eventually.that("all have asked", () -> waiting(origin) == CLIENTS);
            all.countDown();
            for (var one : got) assertThrows(Exception.class, one::get);
        }
    }

    @Test
    void nobodyGetsWhatIsForAnother() throws Exception {
        var all = new CountDownLatch(1);
        try (var origin = new Origin((request, _, out) -> {
            await(all);
            String whose = request.headers().first("Cookie");
            say(out, "HTTP/1.1 200 OK\r\nCache-Control: private, max-age=60\r\nContent-Length: "
                    + whose.length() + "\r\n\r\n" + whose);
        }); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var got = new ArrayList<Future<Raw.Response>>();
            for (int i = 0; i < CLIENTS; i++) {
                String cookie = "id=" + i;
                got.add(pool.submit(() -> Raw.get(origin.front.address(), "/", "Cookie: " + cookie + "\r\n")));
            }
            Eventually.that("all have asked", () -> waiting(origin) == CLIENTS);
            all.countDown();
            for (int i = 0; i < CLIENTS; i++) assertEquals("id=" + i, got.get(i).get().body());
            assertEquals(CLIENTS, origin.requests.size());
        }
    }

    @Test
    void aVariantForOthersIsFetchedAnew() throws Exception {
        var all = new CountDownLatch(1);
        try (var origin = new Origin((request, _, out) -> {
            await(all);
            String kind = request.headers().first("X-Kind");
            say(out, "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nVary: X-Kind\r\nContent-Length: 1\r\n\r\n" + kind);
        }); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var got = new ArrayList<Future<Raw.Response>>();
            for (int i = 0; i < CLIENTS; i++) {
                String kind = Integer.toString(i % 2);
                got.add(pool.submit(() -> Raw.get(origin.front.address(), "/", "X-Kind: " + kind + "\r\n")));
            }
            Eventually.that("all have asked", () -> waiting(origin) == CLIENTS);
            all.countDown();
            for (int i = 0; i < CLIENTS; i++) assertEquals(Integer.toString(i % 2), got.get(i).get().body());
            assertTrue(origin.requests.size() <= 1 + CLIENTS / 2, origin.requests.size() + " requests");
        }
    }
}
