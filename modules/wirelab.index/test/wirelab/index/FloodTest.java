package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;

/// Somebody makes up nodes by the thousand.
@Tag("socket")
@Tag("once")
class FloodTest {
    private static final int IDS = 10_000;
    private static final int PER_SECOND = 50_000;
    private static final int SECONDS = Integer.getInteger("wirelab.index.flood", 3);
    private static final int CHANGES = 5;
    private static final long MOST_GROWTH = 16 << 20;

    @TempDir
    private Path folder;
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean over;

    @Test
    void memoryIsBoundedAndTheChangeOfAKnownNodeIsHeard() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var ada = nodes.add("ada", null, "plan");
            var bea = nodes.add("bea", null, "song");
            nodes.agree(ada, bea);
            var forged = forged();
            long before = used();
            long received = ada.counters().get("received");
            long answered = ada.counters().get("sent");
            long began = System.nanoTime();
            var flood = Thread.ofPlatform().name("flood").start(() -> send(forged, ada));
            var took = new ArrayList<Long>();
            try {
                for (int n = 0; n < CHANGES; n++) {
                    int now = 3 + n;
                    long at = System.nanoTime();
                    Files.writeString(folder.resolve("bea/new-" + n), "new " + n);
                    Eventually.that("the change is heard", () -> ada.documents() == now, () -> ", but " + ada.documents()
                            + " documents, " + ada.counters());
                    took.add((System.nanoTime() - at) / 1_000_000);
                }
                Eventually.that("the flood was long enough", () -> sent.get() >= (long) SECONDS * PER_SECOND);
            } finally {
                over = true;
                flood.join();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            received = ada.counters().get("received") - received;
            answered = ada.counters().get("sent") - answered;
            long grown = used() - before;
            System.out.printf("a second: %.0f forged, %.0f received, %.0f answered; changes heard after %s ms; %d KiB more%n",
                    sent.get() / seconds, received / seconds, answered / seconds, took, grown >> 10);
            assertTrue(grown < MOST_GROWTH, grown + " bytes more");
            assertEquals(2, ada.nodes().size(), "nobody who does not answer is a node");
            // A thousand a second at most to strangers, a burst of a thousand, and what it has to say anyway.
            assertTrue(answered < 1_100 * (seconds + 1), answered + " in " + seconds + " s");
            nodes.agree(ada, bea);
        }
    }

    private static List<byte[]> forged() {
        var random = new Random(1);
        var all = new ArrayList<byte[]>();
        for (int i = 0; i < IDS; i++) {
            var state = new NodeState(NodeId.draw(random), 1, i, 8_000, i, SimulatedSegment.root(i));
            all.add(new SegmentMessage(SegmentMessage.Kind.ANNOUNCE, state, NodeId.NONE, 0, 0).encode(null));
        }
        return all;
    }

    /// So many a second, a thousandth of them each millisecond.
    private void send(List<byte[]> forged, IndexService to) {
        try (var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            long began = System.nanoTime();
            while (!over) {
                long due = (System.nanoTime() - began) / 1_000 * PER_SECOND / 1_000_000;
                while (sent.get() < due && !over) {
                    byte[] datagram = forged.get((int) (sent.getAndIncrement() % forged.size()));
                    socket.send(new DatagramPacket(datagram, datagram.length, to.address()));
                }
                LockSupport.parkNanos(1_000_000);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
