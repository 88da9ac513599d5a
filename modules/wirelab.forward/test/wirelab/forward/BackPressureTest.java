package wirelab.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
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
    private static final long ALL = 100_000_000;

    /// The kernels' buffers decide how much goes on its way; what a forwarder itself holds shows in how much
    /// less its neighbour has taken: what fits into one connection between them, and one buffer.
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aServerThatDoesNotReadMakesTheClientWaitAndForwardersHoldLittle(int length) throws Exception {
        long kernel = kernel();
        var may = new CountDownLatch(1);
        var total = new AtomicLong();
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            await(may);
            var buffer = ByteBuffer.allocate(65_536);
            for (int n; (n = connection.read(buffer.clear())) >= 0; ) total.addAndGet(n);
        }); var chain = Chain.start(server.address(), length, Forwarder.Options.DEFAULTS);
                var client = Ends.connect(chain.address())) {
            var writer = Ends.Writer.start(client, ALL);
            long written = writer.awaitBlocked();
            long most = kernel * (length + 1) + BUFFER * length;
            assertTrue(written < Math.min(most, ALL), written + " bytes were taken, of " + most + " that there is room for");
            long before = written;
            for (var forwarder : chain.forwarders()) {
                long took = forwarder.counters().get("bytes up");
                assertTrue(took <= before + 16_384, forwarder + " has no more than was sent to it");
                assertTrue(before - took <= kernel + BUFFER, forwarder + ": the rest fits into one connection");
                before = took;
            }
            may.countDown();
            Eventually.that("everything has arrived", () -> writer.isDone() && total.get() == written(ALL));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aClientThatDoesNotReadMakesTheServerWait(int length) throws Exception {
        long kernel = kernel();
        var written = new AtomicLong();
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            var piece = ByteBuffer.allocate(16_384);
            for (; written.get() < ALL; written.addAndGet(piece.capacity())) connection.write(piece.clear());
        }); var chain = Chain.start(server.address(), length, Forwarder.Options.DEFAULTS);
                var client = Ends.connect(chain.address())) {
            Eventually.that("all waits", new Still(written));
            long most = kernel * (length + 1) + BUFFER * length;
            assertTrue(written.get() < Math.min(most, ALL), written + " bytes were taken, of " + most);
            var buffer = ByteBuffer.allocate(65_536);
            long total = 0;
            for (int n; (n = client.read(buffer.clear())) >= 0; ) total += n;
            assertEquals(written(ALL), total);
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

    /// What the kernel takes for one connection, measured without a forwarder;
    /// twice, since it fits its buffers to what happens.
    private static long kernel() throws IOException {
        try (var server = Ends.deaf(); var client = Ends.connect(server.address())) {
            return 2 * Ends.Writer.start(client, ALL).awaitBlocked();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
