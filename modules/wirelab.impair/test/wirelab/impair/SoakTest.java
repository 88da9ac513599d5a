package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.TcpServer;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;

/// Senseless traffic through the relay for some seconds: `-Dwirelab.soak=60` makes it a minute.
@Tag("socket")
class SoakTest {
    private static final int SECONDS = Integer.getInteger("wirelab.soak", 5);
    private static final String LINE =
            "delay=1ms±1ms jitter=pareto order=free loss=5% burst=3 duplicate=5% corrupt=5% reorder=5%+1ms "
            + "rate=400mbit queue=50 codel blackout=100ms..150ms/500ms cut=300K seed=1";
    /// What the heap may differ between two collections without anything being kept.
    private static final long NOISE = 8 << 20;

    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong datagrams = new AtomicLong();

    private static long sockets() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(SoakTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().startsWith("socket:");
        } catch (IOException _) {
            return false;
        }
    }

    private static List<String> linkThreads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith("link"))
                .toList();
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void senselessTrafficLeavesNoThreadNoSocketAndNoMemoryBehind(TestReporter reporter) throws Exception {
        // Once for the sockets that the JDK itself makes at the first use and keeps.
        soak(0.2, reporter);
        boolean visible = Files.isDirectory(Path.of("/proc/self/fd"));
        long socketsBefore = visible ? sockets() : 0;
        soak(SECONDS, reporter);
        Eventually.that("no thread is left: " + linkThreads(), () -> linkThreads().isEmpty());
        if (visible) Eventually.that("no socket is left", () -> sockets() <= socketsBefore);
    }

    private void soak(double seconds, TestReporter reporter) throws Exception {
        connections.set(0);
        datagrams.set(0);
        try (var tcp = TcpServer.start(TcpServer.Options.DEFAULTS.withDrain(Duration.ZERO), SoakTest::babble);
                var udp = UdpServer.start(UdpServer.Options.DEFAULTS.withBind(tcp.address()), (payload, source, socket) -> {
                    payload.limit(payload.limit() / 2);
                    socket.send(payload, source);
                });
                var relay = Relay.start(tcp.address(), LinkSpec.parse(LINE), Relay.Options.DEFAULTS.withFlows(50,
                        Duration.ofMillis(200)))) {
            assertEquals(tcp.address(), udp.address());
            traffic(relay.address(), seconds / 2);
            settle(relay);
            long heapBefore = heap();
            traffic(relay.address(), seconds / 2);
            settle(relay);
            long grown = heap() - heapBefore;
            assertTrue(grown < NOISE, "the heap has grown by " + grown + " bytes");
            assertTrue(connections.get() > 20 * seconds && datagrams.get() > 1000 * seconds,
                    connections + " connections, " + datagrams + " datagrams");
            assertStillEchoes(relay);
            reporter.publishEntry(connections + " connections, " + datagrams + " datagrams, heap " + grown
                    + " bytes more; up " + relay.up() + "; down " + relay.down());
        }
    }

    private static void settle(Relay relay) {
        Eventually.that("all connections are over", () -> relay.server().tcp().connections() == 0);
        Eventually.that("all flows are forgotten", () -> relay.flows() == 0);
    }

    private static void assertStillEchoes(Relay relay) throws IOException {
        try (var client = Host.HERE.towards(relay.address(), Tap.Party.UNKNOWN)) {
            boolean answered = false;
            for (int i = 0; i < 50 && !answered; i++) {
                client.send(new byte[2], relay.address());
                answered = client.receive(ByteBuffer.allocate(10), Duration.ofMillis(200)) != null;
            }
            assertTrue(answered, relay.up() + "; " + relay.down() + "; " + relay.counters() + "; " + relay.server());
        }
        try (var socket = new Socket(relay.address().getAddress(), relay.address().getPort())) {
            assertNotNull(socket.getInputStream().readNBytes(1));
        }
    }

    /// A server as senseless as its clients: says something, reads something, ends in one of three ways.
    private static void babble(Connection connection) throws IOException {
        var random = new Random(connection.remote().getPort());
        connection.write(new byte[random.nextInt(100_000)]);
        int n = connection.read(ByteBuffer.allocate(1 + random.nextInt(50_000)));
        if (n > 0 && random.nextInt(3) == 0) connection.reset();
        else if (random.nextBoolean()) connection.endOutput();
    }

    private void traffic(InetSocketAddress relay, double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                int seed = i;
                pool.submit(() -> talk(relay, new Random(seed), end));
                pool.submit(() -> shoot(relay, new Random(100 + seed), end));
            }
            pool.shutdown();
            assertTrue(pool.awaitTermination((long) seconds + 30, TimeUnit.SECONDS));
        }
    }

    private void talk(InetSocketAddress relay, Random random, long end) {
        while (System.nanoTime() < end) {
            try (var socket = new Socket(relay.getAddress(), relay.getPort())) {
                connections.incrementAndGet();
                socket.setSoTimeout(1 + random.nextInt(100));
                if (random.nextInt(4) == 0) socket.setSoLinger(true, 0);
                for (int n = random.nextInt(4); n > 0; n--) {
                    var bytes = new byte[random.nextInt(20_000)];
                    random.nextBytes(bytes);
                    socket.getOutputStream().write(bytes);
                    if (random.nextBoolean()) socket.getInputStream().read(bytes);
                }
                if (random.nextBoolean()) {
                    socket.shutdownOutput();
                    socket.getInputStream().readNBytes(random.nextInt(200_000));
                }
            } catch (IOException _) {
                // Cut, stalled or reset, as the link and the server please.
            }
        }
    }

    private Void shoot(InetSocketAddress relay, Random random, long end) throws IOException {
        while (System.nanoTime() < end) {
            try (var socket = Host.HERE.towards(relay, Tap.Party.UNKNOWN)) {
                for (int n = random.nextInt(200); n > 0; n--) {
                    var bytes = new byte[random.nextInt(100) == 0 ? UdpSocket.MAX_PAYLOAD : random.nextInt(1500)];
                    random.nextBytes(bytes);
                    socket.send(bytes, relay);
                    datagrams.incrementAndGet();
                    if (n % 20 == 0) socket.receive(ByteBuffer.allocate(10), Duration.ofMillis(1 + random.nextInt(5)));
                }
            }
        }
        return null;
    }
}
