package wirelab.proxy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.http.Headers;
import wirelab.kit.Counters;
import wirelab.kit.Failure;
import wirelab.kit.LogLimit;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// Responses on a disk, bounded in bytes, each in a file of its own: what a restart finds again.
///
/// A thread of its own writes them, so that no client waits for the disk: first into a file beside, which then takes its
/// name in one step. So whoever kills this process leaves whole files, and some beside that the next one deletes. What is
/// torn in spite of that, after a loss of power, has a wrong sum and is deleted when somebody asks for it. What cannot be
/// written is not kept: a full disk costs hits and nothing else. Any thread may use it.
final class DiskStore implements AutoCloseable {
    /// Bytes that wait to be written; what is more is not kept.
    private static final long MOST_WAITING = 64L << 20;
    /// Files at once; each costs some hundred bytes of memory, and time when a store is opened.
    private static final int MOST_FILES = 200_000;
    /// Variants of one URI; one more, and the oldest goes.
    private static final int VARIANTS = 20;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final LogLimit FAILURES = new LogLimit(System.getLogger(DiskStore.class.getName()));

    /// What is known of a file without reading it.
    static final class Item {
        final String uri;
        final Selection selection;
        final String name;
        final long size;
        final Kept kept;
        /// Until it is written.
        private Entry waiting;

        Item(String uri, Entry entry, long size, boolean written) {
            this.uri = uri;
            this.size = size;
            selection = entry.asked();
            name = Stored.name(uri, selection);
            kept = Kept.of(uri, entry, size, "disk", 0);
            waiting = written ? null : entry;
        }
    }

    /// A response that was found.
    record Found(Item item, Entry entry) {}

    private final StoreFolder folder;
    private final long most;
    private final Counters counters;
    private final Map<String, List<Item>> byUri = new HashMap<>();
    /// By name, in the order of their last use, the oldest first.
    private final LinkedHashMap<String, Item> all = new LinkedHashMap<>(16, 0.75f, true);
    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private final Thread writer;
    private long bytes;
    private long waiting;
    private boolean closed;

    private DiskStore(StoreFolder folder, long most, Counters counters) {
        this.folder = folder;
        this.most = most;
        this.counters = counters;
        writer = Thread.ofPlatform().daemon().name("cache-disk").unstarted(this::write);
    }

    /// Opens a store, or makes an empty one. Each head is read; contents are not.
    ///
    /// @param most bytes
    /// @throws IOException when it cannot be had, or another process has it
    static DiskStore open(Path path, long most, Counters counters) throws IOException {
        var folder = StoreFolder.open(path);
        var store = new DiskStore(folder, most, counters);
        try {
            folder.read(store::known, () -> counters.count("damaged"));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
        store.shrink();
        store.writer.start();
        return store;
    }

    private synchronized void known(Stored stored, long size) {
        add(new Item(stored.uri(), stored.entry(), size, true));
    }

    private void add(Item item) {
        all.put(item.name, item);
        byUri.computeIfAbsent(item.uri, _ -> new ArrayList<>(1)).add(item);
        bytes += item.size;
    }

    private synchronized void shrink() {
        while (bytes > most || all.size() > MOST_FILES) drop(all.firstEntry().getValue());
    }

    /// Takes an item out, and its file away.
    private void drop(Item item) {
        forget(item);
        try {
            folder.delete(item.name);
        } catch (IOException e) {
            FAILURES.log(Level.WARNING, "a response cannot be deleted: " + Failure.reason(e), null);
        }
    }

    private void forget(Item item) {
        if (!all.remove(item.name, item)) return;
        bytes -= item.size;
        var items = byUri.get(item.uri);
        items.remove(item);
        if (items.isEmpty()) byUri.remove(item.uri);
    }

    /// Finds a response for a request; the newest of several that match.
    ///
    /// @return `null` when there is none that can be read
    Found find(String uri, Headers request) {
        Item item = null;
        synchronized (this) {
            var items = byUri.getOrDefault(uri, List.of());
            for (int i = items.size() - 1; i >= 0 && item == null; i--) {
                if (items.get(i).selection.matches(request)) item = items.get(i);
            }
            if (item == null) return null;
            all.get(item.name);
            if (item.waiting != null) return new Found(item, item.waiting);
        }
        try {
            var stored = folder.read(item.name);
            boolean same = stored.uri().equals(uri) && stored.entry().asked().equals(item.selection);
            if (same) return new Found(item, stored.entry());
            throw new ProtocolViolation("URI", Stored.PREFIX, "another than the name of the file says");
        } catch (IOException e) {
            // A file that is gone may have been dropped a moment ago, to make room.
            if (!(e instanceof NoSuchFileException)) {
                counters.count("damaged");
                FAILURES.log(Level.WARNING, "a kept response is no longer what it was: " + Failure.reason(e), null);
            }
            synchronized (this) {
                if (holds(item)) drop(item);
            }
            return null;
        }
    }

    /// {@return whether it is still kept: `false` after it was invalidated or dropped}
    synchronized boolean holds(Item item) {
        // Not by its name: to look there is to use it.
        return byUri.getOrDefault(item.uri, List.of()).contains(item);
    }

    synchronized boolean known(String uri) {
        return byUri.containsKey(uri);
    }

    /// Keeps a response in the place of the one for the same requests.
    void put(String uri, Entry entry) {
        var stored = new Stored(uri, entry);
        var item = new Item(uri, entry, stored.front().length + (long) entry.body().remaining(), false);
        synchronized (this) {
            var before = all.get(item.name);
            // Nothing is better than what is no longer right.
            if (before != null) drop(before);
            if (closed || item.size > most || waiting + item.size > MOST_WAITING) {
                return;
            }
            var items = byUri.getOrDefault(uri, List.of());
            if (items.size() == VARIANTS) drop(items.getFirst());
            add(item);
            waiting += item.size;
            queue.add(item);
            notifyAll();
        }
        shrink();
    }

    private void write() {
        for (Item item; (item = next()) != null; ) {
            Entry entry;
            synchronized (this) {
                entry = item.waiting;
            }
            try {
                folder.write(item.name, new Stored(item.uri, entry));
                synchronized (this) {
                    if (holds(item)) folder.keep(item.name);
                    else folder.discard(item.name);
                }
            } catch (IOException e) {
                counters.count("not written");
                FAILURES.log(Level.WARNING, "a response cannot be written: " + Failure.reason(e), null);
                synchronized (this) {
                    if (holds(item)) drop(item);
                }
            } finally {
                synchronized (this) {
                    item.waiting = null;
                    waiting -= item.size;
                    notifyAll();
                }
            }
        }
    }

    private synchronized Item next() {
        try {
            while (queue.isEmpty() && !closed) wait();
        } catch (InterruptedException _) {
            // What waits is not written any more: closing took too long.
            return null;
        }
        return queue.poll();
    }

    /// Takes all responses under a URI out.
    ///
    /// @return whether there were any
    synchronized boolean purge(String uri) {
        var items = List.copyOf(byUri.getOrDefault(uri, List.of()));
        for (var item : items) drop(item);
        return !items.isEmpty();
    }

    /// Waits until all that was put in is on the disk.
    synchronized void flush() throws InterruptedException {
        while (waiting > 0) wait();
    }

    /// {@return the responses used last, the last one first}
    synchronized List<Kept> list(int most) {
        return all.sequencedValues().reversed().stream().limit(most).map(item -> item.kept).toList();
    }

    synchronized int size() {
        return all.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    /// Writes what waits, for a bounded time.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (!writer.join(LAST_WORDS)) {
                writer.interrupt();
                writer.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        folder.close();
    }

    @Override
    public String toString() {
        return "disk store, " + Text.count(size(), "response") + ", " + bytes() + " of " + most + " bytes";
    }
}
