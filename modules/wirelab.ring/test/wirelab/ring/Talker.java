package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import wirelab.kit.Host;

/// A node inside the test, over the same sockets as those that are processes. Until it is hushed it always has something to
/// send: so the run does not end before the test has seen what it waits for, however fast or slow the machine is.
final class Talker implements AutoCloseable {
    /// Nobody has that id: what is sent there comes back without A, and nobody prints it.
    private static final long NOBODY = RingFrame.ALL - 1;
    private static final long FILLER = 1_000_000;

    final Queue<String> printed = new ConcurrentLinkedQueue<>();
    final Map<Long, Outgoing.Fate> fates = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(FILLER);
    /// The first report may come before the node that reports is known here.
    private final CompletableFuture<RingService> service = new CompletableFuture<>();
    private volatile boolean hushed;

    Talker(Host host, RingConfig config, int id, long first, List<Outgoing> messages, Path folder) throws IOException {
        var all = new ArrayList<>(messages);
        all.add(filler());
        service.complete(RingService.start(host, new RingService.Setup(config, id, first, all,
                folder.resolve("ring-" + id + ".journal"), folder.resolve("trace" + id),
                (source, text) -> printed.add(source + "> " + new String(text)), this::reported, Mishaps.NONE)));
    }

    private Outgoing filler() {
        return new Outgoing(next.incrementAndGet(), NOBODY, 0, new byte[0]);
    }

    private void reported(Outgoing message, Outgoing.Fate fate) {
        fates.put(message.reference(), fate);
        // One at a time: the next goes out with the next turn, and the others have theirs.
        if (message.destination() == NOBODY && !hushed) service.join().submit(filler());
    }

    /// Sends a message.
    ///
    /// @return what became of it
    Outgoing.Fate say(long to, String text) {
        var message = new Outgoing(next.incrementAndGet(), to, Outgoing.URGENT, text.getBytes());
        service.join().submit(message);
        RingRun.until("node " + to + " has got '" + text + "' or not", () -> fates.containsKey(message.reference()));
        return fates.get(message.reference());
    }

    /// Waits until a node is in the ring.
    void reaches(long to) {
        RingRun.until("node " + to + " is in the ring", () -> say(to, "are you there?") == Outgoing.Fate.ACKNOWLEDGED);
    }

    /// Waits until a node is out of the ring: what is sent to it comes back without A.
    void misses(long to) {
        RingRun.until("node " + to + " is bypassed", () -> say(to, "are you there?") == Outgoing.Fate.REFUSED);
    }

    /// Has nothing more to send: now the run may end.
    void hush() {
        hushed = true;
    }

    void ends(Duration limit) {
        try {
            var end = service.join().await(limit);
            assertNotNull(end, () -> "the run does not end: " + service.join());
            assertEquals(0, end.status(), end.why());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hushed = true;
        service.join().close();
    }
}
