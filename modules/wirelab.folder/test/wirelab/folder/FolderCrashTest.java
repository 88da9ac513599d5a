package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;

/// The process is killed, or the power is gone, before each call that a keeper makes of its disk.
class FolderCrashTest {
    private static final int SEEDS = 12;
    private final Some some = new Some();

    private List<FolderTree> trees() {
        String longer = "long text ".repeat(300);
        var trees = new ArrayList<FolderTree>();
        var tree = FolderTree.EMPTY.mkdir("docs", 0755).put("docs/plan", some.known("first")).put("top", some.known("top"))
                .ln("docs/plan", "link").mkdir("docs/empty", 0700);
        trees.add(tree);
        trees.add(tree = tree.put("docs/plan", some.known(longer)).put("top", some.known("other")));
        trees.add(tree = tree.mv("docs", "papers").cp("papers/plan", "copy").chmod("top", 0600));
        trees.add(tree = tree.rm("copy").mkdir("copy", 0755).put("copy/x", some.known("first")).rm("link").ln("top", "link"));
        trees.add(tree = tree.rm("link").put("link", some.known("no link")));
        trees.add(tree = tree.rm("link").ln("top", "link"));
        trees.add(tree = tree.rmAll("copy").put("copy", some.known("file again")).put("papers/plan", some.known("third")));
        trees.add(tree.rmAll("papers").put("top", some.known("first")));
        return trees;
    }

    @Test
    void aPathHoldsItsOldOrItsNewContentWheneverThePowerGoes() throws Exception {
        all(SEEDS, true);
    }

    @Test
    void aPathHoldsItsOldOrItsNewContentWheneverTheProcessIsKilled() throws Exception {
        all(1, false);
    }

    private void all(int seeds, boolean power) throws IOException {
        var trees = trees();
        long halts = 0;
        for (int seed = 0; seed < seeds; seed++) {
            boolean halted = true;
            for (long call = 1; halted; call++) {
                halted = run(trees, call, new SplittableRandom(seed * 10_000L + call), power);
                halts++;
            }
        }
        assertTrue(halts > seeds * 100L, halts + " halts");
    }

    /// {@return whether it came so far}
    private boolean run(List<FolderTree> trees, long call, SplittableRandom random, boolean power) throws IOException {
        String where = "before call " + call + ": ";
        var volume = new ModelVolume();
        volume.haltBefore(call);
        int at = 0;
        boolean halted = false;
        try {
            var keeper = FolderKeeper.open(volume, KeeperOptions.DEFAULTS, () -> 0);
            for (; at < trees.size(); at++) some.bring(keeper, trees.get(at));
        } catch (ModelVolume.Halted e) {
            halted = true;
            where += e.getMessage() + ": ";
        }
        if (power) volume.crash(random);
        else volume.kill();
        var before = at == 0 ? FolderTree.EMPTY : trees.get(at - 1);
        var after = trees.get(Math.min(at, trees.size() - 1));
        checkOldOrNew(volume, before, after, where);

        // It goes on, and takes nothing of what it did itself for somebody's edit.
        var keeper = FolderKeeper.open(volume, KeeperOptions.DEFAULTS, () -> 0);
        keeper.look();
        assertEquals(List.of(), keeper.look().edits(), where);
        some.bring(keeper, after);
        assertEquals(after, keeper.held(), where);
        var texts = new HashSet<Bytes>();
        for (var tree : trees.subList(0, Math.min(at, trees.size()))) {
            if (tree.get("top") instanceof TreeNode.FileNode file) texts.add(file.hash());
        }
        for (int again = 0; again < 2; again++) {
            checkOldOrNew(volume, after, after, where);
            assertEquals(List.of(), keeper.conflicts(), where);
            for (var version : keeper.versions("top")) {
                assertTrue(keeper.contents().has(version.file().hash()), where + version);
                assertTrue(texts.contains(version.file().hash()), where + version + " never stood there");
            }
            // All of that is on the disk.
            volume.crash(random);
            keeper = FolderKeeper.open(volume, KeeperOptions.DEFAULTS, () -> 0);
            assertEquals(List.of(), keeper.held().differences(after), where);
        }
        return halted;
    }

    private void checkOldOrNew(Volume volume, FolderTree before, FolderTree after, String where) throws IOException {
        for (var tree : List.of(before, after)) {
            for (String path : tree.under("").keySet()) {
                var found = found(volume, path);
                assertTrue(isThere(found, before.get(path)) || isThere(found, after.get(path))
                        || found == null && isFolder(before.get(path)) != isFolder(after.get(path)), where + path + " holds " + found
                        + ", not " + before.get(path) + " or " + after.get(path));
            }
        }
    }

    private static TreeNode found(Volume volume, String path) throws IOException {
        var stat = volume.stat(path);
        if (stat == null) return null;
        return switch (stat.kind()) {
            case FOLDER -> new TreeNode.FolderNode(stat.mode());
            case LINK -> new TreeNode.LinkNode(volume.target(path));
            default -> Some.file(Some.read(volume, path));
        };
    }

    /// No single step makes a folder of a file, or a file of a folder.
    private static boolean isFolder(TreeNode node) {
        return node instanceof TreeNode.FolderNode;
    }

    /// Mode and time of a file are not what this is about.
    private static boolean isThere(TreeNode found, TreeNode wanted) {
        return switch (wanted) {
            case null -> found == null;
            case TreeNode.FileNode file -> file.hasContentOf(found);
            case TreeNode.FolderNode _ -> found instanceof TreeNode.FolderNode;
            case TreeNode.LinkNode link -> link.equals(found);
        };
    }
}
