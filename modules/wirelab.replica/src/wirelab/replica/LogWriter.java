package wirelab.replica;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import wirelab.folder.FolderPath;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.raft.FolderDisk;
import wirelab.raft.LogEntry;
import wirelab.raft.RaftAction;
import wirelab.raft.RaftStore;
import wirelab.raft.Recovered;

/// Brings log and snapshots to the disk, on a thread of its own: all that has come while it was forcing is forced together.
///
/// An entry is not written before its content is on this disk. So whatever a node has acknowledged, it has with its content;
/// and it acknowledges no further than the first entry whose content it does not have. What is committed already is written
/// at once: a majority has it with its content, and this node's word is not needed any more.
///
/// What waits here the leader bounds: see `pending` of [wirelab.raft.RaftOptions].
final class LogWriter implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LogWriter.class.getName());
    private static final Duration RETRY = Duration.ofMillis(100);

    /// What it takes to have contents.
    interface Fetching {
        /// Has all that it can of some contents on the disk, from whoever has them.
        void fetch(Set<Bytes> hashes) throws InterruptedException;
    }

    /// What is to be written, and the contents that must be here before, unless its last entry is committed.
    private record Item(RaftAction action, Set<Bytes> hashes, long last) {}

    private final RaftStore store;
    private final Contents contents;
    private final Fetching fetching;
    private final LongSupplier commit;
    private final LongConsumer stored;
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile Duration lastForce = Duration.ZERO;
    private volatile String trouble = "";

    /// @param commit how far the log is committed, as far as is known
    /// @param stored is told the number of the last that is on the disk
    LogWriter(String name, RaftStore store, Contents contents, Fetching fetching, LongSupplier commit,
            LongConsumer stored) {
        this.store = store;
        this.contents = contents;
        this.fetching = fetching;
        this.commit = commit;
        this.stored = stored;
        thread = Thread.ofPlatform().daemon().name(name + "-log").unstarted(this::run);
    }

    /// Opens the log of a node.
    ///
    /// @param alone whether it begins anew as the only member: what only others knew is lost
    static RaftStore open(Path folder, ReplicaConfig config, int id, boolean alone) throws IOException {
        var disk = new FolderDisk(folder.resolve(FolderPath.RESERVED).resolve("raft"));
        var store = RaftStore.open(disk, Recovered.first(config.members()));
        if (!alone) return store;
        var first = store.recovered().alone(id);
        store.write(List.of(new RaftAction.Keep(0, first.ballot(), first.snapshot(), first.tail())));
        store.close();
        LOG.log(Level.WARNING, "{0} begins a group of its own: what only others knew is lost", ReplicaConfig.name(id));
        return RaftStore.open(disk, first);
    }

    LogWriter start() {
        thread.start();
        return this;
    }

    void add(RaftAction action) {
        var entries = action instanceof RaftAction.Store it ? it.entries() : List.<LogEntry>of();
        queue.add(new Item(action, hashes(entries), entries.isEmpty() ? 0 : entries.getLast().index()));
    }

    /// {@return how long the last force took}
    Duration lastForce() {
        return lastForce;
    }

    /// {@return why nothing can be written at present; empty when it can}
    String trouble() {
        return trouble;
    }

    private void run() {
        var batch = new ArrayList<Item>();
        try {
            while (true) {
                if (batch.isEmpty()) batch.add(queue.take());
                queue.drainTo(batch);
                long committed = commit.getAsLong();
                int ready = ready(batch, committed);
                if (ready == 0) {
                    fetching.fetch(batch.getFirst().hashes);
                    if (!isReady(batch.getFirst(), commit.getAsLong())) {
                        trouble = "a content is nowhere to be had";
                        TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
                    }
                } else if (write(batch.subList(0, ready), committed)) {
                    long number = number(batch.get(ready - 1).action);
                    batch.subList(0, ready).clear();
                    stored.accept(number);
                }
            }
        } catch (InterruptedException _) {
            // It is to end.
        }
    }

    /// {@return how many, from the first, have all their contents here}
    private int ready(List<Item> batch, long committed) {
        int count = 0;
        while (count < batch.size() && isReady(batch.get(count), committed)) count++;
        return count;
    }

    private boolean isReady(Item item, long committed) {
        return item.last <= committed || contents.missing(item.hashes).isEmpty();
    }

    private boolean write(List<Item> batch, long committed) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            var hashes = new LinkedHashSet<Bytes>();
            for (var item : batch) if (item.last > committed) hashes.addAll(item.hashes);
            if (!hashes.isEmpty()) contents.force(hashes);
            // What is in memory only came with entries that are about to leave the log.
            if (batch.stream().anyMatch(item -> item.action instanceof RaftAction.Keep)) contents.keepInline();
            store.write(batch.stream().map(Item::action).toList());
            lastForce = Duration.ofNanos(System.nanoTime() - begin);
            trouble = "";
            return true;
        } catch (IOException e) {
            if (!Thread.currentThread().isInterrupted()) {
                trouble = Failure.writing(e);
                LOG.log(Level.WARNING, "the log cannot be written: {0}", trouble);
            }
            TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
            return false;
        }
    }

    private static long number(RaftAction action) {
        return action instanceof RaftAction.Store it ? it.number() : ((RaftAction.Keep) action).number();
    }

    /// {@return the contents of entries that did not come with them}
    static Set<Bytes> hashes(List<LogEntry> entries) {
        var hashes = new LinkedHashSet<Bytes>();
        for (var entry : entries) {
            if (change(entry) instanceof TreeChange.Put put && put.content() == null) hashes.add(put.node().hash());
        }
        return hashes;
    }

    /// {@return what an entry changes, or `null`}
    static TreeChange change(LogEntry entry) {
        if (!(entry.content() instanceof LogEntry.Command command)) return null;
        try {
            return TreeChange.decode(command.bytes());
        } catch (ProtocolViolation _) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    @Override
    public String toString() {
        return store + ", last force " + Text.duration(lastForce) + (trouble.isEmpty() ? "" : ", " + trouble);
    }
}
