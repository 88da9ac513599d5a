package wirelab.index;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import wirelab.kit.Bytes;
import wirelab.kit.Text;

/// A set of documents as a tree over the hashes of their contents, after Merkle: whoever has the same root has the same set,
/// and where two differ the way down to the difference is short. It never changes; what is added makes another one, which
/// shares with it what is the same.
///
/// The branch of a document is told by the digits of its hash; their first 16 tell it from all others. A branch with at most
/// 16 documents is a leaf, so the same set has the same tree in whatever order it grew; the digest of a leaf is that of a
/// zero byte and its documents in order, that of a fork the one of a byte 1 and the digests of its 16 branches.
public final class DocumentTree {
    static final int FANOUT = 16;
    static final int LEAF = 16;
    /// No set of documents, as everybody begins.
    public static final DocumentTree EMPTY = new DocumentTree(0, new byte[0], null, 0);

    /// Takes one document that differs.
    interface Difference {
        void is(Document document, boolean added);
    }

    private final int depth;
    /// The documents of a leaf in order, one behind the other: they take less room so, and are hashed at once; `null` in a fork.
    private final byte[] documents;
    private final DocumentTree[] branches;
    private final int size;
    private volatile byte[] digest;

    private DocumentTree(int depth, byte[] documents, DocumentTree[] branches, int size) {
        this.depth = depth;
        this.documents = documents;
        this.branches = branches;
        this.size = size;
    }

    public int size() {
        return size;
    }

    /// {@return the root: 32 bytes}
    public Bytes root() {
        return Bytes.of(digest());
    }

    public DocumentTree with(Document document) {
        return with(List.of(DocumentEntry.of(document)));
    }

    public DocumentTree without(Document document) {
        return without(DocumentEntry.of(document));
    }

    /// {@return the set with all of these, in place of those with the same tag: what they share of the way down is made anew
    /// once, and not for each}
    DocumentTree with(List<DocumentEntry> more) {
        var sorted = more.toArray(DocumentEntry[]::new);
        // Which of two with the same tag came last is still seen then.
        Arrays.sort(sorted);
        return withSorted(sorted);
    }

    private DocumentTree withSorted(DocumentEntry[] more) {
        if (more.length == 0) return this;
        if (!isFork()) return of(depth, merged(entries(), more));
        var others = split(depth, more, (digit, part) -> branches[digit].withSorted(part));
        return Arrays.equals(others, branches) ? this : fork(others);
    }

    private static DocumentEntry[] merged(List<DocumentEntry> some, DocumentEntry[] others) {
        var all = Arrays.copyOf(some.toArray(DocumentEntry[]::new), some.size() + others.length);
        System.arraycopy(others, 0, all, some.size(), others.length);
        Arrays.sort(all);
        int count = 0;
        for (var entry : all) {
            if (count > 0 && entry.tag() == all[count - 1].tag()) count--;
            all[count++] = entry;
        }
        return count == all.length ? all : Arrays.copyOf(all, count);
    }

    /// @param entries in order
    private static DocumentTree of(int depth, DocumentEntry[] entries) {
        if (entries.length <= LEAF) return new DocumentTree(depth, DocumentEntry.join(entries), null, entries.length);
        return new DocumentTree(depth, null, split(depth, entries, (_, part) -> of(depth + 1, part)), entries.length);
    }

    private static DocumentTree[] split(int depth, DocumentEntry[] entries, BranchMaker maker) {
        var branches = new DocumentTree[FANOUT];
        for (int digit = 0, from = 0; digit < FANOUT; digit++) {
            int to = from;
            while (to < entries.length && TreePath.digit(entries[to].tag(), depth) == digit) to++;
            branches[digit] = maker.branch(digit, Arrays.copyOfRange(entries, from, to));
            from = to;
        }
        return branches;
    }

    private interface BranchMaker {
        DocumentTree branch(int digit, DocumentEntry[] entries);
    }

    private DocumentTree fork(DocumentTree[] others) {
        int now = 0;
        for (var branch : others) now += branch.size;
        var fork = new DocumentTree(depth, null, others, now);
        return now > LEAF ? fork : of(depth, fork.entries().toArray(DocumentEntry[]::new));
    }

    /// {@return the set without this one, where it has just this one}
    DocumentTree without(DocumentEntry entry) {
        if (isFork()) {
            int digit = TreePath.digit(entry.tag(), depth);
            var others = branches.clone();
            others[digit] = branches[digit].without(entry);
            return others[digit] == branches[digit] ? this : fork(others);
        }
        var fewer = entries();
        return fewer.remove(entry) ? of(depth, fewer.toArray(DocumentEntry[]::new)) : this;
    }

    private byte[] digest() {
        return digest == null ? digest(Document.sha256()) : digest;
    }

    /// @param sha of this thread: to get one for each branch would take as long as its work
    private byte[] digest(MessageDigest sha) {
        if (digest != null) return digest;
        if (isFork()) for (var branch : branches) branch.digest(sha);
        sha.update((byte) (isFork() ? 1 : 0));
        if (isFork()) for (var branch : branches) sha.update(branch.digest);
        else sha.update(documents);
        return digest = sha.digest();
    }

    long tag() {
        return DocumentEntry.tag(digest(), 0);
    }

    /// {@return the branch below these digits; a leaf on the way stands for all below it}
    DocumentTree at(TreePath path) {
        var tree = this;
        for (int i = 0; i < path.length() && tree.isFork(); i++) tree = tree.branches[path.digit(i)];
        return tree;
    }

    boolean isFork() {
        return branches != null;
    }

    /// {@return the first eight bytes of what each branch of a fork has for a digest}
    List<Long> branchTags() {
        return Arrays.stream(branches).map(DocumentTree::tag).toList();
    }

    /// {@return those below these digits}
    List<DocumentEntry> entriesBelow(TreePath path) {
        return at(path).entries().stream().filter(entry -> path.begins(entry.tag())).toList();
    }

    /// {@return the one whose hash begins so, `null` if there is none}
    DocumentEntry find(long tag) {
        var tree = at(new TreePath(TreePath.LONGEST, tag));
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
        for (var entry : after.entries()) if (!old.remove(entry)) difference.is(entry.document(), true);
        old.forEach(entry -> difference.is(entry.document(), false));
    }

    /// {@return all of them, in the order of their hashes}
    List<DocumentEntry> entries() {
        var all = new ArrayList<DocumentEntry>(size);
        forEachLeaf(leaf -> DocumentEntry.split(leaf.documents, leaf.size, all::add));
        return all;
    }

    private void forEachLeaf(Consumer<DocumentTree> action) {
        if (isFork()) for (var branch : branches) branch.forEachLeaf(action);
        else action.accept(this);
    }

    public void forEach(Consumer<Document> action) {
        forEachLeaf(leaf -> DocumentEntry.split(leaf.documents, leaf.size, entry -> action.accept(entry.document())));
    }

    @Override
    public String toString() {
        return Text.count(size, "document");
    }
}
