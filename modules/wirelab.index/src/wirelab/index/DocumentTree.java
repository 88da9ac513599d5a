package wirelab.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// A set of documents as a tree over the digests of its entries, after Merkle: whoever has the same root has the same set,
/// and where two differ the way down to the difference is short. It never changes; what is added makes another one, which
/// shares with it what is the same.
///
/// The key of an entry is the SHA-256 of its bytes. A branch with at most 16 entries is a leaf, so the same set has the same
/// tree in whatever order it grew; the digest of a leaf is that of a zero byte and its keys in order, that of a fork the one
/// of a byte 1 and the digests of its 16 branches. The branch of an entry is told by the digits of its key.
public final class DocumentTree {
    static final int FANOUT = 16;
    static final int LEAF = 16;
    /// No set of documents, as everybody begins.
    public static final DocumentTree EMPTY = new DocumentTree(0, new Entry[0], null, 0);

    /// A document under its key. It is kept as the bytes that travel, which take less room than its parts.
    ///
    /// @param bytes of the document, which were read once and are known to be one
    record Entry(byte[] key, byte[] bytes) implements Comparable<Entry> {
        static Entry of(Document document) {
            byte[] bytes = document.encode();
            return new Entry(Document.sha256().digest(bytes), bytes);
        }

        /// {@return what reads documents, one after the other: to get a SHA-256 for each would take as long as its work}
        static IndexReply.Part<Entry> reader() {
            var sha = Document.sha256();
            return fields -> {
                int at = fields.offset();
                Document.read(fields);
                byte[] bytes = fields.since(at);
                return new Entry(sha.digest(bytes), bytes);
            };
        }

        static void write(FieldWriter fields, Entry entry) {
            fields.bytes(entry.bytes);
        }

        /// {@return the hash of the content, as it stands in front}
        Bytes hash() {
            return Bytes.wrap(Arrays.copyOf(bytes, SegmentMessage.HASH));
        }

        Document document() {
            try {
                return Document.read(new FieldReader(bytes));
            } catch (ProtocolViolation e) {
                throw new IllegalStateException("it was a document once", e);
            }
        }

        int digit(int depth) {
            return (depth & 1) == 0 ? key[depth / 2] >> 4 & 15 : key[depth / 2] & 15;
        }

        /// The first eight bytes, which name it on the wire.
        long tag() {
            return tagOf(key);
        }

        @Override
        public int compareTo(Entry other) {
            return Arrays.compareUnsigned(key, other.key);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry && Arrays.equals(key, entry.key);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(tag());
        }
    }

    /// Takes one document that differs.
    interface Difference {
        void is(Document document, boolean added);
    }

    private final int depth;
    /// In order of their keys; `null` in a fork.
    private final Entry[] entries;
    private final DocumentTree[] branches;
    private final int size;
    private volatile byte[] digest;

    private DocumentTree(int depth, Entry[] entries, DocumentTree[] branches, int size) {
        this.depth = depth;
        this.entries = entries;
        this.branches = branches;
        this.size = size;
    }

    static long tagOf(byte[] digest) {
        long tag = 0;
        for (int i = 0; i < Long.BYTES; i++) tag = tag << 8 | digest[i] & 0xff;
        return tag;
    }

    public int size() {
        return size;
    }

    /// {@return the root: 32 bytes}
    public Bytes root() {
        return Bytes.of(digest());
    }

    public DocumentTree with(Document document) {
        return with(Entry.of(document));
    }

    public DocumentTree without(Document document) {
        return without(Entry.of(document));
    }

    DocumentTree with(Entry entry) {
        if (entries == null) {
            int digit = entry.digit(depth);
            var branch = branches[digit].with(entry);
            if (branch == branches[digit]) return this;
            return fork(digit, branch);
        }
        int at = Arrays.binarySearch(entries, entry);
        if (at >= 0) return this;
        var more = new Entry[entries.length + 1];
        System.arraycopy(entries, 0, more, 0, -at - 1);
        more[-at - 1] = entry;
        System.arraycopy(entries, -at - 1, more, -at, entries.length + at + 1);
        return of(depth, more);
    }

    /// {@return the set with all of these: what they share of the way down is made anew once, and not for each}
    DocumentTree with(List<Entry> more) {
        var sorted = more.toArray(Entry[]::new);
        Arrays.sort(sorted);
        return withSorted(sorted);
    }

    private DocumentTree withSorted(Entry[] more) {
        if (more.length == 0) return this;
        if (entries != null) return of(depth, merged(entries, more));
        var others = new DocumentTree[FANOUT];
        int now = 0;
        for (int digit = 0, from = 0; digit < FANOUT; digit++) {
            int to = from;
            while (to < more.length && more[to].digit(depth) == digit) to++;
            others[digit] = branches[digit].withSorted(Arrays.copyOfRange(more, from, to));
            now += others[digit].size;
            from = to;
        }
        return now == size ? this : new DocumentTree(depth, null, others, now);
    }

    private static Entry[] merged(Entry[] some, Entry[] others) {
        var all = Arrays.copyOf(some, some.length + others.length);
        System.arraycopy(others, 0, all, some.length, others.length);
        Arrays.sort(all);
        int count = 0;
        for (var entry : all) if (count == 0 || entry.compareTo(all[count - 1]) != 0) all[count++] = entry;
        return Arrays.copyOf(all, count);
    }

    private static DocumentTree of(int depth, Entry[] entries) {
        if (entries.length <= LEAF) return new DocumentTree(depth, entries, null, entries.length);
        var branches = new DocumentTree[FANOUT];
        for (int digit = 0, from = 0; digit < FANOUT; digit++) {
            int to = from;
            while (to < entries.length && entries[to].digit(depth) == digit) to++;
            branches[digit] = of(depth + 1, Arrays.copyOfRange(entries, from, to));
            from = to;
        }
        return new DocumentTree(depth, null, branches, entries.length);
    }

    private DocumentTree fork(int digit, DocumentTree branch) {
        int now = size - branches[digit].size + branch.size;
        var others = branches.clone();
        others[digit] = branch;
        var fork = new DocumentTree(depth, null, others, now);
        return now > LEAF ? fork : new DocumentTree(depth, fork.entries().toArray(Entry[]::new), null, now);
    }

    DocumentTree without(Entry entry) {
        if (entries == null) {
            int digit = entry.digit(depth);
            var branch = branches[digit].without(entry);
            return branch == branches[digit] ? this : fork(digit, branch);
        }
        int at = Arrays.binarySearch(entries, entry);
        if (at < 0) return this;
        var fewer = new Entry[entries.length - 1];
        System.arraycopy(entries, 0, fewer, 0, at);
        System.arraycopy(entries, at + 1, fewer, at, fewer.length - at);
        return new DocumentTree(depth, fewer, null, fewer.length);
    }

    private byte[] digest() {
        if (digest == null) {
            var sha = Document.sha256();
            sha.update((byte) (entries == null ? 1 : 0));
            if (entries == null) for (var branch : branches) sha.update(branch.digest());
            else for (var entry : entries) sha.update(entry.key);
            digest = sha.digest();
        }
        return digest;
    }

    long tag() {
        return tagOf(digest());
    }

    /// {@return the branch below these digits; a leaf on the way stands for all below it}
    DocumentTree at(TreePath path) {
        var tree = this;
        for (int i = 0; i < path.length() && tree.entries == null; i++) tree = tree.branches[path.digit(i)];
        return tree;
    }

    boolean isFork() {
        return entries == null;
    }

    /// {@return the first eight bytes of what each branch of a fork has for a digest}
    List<Long> branchTags() {
        return Arrays.stream(branches).map(DocumentTree::tag).toList();
    }

    /// {@return the entries below these digits}
    List<Entry> entriesBelow(TreePath path) {
        return at(path).entries().stream().filter(entry -> path.begins(entry)).toList();
    }

    /// {@return the entry whose key begins so, `null` if there is none}
    Entry find(long tag) {
        var key = new byte[Long.BYTES];
        for (int i = 0; i < key.length; i++) key[i] = (byte) (tag >> 56 - 8 * i);
        var tree = this;
        var sought = new Entry(key, null);
        for (int i = 0; i < 2 * Long.BYTES && tree.entries == null; i++) tree = tree.branches[sought.digit(i)];
        for (var entry : tree.entries()) if (entry.tag() == tag) return entry;
        return null;
    }

    /// Compares two sets; branches that they share cost nothing.
    static void compare(DocumentTree before, DocumentTree after, Difference difference) {
        if (before == after || before.size == after.size && before.root().equals(after.root())) return;
        if (before.isFork() && after.isFork()) {
            for (int digit = 0; digit < FANOUT; digit++) compare(before.branches[digit], after.branches[digit], difference);
            return;
        }
        var old = new HashSet<>(before.entries());
        after.forEachEntry(entry -> {
            if (!old.remove(entry)) difference.is(entry.document(), true);
        });
        old.forEach(entry -> difference.is(entry.document(), false));
    }

    /// {@return all of them, in the order of their keys}
    List<Entry> entries() {
        var all = new ArrayList<Entry>(size);
        forEachEntry(all::add);
        return all;
    }

    private void forEachEntry(Consumer<Entry> action) {
        if (entries == null) for (var branch : branches) branch.forEachEntry(action);
        else for (var entry : entries) action.accept(entry);
    }

    public void forEach(Consumer<Document> action) {
        forEachEntry(entry -> action.accept(entry.document()));
    }

    @Override
    public String toString() {
        return Text.count(size, "document");
    }
}
