package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Frames;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

@Tag("socket")
@Tag("once")
class TlsTest {
    @TempDir
    Path folder;

    @Test
    void bytesPassBothWaysAndTheEndIsSaid() throws Exception {
        Path file = Certificates.of(folder);
        var context = Tls.context(file, Certificates.PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, c -> {
            var tls = Tls.server(c, context);
            var buffer = ByteBuffer.allocate(50_000);
            while (tls.read(buffer.clear()) >= 0) tls.write(buffer.flip());
            tls.endOutput();
        })) {
            var connection = Host.HERE.connect(server.address(), Tap.Party.UNKNOWN);
            var tls = Tls.client(connection, Certificates.trusting(file), "localhost", server.address().getPort());
            assertEquals("TLSv1.3", tls.session().getProtocol());
            var sent = new byte[1_000_000];
            new Random(1).nextBytes(sent);
            Thread.ofVirtual().start(() -> {
                try {
                    tls.write(ByteBuffer.wrap(sent, 0, 10), ByteBuffer.wrap(sent, 10, sent.length - 10));
                    tls.endOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var back = ByteBuffer.allocate(sent.length + 1);
            while (tls.read(back.limit(Math.min(back.capacity(), back.position() + 1 + back.position() % 40_000))) >= 0) {
                continue;
            }
            assertEquals(sent.length, back.position());
            assertArrayEquals(sent, java.util.Arrays.copyOf(back.array(), sent.length));
            tls.close();
        }
    }

    @Test
    void linesAndFramesStandOnIt() throws Exception {
        Path file = Certificates.of(folder);
        var context = Tls.context(file, Certificates.PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var tls = Tls.server(connection, context);
            var lines = new Lines(tls, 100);
            lines.write(lines.read().toUpperCase());
            var frames = new Frames(tls, 4, 100_000);
            for (byte[] message; (message = frames.read()) != null; ) frames.write(message);
            tls.closeGently();
        }); var tls = Tls.client(Host.HERE.connect(server.address(), Tap.Party.UNKNOWN), Certificates.trusting(file),
                "localhost", server.address().getPort())) {
            var lines = new Lines(tls, 100);
            lines.write("hello");
            assertEquals("HELLO", lines.read());
            var frames = new Frames(tls, 4, 100_000);
            var message = new byte[100_000];
            new Random(2).nextBytes(message);
            frames.write(message);
            assertArrayEquals(message, frames.read());
            tls.endOutput();
            assertNull(frames.read());
        }
    }

    @Test
    void aConnectionCutOffIsNoOrderlyEnd() throws Exception {
        Path file = Certificates.of(folder);
        var context = Tls.context(file, Certificates.PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            Tls.server(connection, context).write(ByteBuffer.wrap(new byte[] {1}));
            connection.close();
        })) {
            var connection = Host.HERE.connect(server.address(), Tap.Party.UNKNOWN);
            var tls = Tls.client(connection, Certificates.trusting(file), "localhost", 1);
            assertEquals(1, tls.read(ByteBuffer.allocate(10)));
            assertThrows(SSLException.class, () -> tls.read(ByteBuffer.allocate(10)));
            tls.close();
        }
    }

    @Test
    void aClientSaysThatItCloses() throws Exception {
        Path file = Certificates.of(folder);
        var context = Tls.context(file, Certificates.PASSWORD.toCharArray());
        var orderly = new CompletableFuture<Boolean>();
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var tls = Tls.server(connection, context);
            var reader = new MessageReader(tls, Limits.SERVER);
            reader.readRequest();
            tls.write(ByteBuffer.wrap(Canned.answer(200, "", "hi").getBytes()));
            try {
                orderly.complete(reader.readRequest() == null);
            } catch (IOException e) {
                orderly.completeExceptionally(e);
            }
        })) {
            try (var client = new HttpClient(ClientOptions.DEFAULTS.withTrust(Certificates.trusting(file)))) {
                var request = ClientRequest.get("https://localhost:" + server.address().getPort() + "/");
                try (var response = client.fetch(request)) {
                    assertEquals("hi", response.text());
                }
                assertEquals(1, client.pool().size());
            }
            assertTrue(orderly.get(20, TimeUnit.SECONDS), "close_notify has come");
        }
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        Path file = Certificates.of(folder);
        var options = WebServer.Options.DEFAULTS.withTls(Tls.context(file, Certificates.PASSWORD.toCharArray()));
        try (var server = WebServer.start(options, new Echo());
                var client = new HttpClient(ClientOptions.DEFAULTS.withTrust(Certificates.trusting(file)))) {
            for (int i = 0; i < 3; i++) {
                var request = ClientRequest.get("https://localhost:" + server.address().getPort() + "/" + i);
                try (var response = client.fetch(request)) {
                    assertEquals("GET /" + i + " []", response.text());
                }
            }
            assertEquals(1, server.counters().get("accepted"));
        }
    }

    @Test
    void aServerSaysThatItClosesAfterHalfARequestToo() throws Exception {
        Path file = Certificates.of(folder);
        var options = WebServer.Options.DEFAULTS.withTls(Tls.context(file, Certificates.PASSWORD.toCharArray()));
        var quick = options.withLimits(Limits.SERVER.withTimes(Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .withTcp(options.tcp().withTimeouts(Duration.ofSeconds(1), Duration.ofHours(1)));
        try (var server = WebServer.start(quick, new Echo())) {
            for (String request : List.of("GET / HT", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / nonsense\r\n\r\n")) {
                for (boolean ends : new boolean[] {true, false}) {
                    var connection = Host.HERE.connect(server.address(), Tap.Party.UNKNOWN);
                    var tls = Tls.client(connection, Certificates.trusting(file), "localhost", server.address().getPort());
                    tls.write(ByteBuffer.wrap(request.getBytes()));
                    if (ends) tls.endOutput();
                    var buffer = ByteBuffer.allocate(20_000);
                    while (tls.read(buffer.clear()) >= 0) continue;
                    connection.close();
                }
            }
        }
    }

    @Test
    void aCommonNameIsNoHost() throws Exception {
        Path file = folder.resolve("cn.p12");
        Certificates.make(file);
        var context = Tls.context(file, Certificates.PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> Tls.server(connection, context))) {
            var connection = Host.HERE.connect(server.address(), Tap.Party.UNKNOWN);
            var trust = Certificates.trusting(file);
            var e = assertThrows(SSLException.class, () -> Tls.client(connection, trust, "localhost", 1));
            assertTrue(e.getMessage().contains("CN"), e.getMessage());
            connection.close();
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        Path file = Certificates.of(folder);
        var context = Tls.context(file, Certificates.PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> Tls.server(connection, context))) {
            var connection = Host.HERE.connect(server.address(), Tap.Party.UNKNOWN);
            var trust = Certificates.trusting(file);
            var e = assertThrows(SSLException.class, () -> Tls.client(connection, trust, "elsewhere.example", 1));
            assertTrue(e.getMessage().contains("elsewhere.example"), e.getMessage());
            connection.close();
        }
        assertThrows(IOException.class, () -> Tls.context(file, "wrong".toCharArray()));
    }
}
