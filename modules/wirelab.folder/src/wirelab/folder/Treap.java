package wirelab.folder;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import wirelab.kit.Bytes;
import wirelab.kit.FieldWriter;

/// A sorted map that never changes, as a treap (Seidel and Aragon): a search tree by key that is a heap by priority. The
/// priority is a hash of the key, so the same map has the same shape in whatever order it grew, and a digest of each
/// branch, after Merkle, makes two maps comparable by their roots. What is changed makes a new one, which shares with the old
/// one all but the way from the root. `null` is the empty one.
///
/// The digest of a branch is the SHA-256 of: the digests of what is left and right of it (32 zero bytes for nothing), its
/// path behind a length u16, its node.
final class Treap {
    private static final byte[] NOTHING = new byte[TreeNode.HASH];

    final String key;
    final String path;
    final TreeNode node;
    final Treap left;
    final Treap right;
    /// Paths in this branch, and bytes of their files.
    final int size;
    final long bytes;
    private final long priority;
    private volatile byte[] digest;

    private Treap(Treap of, TreeNode node, Treap left, Treap right) {
        this(of.key, of.path, node, of.priority, left, right);
    }

    private Treap(String key, String path, TreeNode node, long priority, Treap left, Treap right) {
        this.key = key;
        this.path = path;
        this.node = node;
        this.priority = priority;
        this.left = left;
        this.right = right;
        size = 1 + size(left) + size(right);
        bytes = (node instanceof TreeNode.FileNode file ? file.size() : 0) + bytes(left) + bytes(right);
    }

    static Treap one(String path, TreeNode node) {
        String key = FolderPath.key(path);
        // Whoever chooses names must not be able to choose the shape: a hash that nobody can steer.
        byte[] hash = TreeNode.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
        long priority = 0;
        for (int i = 0; i < Long.BYTES; i++) priority = priority << 8 | hash[i] & 0xff;
        return new Treap(key, path, node, priority, null, null);
    }

    static int size(Treap tree) {
        return tree == null ? 0 : tree.size;
    }

    static long bytes(Treap tree) {
        return tree == null ? 0 : tree.bytes;
    }

    static Treap get(Treap tree, String key) {
        while (tree != null) {
            int order = key.compareTo(tree.key);
            if (order == 0) return tree;
            tree = order < 0 ? tree.left : tree.right;
        }
        return null;
    }

    /// {@return the first one at a key or behind it}
    static Treap ceiling(Treap tree, String key) {
        Treap best = null;
        while (tree != null) {
            if (key.compareTo(tree.key) <= 0) {
                best = tree;
                tree = tree.left;
            } else {
                tree = tree.right;
            }
        }
        return best;
    }

    private boolean isAbove(Treap other) {
        int order = Long.compareUnsigned(priority, other.priority);
        return order > 0 || order == 0 && key.compareTo(other.key) < 0;
    }

    /// {@return with one more, or in place of that with the same key}
    static Treap put(Treap tree, Treap one) {
        if (tree == null) return one;
        int order = one.key.compareTo(tree.key);
        if (order == 0) return new Treap(one, one.node, tree.left, tree.right);
        if (one.isAbove(tree)) {
            return new Treap(one, one.node, before(tree, one.key), from(tree, one.key));
        }
        return order < 0 ? new Treap(tree, tree.node, put(tree.left, one), tree.right)
                : new Treap(tree, tree.node, tree.left, put(tree.right, one));
    }

    /// {@return what stands before a key}
    static Treap before(Treap tree, String key) {
        if (tree == null) return null;
        if (tree.key.compareTo(key) >= 0) return before(tree.left, key);
        var rest = before(tree.right, key);
        return rest == tree.right ? tree : new Treap(tree, tree.node, tree.left, rest);
    }

    /// {@return what stands at a key or behind it}
    static Treap from(Treap tree, String key) {
        if (tree == null) return null;
        if (tree.key.compareTo(key) < 0) return from(tree.right, key);
        var rest = from(tree.left, key);
        return rest == tree.left ? tree : new Treap(tree, tree.node, rest, tree.right);
    }

    /// {@return what stands from one key to before another one; `null` is no bound}
    static Treap range(Treap tree, String from, String to) {
        var some = from == null ? tree : from(tree, from);
        return to == null ? some : before(some, to);
    }

    /// {@return both, of which all of one stands before all of the other}
    static Treap join(Treap first, Treap second) {
        if (first == null) return second;
        if (second == null) return first;
        return first.isAbove(second) ? new Treap(first, first.node, first.left, join(first.right, second))
                : new Treap(second, second.node, join(first, second.left), second.right);
    }

    /// {@return without what stands from one key to before another one}
    static Treap without(Treap tree, String from, String to) {
        return join(before(tree, from), from(tree, to));
    }

    static void forEach(Treap tree, Consumer<Treap> action) {
        if (tree == null) return;
        forEach(tree.left, action);
        action.accept(tree);
        forEach(tree.right, action);
    }

    static byte[] digest(Treap tree) {
        return tree == null ? NOTHING : tree.digest();
    }

    private byte[] digest() {
        if (digest == null) digest = digest(digest(left), digest(right), path, node);
        return digest;
    }

    static byte[] digest(byte[] left, byte[] right, String path, TreeNode node) {
        var out = new FieldWriter().bytes(left).bytes(right).sizedText(2, path);
        node.write(out);
        return TreeNode.sha256().digest(out.done());
    }

    /// Whether two are the same for sure, without a digest that would have to be made first.
    static boolean isKnownSame(Treap one, Treap other) {
        if (one == other) return true;
        return one != null && other != null && one.digest != null && other.digest != null
                && Arrays.equals(one.digest, other.digest);
    }

    static Treap last(Treap tree) {
        while (tree != null && tree.right != null) tree = tree.right;
        return tree;
    }

    static boolean isNothing(Bytes digest) {
        return Arrays.equals(digest.array(), NOTHING);
    }
}
