package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.WebServer.Handler;
import wirelab.http.WebServer.Options;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.UsageException;

/// What a client sees, and what stands in the log, when something goes wrong on this side.
@Tag("socket")
class FailingHandlerTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static Handler throwing(Throwable failure) {
        return exchange -> {
            if (exchange.request().target().toString().equals("/fine")) exchange.respond(200, Headers.EMPTY, NOTHING);
            else if (failure instanceof IOException e) throw e;
            else if (failure instanceof RuntimeException e) throw e;
            else throw (Error) failure;
        };
    }

    @Test
    void whateverFailsIsAnsweredAndTheNextPipelinedRequestToo() throws Exception {
        var failures = new LinkedHashMap<Throwable, Integer>();
        failures.put(new AccessDeniedException("/srv/secret"), 403);
        failures.put(new UncheckedIOException(new AccessDeniedException("/srv/secret")), 403);
        failures.put(new DirectoryIteratorException(new AccessDeniedException("/srv/secret")), 403);
        failures.put(new FileSystemException("/srv/secret", null, "Too many open files"), 503);
        failures.put(new FileNotFoundException("/srv/secret (Too many open files in system)"), 503);
        failures.put(new IOException("No space left on device"), 503);
        failures.put(new OutOfMemoryError("Cannot reserve 1 bytes of direct buffer memory"), 503);
        failures.put(new FileSystemException("/srv/secret", null, "Input/output error"), 500);
        failures.put(new SocketTimeoutException("of another connection than this"), 500);
        failures.put(new IllegalStateException("/srv/secret"), 500);
        failures.put(new StackOverflowError(), 500);
        for (var failure : failures.entrySet()) {
            try (var server = WebServer.start(Options.DEFAULTS, throwing(failure.getKey()));
                    var raw = new Raw(server.address())) {
                raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /fine HTTP/1.1\r\nHost: x\r\n\r\n");
                var first = raw.response();
                assertEquals(failure.getValue(), first.status(), failure.toString());
                assertFalse(first.body().contains("/srv"), "nobody learns where it lies");
                if (first.status() == 503) assertEquals("1", first.header("Retry-After"));
                assertEquals(200, raw.response().status(), failure.toString());
                assertEquals(1, server.counters().get("failed"));
            }
        }
    }

    @Test
    void whatFailsInTheMiddleOfAResponseIsNoWholeOne() throws Exception {
        Handler handler = exchange -> {
            exchange.begin(200, Headers.EMPTY, Framing.UNTIL_CLOSE).write(ByteBuffer.wrap("half".getBytes()));
            throw new FileSystemException("a", null, "Input/output error");
        };
        try (var server = WebServer.start(Options.DEFAULTS, handler); var raw = new Raw(server.address())) {
            raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThrows(IOException.class, raw::response);
        }
    }

    @Test
    void aClientThatGoesAwayIsNoFailureOfThisSide() throws Exception {
        Handler handler = exchange -> {
            exchange.body().stream().readAllBytes();
            exchange.respond(200, Headers.EMPTY, NOTHING);
        };
        try (var server = WebServer.start(Options.DEFAULTS, handler)) {
            try (var raw = new Raw(server.address())) {
                raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
            }
            Eventually.that("it is gone", () -> server.counters().get("broken") == 1);
            assertEquals(0, server.counters().get("failed"));
        }
    }

    @Test
    void everyResponseHasTheFieldsThatEveryOneShallHaveOnce() throws Exception {
        var always = Headers.of("X-Lab", "1", "Server", "ours", "Vary", "Origin", "Link", "<a>", "Link", "<b>",
                "Content-Type", "text/x-lab", "Cache-Control", "no-store");
        Handler handler = exchange -> {
            switch (exchange.request().target().toString()) {
                case "/hot" -> exchange.send(Response.Bytes.of(200,
                        Headers.of("Vary", "Accept", "Cache-Control", "public"), NOTHING));
                case "/none" -> exchange.respond(204, Headers.EMPTY, NOTHING);
                case "/fail" -> throw new IllegalStateException("a mistake");
                default -> throw new StatusException(404, "Not here.");
            }
        };
        try (var server = WebServer.start(Options.DEFAULTS.withHeaders(always), handler)) {
            for (var request : Map.of("GET /hot HTTP/1.1\r\nHost: x\r\n\r\n", 200,
                    "GET /none HTTP/1.1\r\nHost: x\r\n\r\n", 204,
                    "GET /fail HTTP/1.1\r\nHost: x\r\n\r\n", 500, "GET /no HTTP/1.1\r\nHost: x\r\n\r\n", 404,
                    "GET /?\1 HTTP/1.1\r\n\r\n", 400, "GET / HTTP/9.9\r\n\r\n", 505).entrySet()) {
                var response = Raw.get(server.address(), request.getKey());
                assertEquals(request.getValue(), response.status(), request.getKey());
                var headers = response.head().headers();
                assertEquals("1", response.header("X-Lab"), request.getKey());
                assertEquals("ours", response.header("Server"), request.getKey());
                assertEquals("no-store", response.header("Cache-Control"), request.getKey());
                assertTrue(headers.elements("Vary").contains("Origin"), request.getKey());
                for (String once : new String[] {"X-Lab", "Server", "Cache-Control", "Content-Type", "Date"}) {
                    int at = headers.indexOf(once, 0);
                    assertTrue(at < 0 || headers.indexOf(once, at + 1) < 0, once + " " + request.getKey());
                }
                assertEquals(2, headers.elements("Link").size());
            }
        }
        try (var server = WebServer.start(
                Options.DEFAULTS.withHeaders(always).withTcp(Options.DEFAULTS.tcp().withMaxConnections(1)), handler);
                var first = new Raw(server.address())) {
            Eventually.that("the place is taken", () -> server.connections() == 1);
            assertEquals("1", Raw.get(server.address(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n").header("X-Lab"));
        }
    }

    @Test
    void fieldsThatAreTheServersOwnAreRefusedInWords() {
        for (String name : new String[] {"Content-Length", "Date", "transfer-encoding", "Connection", "ETag"}) {
            var e = assertThrows(UsageException.class, () -> Options.DEFAULTS.withHeaders(Headers.of(name, "1")));
            assertTrue(e.getMessage().contains("the server's own"), e.getMessage());
        }
    }

    @Test
    void theLogHasTheLineAndTheReasonOfARequestThatCannotBeRead() throws Exception {
        var lines = new ByteArrayOutputStream();
        try (var server = WebServer.start(Host.HERE, Options.DEFAULTS, throwing(null), new AccessLog(lines))) {
            assertEquals(400, Raw.get(server.address(), "GET  /\"a HTTP/1.1\r\nX: y\r\n\r\n").status());
            assertEquals(400, Raw.get(server.address(), "\26\3\1\0\1").status());
            String length = "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n";
            assertEquals(400, Raw.get(server.address(), length).status());
        }
        // Each connection writes its line when it is done, so they may change places.
        var log = lines.toString(StandardCharsets.US_ASCII).lines().toList();
        assertEquals(3, log.size(), log.toString());
        assertTrue(log.stream().anyMatch(line -> line.matches(
                ".*\"GET  /\\\\x22a HTTP/1.1\" 400 [1-9]\\d+ \"-\" \"-\" 0.000000 \"[^\"]+\"")), log.toString());
        assertTrue(log.stream().anyMatch(line -> line.contains("\"\\x16\\x03\\x01\\x00\\x01\" 400 ")), log.toString());
        assertTrue(log.stream().anyMatch(line -> line.contains("\"POST /b HTTP/1.1\" 400 ")
                && line.contains("Content-Length")), log.toString());
    }

    @Test
    void aLogThatCannotBeWrittenEndsNoConversation() throws Exception {
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        try (var server = WebServer.start(Host.HERE, Options.DEFAULTS, throwing(null), new AccessLog(full));
                var raw = new Raw(server.address())) {
            for (int i = 0; i < 2; i++) {
                assertEquals(200, raw.send("GET /fine HTTP/1.1\r\nHost: x\r\n\r\n").response().status());
            }
        }
    }

    @Test
    void aLogGoesOnInANewFileAfterTheOldOneWasRenamed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("access.log");
        try (var log = AccessLog.open(file.toString());
                var server = WebServer.start(Host.HERE, Options.DEFAULTS, throwing(null), log)) {
            Raw.get(server.address(), "/fine?1", "");
            Eventually.that("one line", () -> Files.readAllLines(file).size() == 1);
            Files.move(file, folder.resolve("access.log.1"));
            log.reopen();
            Raw.get(server.address(), "/fine?2", "");
            Eventually.that("the other", () -> Files.readAllLines(file).size() == 1);
            assertTrue(Files.readString(folder.resolve("access.log.1")).contains("/fine?1"));
            assertTrue(Files.readString(file).contains("/fine?2"));
        }
    }
}
