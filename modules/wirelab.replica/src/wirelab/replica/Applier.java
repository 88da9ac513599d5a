package wirelab.replica;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import wirelab.folder.FolderKeeper;
import wirelab.folder.FolderTree;
import wirelab.folder.MarkerGoneException;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.Text;

/// Brings the real folder to the tree that was agreed on, on a thread of its own: it compares the tree that the folder has
/// with the latest one, and writes what differs. So a path that was overwritten ten times meanwhile is written once, and a
/// restart, a snapshot or a folder that was moved need no words of their own.
final class Applier implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Applier.class.getName());
    private static final Duration RETRY = Duration.ofMillis(200);
    /// So many contents take a while.
    private static final int MANY = 1_024;
    private static final Duration MEANWHILE = Duration.ofMillis(100);
    /// So many paths at once are a load.
    private static final int LOAD = 16;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final FolderKeeper keeper;
    private final Contents contents;
    private final Supplier<Agreed> agreed;
    private final LogWriter.Fetching fetching;
    private final Consumer<IOException> gone;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean news = true;
    private boolean closed;
    private int lastCount;
    private volatile long broughtTo;
    private volatile FolderTree brought;
    private volatile List<FolderTree.Difference> pending = List.of();
    private volatile boolean isFilling;
    private volatile Supplier<Moment.Copying> copying = () -> Moment.Copying.NOTHING;
    private volatile String trouble = "";

    /// A tree that was agreed on, and the last entry in it.
    record Agreed(long index, FolderTree tree) {}

    /// @param agreed the latest; `null` while nobody knows
    /// @param gone is told when the folder is no longer the folder
    Applier(String name, FolderKeeper keeper, Contents contents, Supplier<Agreed> agreed,
            LogWriter.Fetching fetching, Consumer<IOException> gone) {
        this.keeper = keeper;
        this.contents = contents;
        this.agreed = agreed;
        brought = keeper.held();
        this.fetching = fetching;
        this.gone = gone;
        thread = Thread.ofPlatform().daemon().name(name + "-files").unstarted(this::run);
    }

    Applier start() {
        thread.start();
        return this;
    }

    /// The tree has changed, or the folder.
    void changed() {
        lock.lock();
        try {
            news = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// {@return up to which entry of the log the folder has all}
    long broughtTo() {
        return broughtTo;
    }

    /// {@return the tree that the folder was brought to last; not under the keeper's lock, which is held while files are written}
    FolderTree brought() {
        return brought;
    }

    /// What a folder is at an entry of the log: nodes that are at the same one have the same root of the hash tree.
    record Checkpoint(long index, Bytes root) {}

    /// {@return what the folder is now; at entry 0 while it is not what it was brought to}
    Checkpoint checkpoint() {
        synchronized (keeper) {
            var held = keeper.held();
            return new Checkpoint(held.equals(brought) ? broughtTo : 0, held.root());
        }
    }

    /// {@return paths that the folder does not have yet, or not as they are to be}
    List<FolderTree.Difference> pending() {
        return pending;
    }

    /// {@return whether very many files come and are written}
    boolean isFilling() {
        return isFilling;
    }

    /// {@return what is being got from others}
    Moment.Copying copying() {
        return copying.get();
    }

    String trouble() {
        return trouble;
    }

    private void run() {
        try {
            while (true) {
                lock.lock();
                try {
                    while (!closed && !news) changed.await();
                    if (closed) return;
                    news = false;
                } finally {
                    lock.unlock();
                }
                long began = System.nanoTime();
                if (!step()) return;
                // Under load, half of the time is left to the log: what is overwritten meanwhile need not be written.
                long took = System.nanoTime() - began;
                if (lastCount >= LOAD) TimeUnit.NANOSECONDS.sleep(Math.min(took, LONGEST_PAUSE.toNanos()));
            }
        } catch (InterruptedException _) {
            // It is to end.
        }
    }

    /// @return whether to go on
    private boolean step() throws InterruptedException {
        try {
            bring();
            trouble = "";
            return true;
        } catch (IOException e) {
            if (Thread.interrupted() || isGone()) return false;
            trouble = Failure.writing(e);
            LOG.log(Level.WARNING, "the folder cannot be brought up to date: {0}", trouble);
            TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
            changed();
            return true;
        } finally {
            isFilling = false;
        }
    }

    /// Whatever failed: if the folder is not the folder any more, that is why.
    private boolean isGone() {
        try {
            keeper.checkMarker();
            return false;
        } catch (MarkerGoneException e) {
            gone.accept(e);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void bring() throws IOException, InterruptedException {
        Set<Bytes> nowhere = Set.of();
        while (true) {
            var missing = bring(nowhere, false);
            if (missing.isEmpty()) break;
            if (nowhere.containsAll(missing)) {
                throw new ReplicaException(Text.count(missing.size(), "content") + " with nobody who can be reached");
            }
            // Meanwhile the tree goes on, and may want others.
            copying = under(missing);
            try {
                fetch(Set.copyOf(missing));
            } finally {
                copying = () -> Moment.Copying.NOTHING;
            }
            missing.removeIf(contents::has);
            nowhere = missing;
        }
        pending = List.of();
    }

    /// {@return tells how far contents have come that are about to be got}
    private Supplier<Moment.Copying> under(Set<Bytes> missing) {
        var now = agreed.get();
        if (now == null) return () -> Moment.Copying.NOTHING;
        long bytes = 0;
        var counted = new HashSet<Bytes>();
        for (var one : keeper.held().differences(now.tree())) {
            if (!(one.after() instanceof TreeNode.FileNode file) || !missing.contains(file.hash())) continue;
            if (counted.add(file.hash())) bytes += file.size();
        }
        long before = contents.received();
        long began = System.nanoTime();
        long total = bytes;
        int count = missing.size();
        return () -> new Moment.Copying(count, Math.min(total, contents.received() - before), total,
                Duration.ofNanos(System.nanoTime() - began));
    }

    /// Gets contents; of many, those that have come are brought while others are on the way.
    private void fetch(Set<Bytes> missing) throws IOException, InterruptedException {
        if (missing.size() < MANY) {
            fetching.fetch(missing);
            return;
        }
        isFilling = true;
        var fetch = Thread.ofPlatform().daemon().name("fetch").start(() -> {
            try {
                fetching.fetch(missing);
            } catch (InterruptedException _) {
                // The node ends.
            }
        });
        try {
            while (!fetch.join(MEANWHILE)) bring(missing, true);
        } finally {
            fetch.interrupt();
        }
    }

    /// Brings the folder to the latest tree. Edits are taken up under the same lock: what the folder has and what it is to
    /// have are looked at together.
    ///
    /// @param nowhere contents that are not to be had: their files stay as they are
    /// @param all whether nothing else is waited for, either
    /// @return contents that must be here first; when it is `nowhere`, all else was brought
    private Set<Bytes> bring(Set<Bytes> nowhere, boolean all) throws IOException {
        synchronized (keeper) {
            long mark = contents.mark();
            var to = agreed.get();
            if (to == null) return new LinkedHashSet<>();
            var target = to.tree();
            var differences = keeper.held().differences(target);
            var hashes = new LinkedHashSet<Bytes>();
            for (var one : differences) {
                contents.isLike(one.after(), one.before());
                if (one.after() instanceof TreeNode.FileNode file) hashes.add(file.hash());
            }
            pending = differences;
            lastCount = differences.size();
            contents.stage(hashes);
            var missing = new LinkedHashSet<>(contents.missing(hashes));
            if (!all && !nowhere.containsAll(missing)) return missing;
            keeper.bring(target, missing);
            if (missing.isEmpty()) {
                contents.written(mark);
                broughtTo = to.index();
                brought = target;
            }
            return missing;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (thread == Thread.currentThread()) return;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "folder up to entry " + broughtTo + (trouble.isEmpty() ? "" : ", " + trouble);
    }
}
