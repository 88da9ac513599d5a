package wirelab.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import wirelab.kit.Bytes;
import wirelab.kit.Journal;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// Contents by their SHA-256: those that are staged, which lie in `.wirelab/content` under their hash until a file of the
/// folder takes them; and, to be read, those of the folder's files and of old versions.
///
/// What is staged counts when all of it is there and has the hash that it is named by; it is checked when it is complete, and
/// again when the store is opened. So power lost in between takes a content away and never makes one wrong.
///
/// For several threads.
public final class ContentStore {
    static final String FOLDER = FolderPath.RESERVED + "/content";

    /// Looks for a content elsewhere.
    interface Elsewhere {
        /// {@return paths that may have it}
        List<String> paths(Bytes hash);
    }

    private record Whole(long size, boolean forced) {}

    private final Volume volume;
    private final Elsewhere elsewhere;
    private final long most;
    private final boolean forces;
    private final Map<Bytes, Whole> whole = new ConcurrentHashMap<>();
    private final Set<Bytes> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong held = new AtomicLong();

    private ContentStore(Volume volume, Elsewhere elsewhere, KeeperOptions options) {
        this.volume = volume;
        this.elsewhere = elsewhere;
        most = options.mostStaged();
        forces = options.forces();
    }

    /// Opens it: what is no whole content is deleted.
    static ContentStore open(Volume volume, KeeperOptions options, Elsewhere elsewhere) throws IOException {
        var store = new ContentStore(volume, elsewhere, options);
        if (volume.stat(FOLDER) == null) volume.folder(FOLDER);
        for (var found : volume.list(FOLDER).entrySet()) store.adopt(found.getKey(), found.getValue());
        return store;
    }

    private void adopt(String name, Volume.Stat stat) throws IOException {
        boolean isHash = name.matches("[0-9a-f]{64}") && stat.kind() == Volume.Kind.FILE;
        var hash = isHash ? Bytes.wrap(HexFormat.of().parseHex(name)) : null;
        if (isHash && Hashing.file(volume, path(hash), null).hash().equals(hash)) {
            whole.put(hash, new Whole(stat.size(), false));
            held.addAndGet(stat.size());
        } else {
            volume.delete(FOLDER + "/" + name);
        }
    }

    static String path(Bytes hash) {
        return FOLDER + "/" + HexFormat.of().formatHex(hash.array());
    }

    /// {@return whether a content can be had from this disk}
    public boolean has(Bytes hash) {
        return whole.containsKey(hash) || !elsewhere.paths(hash).isEmpty();
    }

    /// {@return whether it is staged, and not only somewhere in the folder, where people may change it}
    public boolean isStaged(Bytes hash) {
        return whole.containsKey(hash);
    }

    /// A content to be read.
    ///
    /// @throws NoSuchFileException when it is not on this disk
    public Journal.Storage open(Bytes hash) throws IOException {
        if (whole.containsKey(hash)) {
            try {
                return volume.read(path(hash));
            } catch (NoSuchFileException _) {
                // It has just been put in its place.
            }
        }
        for (String path : elsewhere.paths(hash)) {
            try {
                return volume.read(path);
            } catch (NoSuchFileException _) {
                // The next one.
            }
        }
        throw new NoSuchFileException(TreeNode.digits(hash), null, "no such content");
    }

    /// {@return its size in bytes}
    public long size(Bytes hash) throws IOException {
        var staged = whole.get(hash);
        if (staged != null) return staged.size;
        for (String path : elsewhere.paths(hash)) {
            var stat = volume.stat(path);
            if (stat != null && stat.kind() == Volume.Kind.FILE) return stat.size();
        }
        throw new NoSuchFileException(TreeNode.digits(hash), null, "no such content");
    }

    /// Reads from a place of a content; what is a file of the folder may be another one by now, which its hash will show.
    ///
    /// @return how many bytes, -1 at the end
    public int read(Bytes hash, long at, ByteBuffer into) throws IOException {
        try (var file = open(hash)) {
            return file.read(into, at);
        }
    }

    /// Begins to stage a content.
    ///
    /// @throws IOException when there is no room for it
    public Staging stage(Bytes hash, long size) throws IOException {
        if (hash.length() != TreeNode.HASH || size < 0) throw new IllegalArgumentException("no content: " + size);
        if (held.addAndGet(size) > most) {
            held.addAndGet(-size);
            throw new IOException("no more than " + Text.bytes(most) + " may be staged");
        }
        // Two may bring the same one: each writes a file of its own.
        boolean isFirst = open.add(hash);
        return new Staging(hash, size, isFirst, isFirst ? path(hash) : path(hash) + "." + number.incrementAndGet()).begin();
    }

    /// A content on its way in. Not for several threads at once.
    public final class Staging implements AutoCloseable {
        private final Bytes hash;
        private final long size;
        private final boolean isFirst;
        private final String path;
        private final MessageDigest digest = TreeNode.sha256();
        private Journal.Storage file;
        /// As far as it came in order; only then the digest is right.
        private long inOrder;
        private boolean shuffled;
        private boolean holes;
        private boolean closed;

        private Staging(Bytes hash, long size, boolean isFirst, String path) {
            this.hash = hash;
            this.size = size;
            this.isFirst = isFirst;
            this.path = path;
        }

        private Staging begin() throws IOException {
            if (whole.containsKey(hash)) return this;
            try {
                file = volume.open(path, true);
                return this;
            } catch (IOException | RuntimeException e) {
                drop(false);
                throw e;
            }
        }

        /// Writes what remains in a buffer.
        public void write(ByteBuffer piece, long at) throws IOException {
            int count = piece.remaining();
            if (at < 0 || count > size - at) throw new IOException("a piece is outside of its content");
            if (file == null) return;
            if (at == inOrder) {
                digest.update(piece.duplicate());
                inOrder += count;
            } else {
                shuffled = true;
            }
            // A hole costs nothing, and reads as zeros.
            if (Hashing.isZero(piece) && at >= file.size()) {
                holes = true;
                return;
            }
            for (long to = at; piece.hasRemaining(); ) to += file.write(piece, to);
        }

        /// {@return bytes that came in order, from the beginning}
        public long received() {
            return inOrder;
        }

        /// It is all there.
        ///
        /// @throws ProtocolViolation when it has another hash; then nothing of it is left
        public void complete() throws IOException {
            if (file == null) drop(false);
            if (file == null) return;
            boolean isKept = false;
            try {
                if (holes && size > file.size()) file.write(ByteBuffer.allocate(1), size - 1);
                var found = shuffled || inOrder != size ? Hashing.of(file) : Bytes.wrap(digest.digest());
                if (!found.equals(hash)) throw new ProtocolViolation("content", 0, "is " + TreeNode.digits(found) + ", not "
                        + TreeNode.digits(hash));
                synchronized (ContentStore.this) {
                    if (!whole.containsKey(hash)) {
                        if (!isFirst) volume.move(path, path(hash));
                        whole.put(hash, new Whole(size, false));
                        isKept = true;
                    }
                }
            } finally {
                drop(isKept);
            }
        }

        private void drop(boolean keep) throws IOException {
            if (closed) return;
            closed = true;
            if (!keep) held.addAndGet(-size);
            try {
                if (file == null) return;
                file.close();
                synchronized (ContentStore.this) {
                    // Where the first one writes, another one's may lie by now.
                    if (!keep && !(isFirst && whole.containsKey(hash))) volume.delete(path);
                }
            } finally {
                if (isFirst) open.remove(hash);
            }
        }

        /// Gives up what is not complete.
        @Override
        public void close() throws IOException {
            drop(false);
        }
    }

    /// Returns when staged contents are on the disk; contents that are not staged have been put in their place already.
    public void force(Collection<Bytes> hashes) throws IOException {
        if (!forces) return;
        var unforced = new ArrayList<Bytes>();
        for (var hash : new HashSet<>(hashes)) {
            var staged = whole.get(hash);
            if (staged != null && !staged.forced) unforced.add(hash);
        }
        if (unforced.isEmpty()) return;
        Together.run(volume.threads(), unforced, this::force);
        volume.force(FOLDER);
        for (var hash : unforced) whole.computeIfPresent(hash, (_, it) -> new Whole(it.size, true));
    }

    private void force(Bytes hash) throws IOException {
        try (var file = volume.open(path(hash), false)) {
            file.force();
        } catch (NoSuchFileException _) {
            // It has just been put in its place, or is not needed any more.
        }
    }

    /// A staged content has become a file of the folder.
    void taken(Bytes hash) {
        var staged = whole.remove(hash);
        if (staged != null) held.addAndGet(-staged.size);
    }

    /// Deletes what is staged and not needed any more.
    public void retain(Set<Bytes> needed) throws IOException {
        for (var hash : whole.keySet()) if (!needed.contains(hash)) forget(hash);
    }

    /// Deletes a staged content.
    public synchronized void forget(Bytes hash) throws IOException {
        if (!whole.containsKey(hash)) return;
        taken(hash);
        volume.delete(path(hash));
    }

    public Set<Bytes> staged() {
        return Set.copyOf(whole.keySet());
    }

    @Override
    public String toString() {
        return Text.count(whole.size(), "staged content") + ", " + Text.bytes(held.get());
    }
}
