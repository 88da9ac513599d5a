package wirelab.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Eventually;
import wirelab.kit.TcpServer;

/// A receiver that does not read: its sender waits, and the forwarders hold what one buffer holds.
@Tag("socket")
class BackPressureTest {
    /// What one forwarder has read and not written yet, at most.
    private static final long BUFFER = 64 * 1024;
    /// What a write of the client may have handed over before it came to wait.
    private static final long PIECE = 16_384;
    private static final int LONGEST = 5;

    /// The kernel's buffers decide how much goes on its way; it fits them to what happens, and one connection may have taken
    /// several times what another has. So what a forwarder itself holds is what it took, less what its neighbour took, less
    /// what waits in the kernel between them.
    @ParameterizedTest
    @ValueSource(ints = {1, LONGEST})
    void aServerThatDoesNotReadMakesTheClientWaitAndForwardersHoldLittle(int length) throws Exception {
        long all = more();
        var may = new CountDownLatch(1);
        var total = new AtomicLong();
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            await(may);
            var buffer = ByteBuffer.allocate(65_536);
            for (int n; (n = connection.read(buffer.clear())) >= 0; ) total.addAndGet(n);
        }); var chain = Chain.start(server.address(), length, Forwarder.Options.DEFAULTS);
                var client = Ends.connect(chain.address())) {
            var writer = Ends.Writer.start(client, all);
            long written = writer.awaitBlocked();
            long before = written;
            for (var forwarder : chain.forwarders()) {
                long took = forwarder.counters().get("bytes up");
                assertHeld(before - took - queued(forwarder.address().getPort()));
                before = took;
            }
            assertHeld(before - queued(server.address().getPort()));
            may.countDown();
            Eventually.that("everything has arrived", () -> writer.isDone() && total.get() == written(all));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, LONGEST})
    void aClientThatDoesNotReadMakesTheServerWait(int length) throws Exception {
        long all = more();
        var written = new AtomicLong();
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            var piece = ByteBuffer.allocate(16_384);
            for (; written.get() < all; written.addAndGet(piece.capacity())) connection.write(piece.clear());
        }); var chain = Chain.start(server.address(), length, Forwarder.Options.DEFAULTS);
                var client = Ends.connect(chain.address())) {
            Eventually.that("all waits", new Still(written));
            assertTrue(written.get() < all, written + " bytes were taken");
            var buffer = ByteBuffer.allocate(65_536);
            long total = 0;
            for (int n; (n = client.read(buffer.clear())) >= 0; ) total += n;
            assertEquals(written(all), total);
        }
    }

    /// Whether a number has been the same for a while.
    private static final class Still implements Callable<Boolean> {
        private final AtomicLong number;
        private long seen;
        private long since = System.nanoTime();

        Still(AtomicLong number) {
            this.number = number;
        }

        @Override
        public Boolean call() {
            if (seen != number.get()) since = System.nanoTime();
            seen = number.get();
            return seen > 0 && System.nanoTime() - since > 400_000_000;
        }
    }

    /// Writers write whole pieces.
    private static long written(long most) {
        return (most + 16_383) / 16_384 * 16_384;
    }

    private static void assertHeld(long bytes) {
        assertTrue(bytes >= -PIECE && bytes <= BUFFER, bytes + " bytes are in a forwarder, or were never sent to it");
    }

    /// More than the kernel may ever hold for all connections of a chain (tcp(7): `tcp_rmem`, `tcp_wmem`).
    private static long more() throws IOException {
        long most = 0;
        for (String name : List.of("tcp_rmem", "tcp_wmem")) {
            String limits = Files.readAllLines(Path.of("/proc/sys/net/ipv4", name)).getFirst();
            most += Long.parseLong(limits.split("\\s+")[2]);
        }
        return (most + BUFFER) * (LONGEST + 1);
    }

    /// What waits in the kernel on its way to a port: not yet acknowledged at the sender, not yet read at the receiver
    /// (proc(5)).
    private static long queued(int port) throws IOException {
        String colon = String.format(":%04X", port);
        long bytes = 0;
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                // Number, local, remote, state, and what waits for sending and for reading.
                String[] fields = line.strip().split("\\s+");
                if (!fields[3].equals("01")) continue;
                String[] waits = fields[4].split(":");
                if (fields[2].endsWith(colon)) bytes += Long.parseLong(waits[0], 16);
                if (fields[1].endsWith(colon)) bytes += Long.parseLong(waits[1], 16);
            }
        }
        return bytes;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
