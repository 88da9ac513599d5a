package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;

/// A thousand clients that send a byte now and then (Slowloris), while others want something.
@Tag("socket")
class SlowClientsTest {
    private static final int SLOW = 1000;
    /// Until everything is compiled.
    private static final Duration WARMING = Duration.ofSeconds(1);
    private static final Duration PHASE = Duration.ofMillis(2500);
    private static final String GET = "GET /file.txt HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    Path folder;

    /// What a request took, sorted, in nanoseconds.
    private record Latencies(long[] sorted) {
        static Latencies of(List<long[]> parts) {
            return new Latencies(parts.stream().flatMapToLong(LongStream::of).sorted().toArray());
        }

        double millis(double quantile) {
            return sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
        }

        @Override
        public String toString() {
            return "%d requests, median %.2f ms, p99 %.2f ms, worst %.1f ms"
                    .formatted(sorted.length, millis(0.5), millis(0.99), millis(1));
        }
    }

    @Test
    void aThousandClientsThatTrickleDelayNobody(TestReporter reporter) throws Exception {
        Files.writeString(folder.resolve("file.txt"), "hello".repeat(200));
        var site = new Site(folder, Site.Options.DEFAULTS);
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, site)) {
            others(server.address(), WARMING);
            var alone = others(server.address(), PHASE);
            var slow = new ArrayList<SocketChannel>();
            try {
                for (int i = 0; i < SLOW; i++) slow.add(slow(server.address(), i));
                Eventually.that("all are connected", () -> server.connections() == SLOW);
                var enough = new AtomicBoolean();
                var trickle = CompletableFuture.runAsync(() -> trickle(slow, enough));
                var beside = others(server.address(), PHASE);
                enough.set(true);
                trickle.join();
                assertEquals(SLOW, server.connections(), "they are all still there");
                reporter.publishEntry("alone", alone.toString());
                reporter.publishEntry("beside " + SLOW + " slow clients", beside.toString());
                // Where one request had to wait for a slow one, it would be for seconds.
                assertTrue(beside.millis(0.5) < 50 + alone.millis(0.5), "beside them: " + beside + "; alone: " + alone);
                assertTrue(beside.millis(0.99) < 500 + alone.millis(0.99), "beside them: " + beside + "; alone: " + alone);
            } finally {
                for (var channel : slow) channel.close();
            }
            Eventually.that("the server has let them go", () -> server.connections() == 0);
        }
    }

    /// One in four has sent half a body, the others half a head.
    private static SocketChannel slow(InetSocketAddress server, int number) throws IOException {
        var channel = SocketChannel.open(server);
        send(channel, number % 4 == 0 ? "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"
                : "GET /file.txt HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        return channel;
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes()));
    }

    /// Each gets one more byte a second, one after the other.
    private static void trickle(List<SocketChannel> slow, AtomicBoolean enough) {
        try {
            for (int i = 0; !enough.get(); i = (i + 1) % slow.size()) {
                send(slow.get(i), "a");
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos() / SLOW);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Two clients that keep their connection and two that open one for each request, with a pause after each, so that the
    /// machine is not busy with them alone.
    private static Latencies others(InetSocketAddress server, Duration time) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<long[]>>();
            for (int i = 0; i < 4; i++) {
                boolean kept = i % 2 == 0;
                tasks.add(() -> ask(server, kept, time));
            }
            var parts = new ArrayList<long[]>();
            for (var part : threads.invokeAll(tasks)) parts.add(part.get());
            return Latencies.of(parts);
        }
    }

    private static long[] ask(InetSocketAddress server, boolean kept, Duration time) throws IOException {
        var times = new long[10_000];
        int n = 0;
        long end = System.nanoTime() + time.toNanos();
        var raw = kept ? new Raw(server) : null;
        while (n < times.length && System.nanoTime() < end) {
            long began = System.nanoTime();
            if (kept) assertEquals(200, raw.send(GET).response().status());
            else assertEquals(200, Raw.get(server, GET).status());
            times[n++] = System.nanoTime() - began;
            LockSupport.parkNanos(2_000_000);
        }
        if (kept) raw.close();
        return Arrays.copyOf(times, n);
    }
}
