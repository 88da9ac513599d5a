package wirelab.folder;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// What a folder is to hold: a node for each path. It never changes; each operation gives another tree, which shares with
/// this one what is the same, or refuses in words. Nothing in it depends on a clock, on chance, or on the machine it is on.
///
/// ```
/// var tree = FolderTree.EMPTY.mkdir("docs", 0755).put("docs/plan", new FileNode(hash, 5, 0644, 0));
/// tree.root();            // 32 bytes; the same for the same tree, in whatever order it grew
/// ```
///
/// Encoded: count u32, then for each path, parents first: path (UTF-8 behind its length u16), node.
public final class FolderTree {
    /// Paths of one tree.
    public static final int MOST_PATHS = 1_000_000;
    /// Nothing is in it.
    public static final FolderTree EMPTY = new FolderTree(null);

    /// A path at which two trees differ.
    ///
    /// @param before `null` for nothing
    /// @param after `null` for nothing
    public record Difference(String path, TreeNode before, TreeNode after) {}

    final Treap paths;

    FolderTree(Treap paths) {
        this.paths = paths;
    }

    /// {@return what stands at a path, `null` for nothing; the root is a folder}
    public TreeNode get(String path) {
        if (path.isEmpty()) return new TreeNode.FolderNode(0755);
        var found = Treap.get(paths, FolderPath.key(path));
        return found != null && found.path.equals(path) ? found.node : null;
    }

    /// {@return what is directly in a folder, by path}
    public SortedMap<String, TreeNode> list(String folder) {
        folder(folder);
        var found = new TreeMap<String, TreeNode>();
        String inside = inside(folder);
        for (var at = Treap.ceiling(paths, inside); at != null && at.key.startsWith(inside); ) {
            found.put(at.path, at.node);
            // Over all that is below it.
            at = Treap.ceiling(paths, at.key + '\1');
        }
        return found;
    }

    /// {@return all that is below a folder, by path}
    public SortedMap<String, TreeNode> under(String folder) {
        folder(folder);
        var found = new TreeMap<String, TreeNode>();
        Treap.forEach(below(folder), it -> found.put(it.path, it.node));
        return Collections.unmodifiableSortedMap(found);
    }

    /// Gives all paths, each behind the folder that it is in.
    public void forEach(BiConsumer<String, TreeNode> action) {
        Treap.forEach(paths, it -> action.accept(it.path, it.node));
    }

    /// {@return how many paths there are}
    public int size() {
        return Treap.size(paths);
    }

    /// {@return bytes of all files}
    public long bytes() {
        return Treap.bytes(paths);
    }

    /// {@return bytes of all files below a folder}
    public long bytes(String folder) {
        return Treap.bytes(below(folder));
    }

    /// {@return the digest of all, 32 bytes}
    public Bytes root() {
        return Bytes.of(Treap.digest(paths));
    }

    private static String inside(String folder) {
        return folder.isEmpty() ? "" : FolderPath.key(folder) + '\0';
    }

    private Treap below(String folder) {
        if (folder.isEmpty()) return paths;
        String key = FolderPath.key(folder);
        return Treap.range(paths, key + '\0', key + '\1');
    }

    private void folder(String path) {
        if (!(need(path) instanceof TreeNode.FolderNode)) throw new TreeException(FolderPath.shown(path) + " is no folder");
    }

    private TreeNode need(String path) {
        var node = get(path);
        if (node != null) return node;
        throw new TreeException(FolderPath.shown(path) + ": " + clash(path, "no such file or folder"));
    }

    private String clash(String path, String otherwise) {
        var found = Treap.get(paths, FolderPath.key(path));
        return found == null || found.path.equals(path) ? otherwise : FolderPath.shown(found.path)
                + " is there, and some systems take one name for the other";
    }

    /// What may be put at a path: its folder is there, and nothing that it clashes with.
    private TreeNode place(String path) {
        FolderPath.check(path);
        String parent = FolderPath.parent(path);
        if (!(get(parent) instanceof TreeNode.FolderNode)) {
            String problem = get(parent) == null ? "no such folder" : "it is no folder";
            throw new TreeException(FolderPath.shown(parent) + ": " + clash(parent, problem));
        }
        var node = get(path);
        String problem = node == null ? clash(path, null) : null;
        if (problem != null) throw new TreeException(FolderPath.shown(path) + ": " + problem);
        return node;
    }

    private FolderTree with(String path, TreeNode node) {
        var more = Treap.put(paths, Treap.one(path, node));
        if (more.size > MOST_PATHS) throw tooMany();
        return new FolderTree(more);
    }

    private static TreeException tooMany() {
        return new TreeException("there is no room for more than " + MOST_PATHS + " paths");
    }

    /// {@return with a file, in place of the file or link that was there}
    public FolderTree put(String path, TreeNode.FileNode file) {
        if (place(path) instanceof TreeNode.FolderNode) throw new TreeException(FolderPath.shown(path) + " is a folder");
        return with(path, file);
    }

    /// {@return with a new folder}
    public FolderTree mkdir(String path, int mode) {
        if (place(path) != null) throw new TreeException(FolderPath.shown(path) + " is there already");
        return with(path, new TreeNode.FolderNode(mode));
    }

    /// {@return with a new link}
    ///
    /// @param target relative to the link's folder; it must lead to a path inside the root, where nothing need be
    public FolderTree ln(String target, String path) {
        if (place(path) != null) throw new TreeException(FolderPath.shown(path) + " is there already");
        FolderPath.target(path, target);
        return with(path, new TreeNode.LinkNode(target));
    }

    /// {@return without a folder that is empty}
    public FolderTree rmdir(String path) {
        FolderPath.check(path);
        folder(path);
        if (below(path) != null) throw new TreeException(FolderPath.shown(path) + ": the folder is not empty");
        return rmAll(path);
    }

    /// {@return without a file or link}
    public FolderTree rm(String path) {
        FolderPath.check(path);
        if (need(path) instanceof TreeNode.FolderNode) throw new TreeException(FolderPath.shown(path) + " is a folder");
        return rmAll(path);
    }

    /// {@return without what stands at a path and all below it}
    public FolderTree rmAll(String path) {
        FolderPath.check(path);
        need(path);
        return new FolderTree(cut(path));
    }

    private Treap cut(String path) {
        String key = FolderPath.key(path);
        return Treap.without(paths, key, key + '\1');
    }

    /// {@return with another path for what stands at one, and for all below it; a file that had the path is gone}
    public FolderTree mv(String from, String to) {
        FolderPath.check(from);
        var node = need(from);
        if (from.equals(to)) return this;
        // What is moved away clashes with nothing: a name may become one that differs by case alone.
        var without = new FolderTree(cut(from));
        checkOutside(from, to);
        return without.graft(from, node, below(from), to);
    }

    /// {@return with a copy of what stands at a path, and of all below it; a file that had the path is gone}
    public FolderTree cp(String from, String to) {
        FolderPath.check(from);
        var node = need(from);
        if (from.equals(to)) throw new TreeException(FolderPath.shown(from) + " and the copy are the same path");
        checkOutside(from, to);
        return graft(from, node, below(from), to);
    }

    private static void checkOutside(String from, String to) {
        if (!FolderPath.isBelow(to, from)) return;
        throw new TreeException(FolderPath.shown(to) + " is inside " + FolderPath.shown(from));
    }

    private FolderTree graft(String from, TreeNode node, Treap below, String to) {
        var old = place(to);
        boolean isFolder = node instanceof TreeNode.FolderNode;
        if (old instanceof TreeNode.FolderNode) throw new TreeException(FolderPath.shown(to) + " is a folder");
        if (old != null && isFolder) throw new TreeException(FolderPath.shown(to) + " is no folder");
        if ((long) size() + 1 + Treap.size(below) > MOST_PATHS) throw tooMany();
        var grown = new Treap[] {Treap.put(paths, Treap.one(to, checkLink(to, node)))};
        Treap.forEach(below, it -> {
            String path = FolderPath.check(to + it.path.substring(from.length()));
            grown[0] = Treap.put(grown[0], Treap.one(path, checkLink(path, it.node)));
        });
        return new FolderTree(grown[0]);
    }

    private static TreeNode checkLink(String path, TreeNode node) {
        if (node instanceof TreeNode.LinkNode link) FolderPath.target(path, link.target());
        return node;
    }

    /// {@return with another mode for a file or folder}
    public FolderTree chmod(String path, int mode) {
        FolderPath.check(path);
        return with(path, switch (need(path)) {
            case TreeNode.FileNode it -> new TreeNode.FileNode(it.hash(), it.size(), mode, it.modified());
            case TreeNode.FolderNode _ -> new TreeNode.FolderNode(mode);
            case TreeNode.LinkNode _ -> throw new TreeException(FolderPath.shown(path) + ": a link has no mode of its own");
        });
    }

    /// {@return where another tree differs, each path behind the folder that it is in; costs as much as differs}
    public List<Difference> differences(FolderTree after) {
        return TreeDifferences.between(paths, after.paths);
    }

    public byte[] encode() {
        var out = new FieldWriter(64 + size() * 100).u32(size());
        forEach((path, node) -> {
            out.sizedText(2, path);
            node.write(out);
        });
        return out.done();
    }

    /// Reads what [#encode] wrote; any bytes give a tree whose every path is allowed and has its folder, or a violation.
    public static FolderTree decode(byte[] bytes) throws ProtocolViolation {
        var in = new FieldReader(bytes);
        long count = in.u32("count");
        if (count > MOST_PATHS) throw new ProtocolViolation("count", 0, count + " is more than " + MOST_PATHS);
        FolderTree tree = EMPTY;
        for (long i = 0; i < count; i++) tree = tree.read(in);
        in.end();
        return tree;
    }

    private FolderTree read(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        String path = in.sizedText("path", 2, FolderPath.MOST_BYTES);
        var node = TreeNode.read(in);
        try {
            if (place(path) != null) throw new TreeException("it comes twice");
            var one = Treap.one(path, checkLink(path, node));
            var last = Treap.last(paths);
            if (last != null && last.key.compareTo(one.key) > 0) throw new TreeException("it is out of order");
            return new FolderTree(Treap.join(paths, one));
        } catch (TreeException e) {
            throw new ProtocolViolation("path", at, e.getMessage());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FolderTree tree && (paths == tree.paths || root().equals(tree.root()));
    }

    @Override
    public int hashCode() {
        return root().hashCode();
    }

    @Override
    public String toString() {
        return Text.count(size(), "path") + ", " + Text.bytes(bytes());
    }
}
