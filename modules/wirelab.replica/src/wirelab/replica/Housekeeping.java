package wirelab.replica;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;

/// What a node does now and then: gives up connections that are silent; looks whether all folders are the same
/// ([Entropy]); reads files that seem not to have changed, for disks forget; gives back the room of old contents
/// and versions.
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final Duration LOOK = Duration.ofMillis(200);

    /// Bytes that are read again each time.
    private static final long SCRUBBED = 1 << 26;

    private final ReplicaService node;
    private final Duration every;
    private final Thread thread;

    Housekeeping(ReplicaService node, Duration every) {
        this.node = node;
        this.every = every;
        thread = Thread.ofVirtual().name(ReplicaConfig.name(node.id) + "-housekeeping").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long next = System.nanoTime() + every.toNanos();
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
                node.links.values().forEach(PeerLink::look);
                if (System.nanoTime() - next < 0) continue;
                next = System.nanoTime() + every.toNanos();
                tidy();
            }
        } catch (InterruptedException _) {
            // It is to end.
        }
    }

    private void tidy() throws InterruptedException {
        try {
            node.entropy.compare();
            var rotten = node.keeper.scrub(SCRUBBED);
            if (!rotten.isEmpty()) node.mend(rotten);
            node.contents.retain(needed());
            node.keeper.expire();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) throw new InterruptedException();
            LOG.log(Level.WARNING, "old contents: {0}", Failure.writing(e));
        }
    }

    private Set<Bytes> needed() {
        var needed = new HashSet<>(LogWriter.hashes(node.driver.ask(node.machine::entries)));
        for (var tree : List.of(node.keeper.held(), node.state.tree())) {
            tree.forEach((_, it) -> {
                if (it instanceof TreeNode.FileNode file) needed.add(file.hash());
            });
        }
        return needed;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
