package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static wirelab.balancer.Behind.say;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.http.Raw;
import wirelab.kit.Eventually;

/// Nodes that stall, lie, or say too much: one clear status, or a connection that breaks off; and nothing is left behind.
@Tag("socket")
class HostileNodeTest {
    private static final String MEGABYTE = "a".repeat(1 << 20);

    /// @param status what the client gets; 0 when its connection breaks off
    record Case(String name, int status, String settings, Behind.Script script) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case saying(String name, int status, String text) {
        return new Case(name, status, "", (_, _, out) -> {
            say(out, text);
            out.endOutput();
        });
    }

    /// Says something, and then nothing more.
    private static Case stalling(String name, int status, String text) {
        return new Case(name, status, status == 0 ? "idle = 300ms" : "answer = 300ms", (_, reader, out) -> {
            say(out, text);
            reader.readRequest();
            throw new IOException("the other side has had enough");
        });
    }

    static Case[] cases() {
        return new Case[] {
            stalling("says nothing", 504, ""),
            stalling("stops inside its head", 504, "HTTP/1.1 200 OK\r\nContent-"),
            stalling("stops inside its content", 0, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
            stalling("stops inside a chunk", 0, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"),
            saying("ends before its head", 502, ""),
            saying("ends inside its content", 0, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
            saying("has two lengths", 502, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            saying("has a length and chunks", 502,
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "1\r\na\r\n0\r\n\r\n"),
            saying("has a negative length", 502, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
            saying("is no HTTP", 502, "220 mail.example ESMTP\r\n"),
            saying("splits a field", 502, "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n"),
            saying("has a malformed chunk", 0, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nzz\r\n"),
            saying("says 100 for ever", 502, "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000)),
            saying("has a head of a megabyte", 502, "HTTP/1.1 200 OK\r\nX: " + MEGABYTE + "\r\n\r\n"),
            new Case("has a hundred fields of a megabyte", 502, "", (_, _, out) -> {
                say(out, "HTTP/1.1 200 OK\r\n");
                for (int i = 0; i < 100; i++) say(out, "X: " + MEGABYTE + "\r\n");
            }),
            saying("has a thousand and one fields", 502, "HTTP/1.1 200 OK\r\n" + "X: a\r\n".repeat(1001) + "\r\n"),
            saying("says more than its content", 200, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"
                    + "Content-Length: 4\r\n\r\nevil"),
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theClientGetsOneClearAnswerAndNothingIsLeft(Case one) throws Exception {
        try (var behind = new Behind("failures = 0\nretries = 0\n" + one.settings, one.script)) {
            for (int i = 0; i < 3; i++) {
                if (one.status == 0) assertThrows(IOException.class, () -> behind.get("/"));
                else assertEquals(one.status, behind.get("/").status());
            }
            var backend = behind.fleet.backends().iterator().next();
            Eventually.that("nothing is under way", () -> backend.gate.active() == 0);
            Eventually.that("no connection is left", () -> behind.node(1).tcp.connections() == 0);
        }
    }

    @Test
    void anAnswerThatComesBeforeTheRequestIsWholeReachesTheClient() throws Exception {
        Behind.Script refuses = (_, _, out) -> {
            say(out, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno\n");
            out.closeGently();
            throw new IOException("as told");
        };
        try (var behind = new Behind("failures = 0", refuses); var client = new Raw(behind.address())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n" + "x".repeat(1000));
            var answer = client.response("POST");
            assertEquals(413, answer.status());
            assertEquals("no\n", answer.body());
        }
    }

    @Test
    void aClientThatLeavesIsNoFaultOfTheNode() throws Exception {
        Behind.Script endless = (_, _, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            while (true) say(out, chunk);
        };
        try (var behind = new Behind("failures = 1", endless, endless)) {
            for (int i = 0; i < 4; i++) {
                try (var client = new Raw(behind.address())) {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").until("xxxx");
                }
            }
            for (int i = 1; i <= 2; i++) {
                int node = i;
                Eventually.that("the node is left alone", () -> behind.node(node).tcp.connections() == 0);
            }
            assertEquals("{n1=up, n2=up}", behind.fleet.states().toString());
            for (var backend : behind.fleet.backends()) assertEquals(0, backend.stats.errors.sum());
        }
    }
}
