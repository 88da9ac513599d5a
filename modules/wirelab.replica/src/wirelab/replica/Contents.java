package wirelab.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import wirelab.folder.ContentStore;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Journal;
import wirelab.kit.Text;
import wirelab.raft.RaftAction;

/// The contents that a node has, by hash: on its disk, or, short ones that came with an entry of the log, in memory until
/// their file is written.
final class Contents {
    /// How long a content stays that came and is not in the tree: its command may be on the way.
    static final Duration STAY = Duration.ofMinutes(10);

    private static final int MOST_BASES = 1_024;

    private record Inline(Bytes content, long number) {}

    private final ContentStore store;
    private final ContentPiece.Rate rate;
    private final Map<Bytes, Inline> inline = new ConcurrentHashMap<>();
    private final Map<Bytes, Long> came = new ConcurrentHashMap<>();
    private final LongAdder received = new LongAdder();
    private long number;
    private volatile long applied;
    /// What was there at the path of a long content before it; nothing when that was of no use.
    private final Map<Bytes, Bytes> bases = new LinkedHashMap<>();
    private final LongAdder whole = new LongAdder();
    private final LongAdder differences = new LongAdder();

    /// @param rate how fast they are given to other nodes
    Contents(ContentStore store, ContentPiece.Rate rate) {
        this.store = store;
        this.rate = rate;
    }

    ContentPiece.Rate rate() {
        return rate;
    }

    static Bytes hash(Bytes content) {
        return Bytes.wrap(TreeNode.sha256().digest(content.array()));
    }

    boolean has(Bytes hash) {
        return inline.containsKey(hash) || store.has(hash);
    }

    long size(Bytes hash) throws IOException {
        var here = inline.get(hash);
        return here != null ? here.content.length() : store.size(hash);
    }

    /// @return how many bytes were read
    int read(Bytes hash, long at, ByteBuffer into) throws IOException {
        var here = inline.get(hash);
        if (here == null) return store.read(hash, at, into);
        int n = (int) Math.min(into.remaining(), here.content.length() - at);
        into.put(here.content.buffer().slice((int) at, n));
        return n;
    }

    /// Sends a content, if it is here.
    ///
    /// @throws NoSuchFileException when it is not
    void send(Bytes hash, ContentPiece.Sender sender) throws IOException {
        var here = inline.get(hash);
        if (here != null) {
            sender.send(hash, here.content.length(), (_, at, into) -> read(hash, at, into));
            return;
        }
        try (var file = store.open(hash)) {
            whole.add(file.size());
            sender.send(hash, file.size(), (_, at, into) -> file.read(into, at));
        }
    }

    Journal.Storage open(Bytes hash) throws IOException {
        return store.open(hash);
    }

    /// A long file is about to take the place of another one: perhaps little of it is new.
    void isLike(TreeNode after, TreeNode before) {
        if (!(after instanceof TreeNode.FileNode file && before instanceof TreeNode.FileNode old)) return;
        if (!ContentDelta.isFor(file.size()) || !ContentDelta.isFor(old.size()) || file.hash().equals(old.hash())) return;
        synchronized (bases) {
            bases.putIfAbsent(file.hash(), old.hash());
            if (bases.size() > MOST_BASES) bases.remove(bases.keySet().iterator().next());
        }
    }

    /// Entries are to be written: the folder may have what some of their contents are like.
    RaftAction.Store foresee(RaftAction.Store entries, FolderTree held) {
        for (var entry : entries.entries()) {
            if (LogWriter.change(entry) instanceof TreeChange.Put put) isLike(put.node(), held.get(put.path()));
        }
        return entries;
    }

    /// It is of no use that they are like each other.
    void isNotLike(Bytes hash) {
        synchronized (bases) {
            bases.replace(hash, Bytes.of());
        }
    }

    /// {@return a content from which another one may differ little, or `null`}
    Bytes base(Bytes hash) {
        synchronized (bases) {
            var base = bases.get(hash);
            return base == null || base.length() == 0 ? null : base;
        }
    }

    /// So many bytes of differences were sent; returns when the next ones may be.
    void sentDifferences(int bytes) throws IOException {
        differences.add(bytes);
        rate.sent(bytes);
    }

    /// {@return bytes of differences that were sent}
    long differences() {
        return differences.sum();
    }

    /// {@return bytes of contents that were sent as they are}
    long whole() {
        return whole.sum();
    }

    /// A content has come with an entry of the log, which has it as well.
    void came(TreeChange.Put put) {
        inline.put(put.node().hash(), new Inline(put.content(), ++number));
    }

    /// The tree has in it what came.
    void applied() {
        applied = number;
    }

    /// {@return a mark: a tree that is taken after it has in it what came up to it}
    long mark() {
        return applied;
    }

    /// Has on the disk, not forced, what came with entries and is about to become a file.
    synchronized void stage(Collection<Bytes> hashes) throws IOException {
        for (var hash : hashes) {
            var here = inline.get(hash);
            if (here != null && !store.has(hash)) write(here.content, hash);
        }
    }

    private void write(Bytes content, Bytes hash) throws IOException {
        try (var staging = store.stage(hash, content.length())) {
            staging.write(content.buffer(), 0);
            staging.complete();
        }
    }

    /// The files of all that came before a mark are written, or something else is in their place.
    void written(long mark) {
        inline.values().removeIf(it -> it.number <= mark);
    }

    /// The entries that brought them are about to go: have them on the disk.
    void keepInline() throws IOException {
        var all = List.copyOf(inline.keySet());
        stage(all);
        store.force(all.stream().filter(store::has).toList());
    }

    /// So many bytes of contents have come.
    void received(int bytes) {
        received.add(bytes);
    }

    /// {@return bytes of contents that have come since the beginning}
    long received() {
        return received.sum();
    }

    ContentStore.Staging begin(Bytes hash, long size) throws IOException {
        return store.stage(hash, size);
    }

    /// Have on the disk what came.
    void force(Collection<Bytes> hashes) throws IOException {
        long now = System.nanoTime();
        for (var hash : hashes) {
            if (!has(hash)) throw new ReplicaException("a content is not here");
            came.put(hash, now);
            if (!inline.containsKey(hash) && !store.isStaged(hash)) pin(hash);
        }
        store.force(hashes.stream().filter(hash -> !inline.containsKey(hash)).toList());
    }

    /// A content that only a file of the folder has may be gone before the file that it is for is written: have a copy.
    private void pin(Bytes hash) throws IOException {
        long size = store.size(hash);
        var buffer = ByteBuffer.allocate(1 << 16);
        try (var staging = store.stage(hash, size)) {
            for (long at = 0; at < size; at += buffer.limit()) {
                if (store.read(hash, at, buffer.clear()) <= 0) throw new ReplicaException("a content became shorter");
                staging.write(buffer.flip(), at);
            }
            staging.complete();
        }
    }

    /// Gives back the room of all that nobody needs.
    ///
    /// @param needed by the tree and the log
    void retain(Set<Bytes> needed) throws IOException {
        long now = System.nanoTime();
        came.values().removeIf(at -> now - at > STAY.toNanos());
        var all = new HashSet<>(needed);
        all.addAll(came.keySet());
        all.addAll(inline.keySet());
        store.retain(all);
    }

    /// {@return those that are not here}
    List<Bytes> missing(Collection<Bytes> hashes) {
        var missing = new ArrayList<Bytes>();
        for (var hash : hashes) if (!has(hash)) missing.add(hash);
        return missing;
    }

    @Override
    public String toString() {
        return Text.count(inline.size(), "content") + " in memory, and " + store;
    }
}
