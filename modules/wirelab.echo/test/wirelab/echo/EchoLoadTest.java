package wirelab.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;

@Tag("socket")
class EchoLoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Opens connections, sends one byte on each, waits for a line on standard input, reads each byte back.
    private static final String HOLDER = """
            import resource, socket, sys
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            held = []
            for i in range(10000):
                s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 30)
                s.send(b'%c' % (i & 255))
                held.append(s)
            print('held', flush=True)
            sys.stdin.readline()
            print('intact' if all(s.recv(2) == b'%c' % (i & 255) for i, s in enumerate(held)) else 'damaged', flush=True)
            """;

    @Test
    void tenThousandIdleConnectionsAreHeldWhileANewClientIsAnswered() throws Exception {
        // Held by another process, since the files that one process may open are often fewer than both ends would need.
        String python = Peer.require("python3", "python3");
        var options = EchoServer.Options.DEFAULTS;
        try (var server = EchoServer.start(options.withTcp(options.tcp().withMaxConnections(10_010)
                .withTimeouts(Duration.ofMinutes(5), Duration.ofMinutes(5)).withDrain(Duration.ZERO)));
                var holder = Peer.start(python, "-c", HOLDER, Integer.toString(server.address().getPort()))) {
            holder.awaitOutput("held");
            Eventually.that("all are served", () -> server.servers().tcp().connections() == 10_000);
            try (var client = EchoClient.connect(server.address(), PATIENCE)) {
                client.echo(new byte[100]);
                assertTrue(client.echo(new byte[100]).roundTrip().toMillis() < 1000);
            }
            holder.send("\n").awaitOutput("intact");
            assertEquals(0, holder.awaitExit());
            Eventually.that("all are gone", () -> server.servers().tcp().connections() == 0);
        }
    }

    @Test
    void aHundredMegabytesComeBackUnchanged() throws Exception {
        var sent = MessageDigest.getInstance("SHA-256");
        var received = MessageDigest.getInstance("SHA-256");
        try (var server = EchoServer.start(EchoServer.Options.DEFAULTS);
                var client = EchoClient.connect(server.address(), PATIENCE)) {
            var from = new DigestInputStream(new RandomStream(100_000_000), sent);
            var to = new DigestOutputStream(OutputStream.nullOutputStream(), received);
            assertEquals(100_000_000, client.copy(from, to));
        }
        assertArrayEquals(sent.digest(), received.digest());
    }

    /// So many seeded random bytes.
    private static final class RandomStream extends InputStream {
        private final Random random = new Random(862);
        private int left;

        RandomStream(int size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- <= 0 ? -1 : random.nextInt(256);
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) return -1;
            int n = Math.min(left, length);
            for (int i = 0; i < n; i += 4) {
                int word = random.nextInt();
                for (int j = i; j < Math.min(n, i + 4); j++, word >>= 8) into[offset + j] = (byte) word;
            }
            left -= n;
            return n;
        }
    }

    @Test
    void garbageOnManyConnectionsAtOnceComesBackToItsSenders() throws Exception {
        try (var server = EchoServer.start(EchoServer.Options.DEFAULTS);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Boolean>>();
            for (int c = 0; c < 64; c++) {
                int seed = c;
                all.add(pool.submit(() -> {
                    var random = new Random(seed);
                    try (var client = EchoClient.connect(server.address(), PATIENCE)) {
                        for (int i = 0; i < 100; i++) {
                            var data = new byte[random.nextInt(5000)];
                            random.nextBytes(data);
                            assertArrayEquals(data, client.echo(data).data().array());
                        }
                    }
                    return true;
                }));
            }
            for (var one : all) assertTrue(one.get());
        }
    }

    @Test
    void connectionsCutInTheMiddleLeaveNothingBehind() throws Exception {
        try (var server = EchoServer.start(EchoServer.Options.DEFAULTS)) {
            for (int i = 0; i < 200; i++) {
                var connection = Host.HERE.connect(server.address(), EchoClient.PARTY);
                connection.write(new byte[i * 100]);
                if (i % 2 == 0) connection.reset();
                else connection.close();
            }
            var tcp = server.servers().tcp();
            Eventually.that("all are gone", () -> tcp.connections() == 0 && tcp.counters().get("accepted") == 200);
            assertEquals(0, tcp.counters().get("failed"));
            try (var client = EchoClient.connect(server.address(), PATIENCE)) {
                assertArrayEquals("fine".getBytes(), client.echo("fine".getBytes()).data().array());
            }
        }
    }
}
