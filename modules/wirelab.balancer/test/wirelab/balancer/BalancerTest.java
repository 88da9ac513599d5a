package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.balancer.Behind.OK;
import static wirelab.balancer.Behind.body;
import static wirelab.balancer.Behind.ok;
import static wirelab.balancer.Behind.say;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.AccessLog;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;
import wirelab.kit.Host;

/// Who gets a request, and what it is told.
@Tag("socket")
class BalancerTest {
    @Test
    void requestsGoToAllNodesInTurn() throws Exception {
        try (var behind = new Behind("", ok(), ok(), ok())) {
            for (int i = 0; i < 9; i++) assertEquals("ok", behind.get("/").body());
            for (int i = 1; i <= 3; i++) assertEquals(3, behind.asked(i));
        }
    }

    @Test
    void aConnectionToANodeIsUsedAgain() throws Exception {
        try (var behind = new Behind("", ok()); var client = new Raw(behind.address())) {
            for (int i = 0; i < 20; i++) assertEquals(200, client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response()
                    .status());
            assertEquals(1, behind.node(1).tcp.counters().get("accepted"));
        }
    }

    @Test
    void aNodeLearnsWhoAsksAndNothingThatTheClientMadeUp() throws Exception {
        try (var behind = new Behind("", ok())) {
            behind.get("/a?b", "X-Forwarded-For: 192.0.2.1", "x-forwarded-host: evil", "Forwarded: for=192.0.2.1",
                    "X_Forwarded_For: 192.0.2.1", "X-Forwarded-Proto: https", "X-Real-IP: 192.0.2.1", "X-End: 1",
                    "Connection: X-Hop", "X-Hop: 1");
            var request = behind.node(1).requests.remove();
            assertEquals("GET /a?b HTTP/1.1", request.startLine());
            assertEquals(List.of("127.0.0.1"), request.headers().all("X-Forwarded-For"));
            assertEquals(List.of("localhost"), request.headers().all("X-Forwarded-Host"));
            assertEquals(List.of("http"), request.headers().all("X-Forwarded-Proto"));
            assertEquals(List.of("for=127.0.0.1;host=\"localhost\";proto=http"), request.headers().all("Forwarded"));
            assertEquals("1.1 wirelab", request.headers().first("Via"));
            assertEquals("1", request.headers().first("X-End"));
            for (String name : List.of("X_Forwarded_For", "X-Real-IP", "X-Hop", "Connection")) {
                assertFalse(request.headers().has(name), name);
            }
        }
    }

    @Test
    void toWhatATrustedOneSaysOursIsAdded() throws Exception {
        try (var behind = new Behind("trust = 127.0.0.0/8", ok())) {
            behind.get("/", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Host: front.example", "X-Forwarded-Proto: https",
                    "Forwarded: for=192.0.2.1;proto=https");
            var headers = behind.node(1).requests.remove().headers();
            assertEquals(List.of("192.0.2.1, 127.0.0.1"), headers.all("X-Forwarded-For"));
            assertEquals(List.of("front.example"), headers.all("X-Forwarded-Host"));
            assertEquals(List.of("https"), headers.all("X-Forwarded-Proto"));
            assertEquals(List.of("for=192.0.2.1;proto=https, for=127.0.0.1;host=\"localhost\";proto=http"),
                    headers.all("Forwarded"));
        }
    }

    @Test
    void withAWholeUriItsHostCounts() throws Exception {
        try (var behind = new Behind("", ok())) {
            Raw.get(behind.address(), "GET http://a.example/x HTTP/1.1\r\nHost: b.example\r\n\r\n");
            var request = behind.node(1).requests.remove();
            assertEquals("GET /x HTTP/1.1", request.startLine());
            assertEquals(List.of("a.example"), request.headers().all("Host"));
            assertEquals("a.example", request.headers().first("X-Forwarded-Host"));
            Raw.get(behind.address(), "GET / HTTP/1.0\r\n\r\n");
            assertEquals(List.of("127.0.0.1:" + behind.node(1).port()), behind.node(1).requests.remove().headers()
                    .all("Host"));
        }
    }

    @ParameterizedTest
    @CsvSource({"CONNECT a.example:443, 405", "TRACE /, 405", "OPTIONS *, 204"})
    void someMethodsEndHere(String line, int status) throws Exception {
        try (var behind = new Behind("", ok())) {
            assertEquals(status, Raw.get(behind.address(), line
                    + " HTTP/1.1\r\nHost: a.example:443\r\nMax-Forwards: 0\r\n\r\n")
                    .status());
            assertEquals(0, behind.asked(1));
        }
    }

    @Test
    void aRequestThatWasHereBeforeIsStopped() throws Exception {
        try (var behind = new Behind("", ok())) {
            assertEquals(508, behind.get("/", "Via: 1.1 other, 1.1 wirelab").status());
            Raw.get(behind.address(), "OPTIONS /x HTTP/1.1\r\nHost: a\r\nMax-Forwards: 7\r\n\r\n");
            assertEquals("6", behind.node(1).requests.remove().headers().first("Max-Forwards"));
        }
    }

    @Test
    void aCookieKeepsAClientAtItsNode() throws Exception {
        try (var behind = new Behind("sticky = node", ok(), ok(), ok())) {
            var first = behind.get("/");
            String cookie = first.header("Set-Cookie");
            assertTrue(cookie.matches("node=[0-9a-f]{16}; Path=/; HttpOnly; SameSite=Lax"), cookie);
            String own = "Cookie: a=b; " + cookie.replaceFirst(";.*", "");
            for (int i = 0; i < 8; i++) assertNull(behind.get("/", own).header("Set-Cookie"));
            assertEquals(9, behind.asked(1));
            assertTrue(behind.get("/", "Cookie: node=127.0.0.1").header("Set-Cookie").startsWith("node="),
                    "made up: made anew");
            behind.fleet.apply(behind.config("sticky = node", "drain = yes"));
            int before = behind.asked(1);
            assertNull(behind.get("/", own).header("Set-Cookie"), "who belongs to a node that drains stays");
            assertEquals(before + 1, behind.asked(1));
            behind.kill(1);
            var elsewhere = behind.get("/", own);
            assertEquals(200, elsewhere.status());
            assertTrue(elsewhere.header("Set-Cookie").startsWith("node="), "who cannot stay belongs to another one");
        }
    }

    @Test
    void theSameKeyGoesToTheSameNode() throws Exception {
        try (var behind = new Behind("policy = hash header X-User", ok(), ok(), ok())) {
            for (int i = 0; i < 5; i++) behind.get("/" + i, "X-User: alice");
            assertEquals(1, behind.nodes.stream().filter(node -> node.requests.size() == 5).count());
            for (int i = 0; i < 60; i++) behind.get("/", "X-User: user" + i);
            for (int i = 1; i <= 3; i++) assertTrue(behind.asked(i) > 3, "keys are spread: " + behind.fleet.requests());
        }
        try (var behind = new Behind("policy = hash path", ok(), ok(), ok())) {
            for (int i = 0; i < 5; i++) behind.get("/a?" + i);
            assertEquals(1, behind.nodes.stream().filter(node -> node.requests.size() == 5).count());
        }
        try (var behind = new Behind("policy = hash cookie id", ok(), ok())) {
            for (int i = 0; i < 4; i++) behind.get("/", "Cookie: x=" + i + "; id=7");
            assertEquals(1, behind.nodes.stream().filter(node -> node.requests.size() == 4).count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy = least", "policy = latency", "policy = hash address"})
    void everyPolicyAnswers(String policy) throws Exception {
        try (var behind = new Behind(policy, ok(), ok())) {
            for (int i = 0; i < 10; i++) assertEquals(200, behind.get("/").status());
        }
    }

    @Test
    void whoFindsNoPlaceWaitsAndIsSentAwayWhenThereIsNoneInTime() throws Exception {
        var hold = new CountDownLatch(1);
        var arrived = new AtomicInteger();
        Behind.Script slow = (_, _, out) -> {
            arrived.incrementAndGet();
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            say(out, OK);
        };
        try (var behind = new Behind("queue = 2\nqueue-time = 20s",
                slow); var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            behind.fleet.apply(behind.config("queue = 2\nqueue-time = 20s", "max = 1"));
            var held = new ArrayList<Future<Integer>>();
            held.add(clients.submit(() -> behind.get("/").status()));
            Eventually.that("the first is there", () -> arrived.get() == 1);
            var gate = behind.fleet.backends().iterator().next().gate;
            for (int i = 1; i <= 2; i++) {
                int waiting = i;
                held.add(clients.submit(() -> behind.get("/").status()));
                Eventually.that("it waits", () -> gate.waiting() == waiting);
            }
            var full = behind.get("/");
            assertEquals(503, full.status());
            assertEquals("1", full.header("Retry-After"));
            assertEquals(1, arrived.get(), "one at a time");
            behind.fleet.apply(behind.config("queue = 5\nqueue-time = 1ms", "max = 1"));
            assertEquals(503, behind.get("/").status(), "too late");
            hold.countDown();
            for (var one : held) assertEquals(200, one.get());
            Eventually.that("nothing is under way", () -> gate.active() == 0);
        }
    }

    @Test
    void aNodeAtItsLimitLeavesWorkToTheOthers() throws Exception {
        var hold = new CountDownLatch(1);
        var arrived = new CountDownLatch(1);
        Behind.Script slow = (_, _, out) -> {
            arrived.countDown();
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            say(out, OK);
        };
        try (var behind = new Behind("", slow, ok()); var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            behind.fleet.apply(behind.config("", "max = 1"));
            var first = clients.submit(() -> behind.get("/").status());
            arrived.await();
            for (int i = 0; i < 6; i++) assertEquals(200, behind.get("/").status());
            assertEquals(6, behind.asked(2));
            hold.countDown();
            assertEquals(200, first.get());
        }
    }

    @Test
    void theLogNamesTheNodeAndHowOftenItWasTried() throws Exception {
        var lines = new ByteArrayOutputStream();
        try (var behind = new Behind("failures = 0", ok(), ok());
                var front = WebServer.start(Host.HERE, HttpBalancer.SERVER, new HttpBalancer(behind.fleet),
                        new AccessLog(lines))) {
            Raw.get(front.address(), "/", "");
            behind.kill(2);
            Raw.get(front.address(), "/", "");
            Eventually.that("both lines are there", () -> lines.toString().lines().count() == 2);
            assertTrue(lines.toString().lines().findFirst().orElseThrow().endsWith(" node=n1 tries=1"), lines.toString());
            assertTrue(lines.toString().strip().endsWith(" node=n1 tries=2"), lines.toString());
        }
    }

    @Test
    void bodiesGoBothWaysWhateverTheirFraming() throws Exception {
        Behind.Script echo = (_, reader, out) -> {
            String body = body(reader);
            say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n"
                    + body
                    + "\r\n0\r\nX-Sum: 7\r\n\r\n");
        };
        try (var behind = new Behind("", echo)) {
            for (String method : List.of("POST", "PUT")) {
                var got = Raw.get(behind.address(), method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
                assertEquals("hello", got.body());
                got = Raw.get(behind.address(), method + " / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
                assertEquals("abcde", got.body());
            }
            var seen = new HashSet<String>();
            for (var request : behind.node(1).requests) {
                seen.add(request.method() + " " + request.headers().first("Content-Length") + " "
                        + request.headers().first("Transfer-Encoding"));
            }
            assertEquals(Set.of("POST 5 null", "PUT 5 null", "POST null chunked", "PUT null chunked"), seen);
        }
    }
}
