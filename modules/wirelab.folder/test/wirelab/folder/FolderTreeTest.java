package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import wirelab.kit.FieldWriter;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class FolderTreeTest {
    private static final FolderTree TREE = FolderTree.EMPTY.mkdir("a", 0755).put("a/x", Some.file("x"))
            .mkdir("a/b", 0700).put("a/b/y", Some.file("y")).put("a.txt", Some.file("z")).ln("x", "a/l").mkdir("empty", 0755);

    private static void refused(String words, UnaryOperator<FolderTree> operation) {
        var refused = assertThrows(TreeException.class, () -> operation.apply(TREE));
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }

    @Test
    void aFolderIsListedWithoutWhatIsBelow() {
        assertEquals(List.of("a", "a.txt", "empty"), List.copyOf(TREE.list("").keySet()));
        assertEquals(List.of("a/b", "a/l", "a/x"), List.copyOf(TREE.list("a").keySet()));
        assertEquals(List.of("a/b", "a/b/y", "a/l", "a/x"), List.copyOf(TREE.under("a").keySet()));
        assertEquals(2, TREE.bytes("a"));
        assertEquals(7, TREE.size());
    }

    @Test
    void whatAnOperationNeedsIsSaidWhenItIsNotThere() {
        refused("no such folder", tree -> tree.put("no/x", Some.file("x")));
        refused("it is no folder", tree -> tree.put("a/x/y", Some.file("x")));
        refused("is a folder", tree -> tree.put("a", Some.file("x")));
        refused("is there already", tree -> tree.mkdir("a", 0755));
        refused("not empty", tree -> tree.rmdir("a"));
        refused("is a folder", tree -> tree.rm("a"));
        refused("no such file or folder", tree -> tree.rm("no"));
        refused("is inside", tree -> tree.mv("a", "a/b/c"));
        refused("is inside", tree -> tree.cp("a", "a/c"));
        refused("is a folder", tree -> tree.mv("a.txt", "empty"));
        refused("is no folder", tree -> tree.mv("empty", "a.txt"));
        refused("the same path", tree -> tree.cp("a", "a"));
        refused("no mode", tree -> tree.chmod("a/l", 0600));
        refused("leads out", tree -> tree.ln("../../x", "a/m"));
        refused("leads out", tree -> tree.ln("../a.txt", "a/m").mv("a/m", "m"));
        refused("itself", tree -> tree.rmAll(""));
    }

    @Test
    void whatSomeSystemTakesForAnotherNameIsRefusedInWords() {
        refused("'a/x' is there", tree -> tree.put("a/X", Some.file("other")));
        refused("'a' is there", tree -> tree.put("A/new", Some.file("other")));
        refused("'a.txt' is there", tree -> tree.mv("a/x", "A.TXT"));
        assertNull(TREE.get("A.txt"));
        assertEquals(Some.file("z"), TREE.mv("a.txt", "A.txt").get("A.txt"), "its own name may change its case");
    }

    @Test
    void whatIsMovedTakesAllWithItAndWhatIsCopiedLeavesItThere() {
        var moved = TREE.mv("a", "empty/c");
        assertEquals(List.of("a.txt", "empty", "empty/c", "empty/c/b", "empty/c/b/y", "empty/c/l", "empty/c/x"),
                List.copyOf(moved.under("").keySet()));
        assertEquals(TREE, moved.mv("empty/c", "a"));
        var copied = TREE.cp("a", "c");
        assertEquals(TREE.size() + 5, copied.size());
        assertEquals(TREE, copied.rmAll("c"));
        assertEquals(TREE, TREE.mv("a", "a"));
    }

    /// Against a plain map, and in another order.
    @Test
    void theRootSaysWhatIsInItInWhateverOrderItGrew() {
        var random = new Random(19);
        for (int round = 0; round < 30; round++) {
            var plain = new TreeMap<String, String>();
            var tree = FolderTree.EMPTY;
            for (int i = 0; i < 200; i++) {
                String path = "f" + random.nextInt(60);
                if (random.nextInt(3) == 0) {
                    if (plain.remove(path) != null) tree = tree.rm(path);
                } else {
                    plain.put(path, "text " + random.nextInt(5));
                    tree = tree.put(path, Some.file(plain.get(path)));
                }
            }
            var names = new ArrayList<>(plain.keySet());
            java.util.Collections.shuffle(names, random);
            var other = FolderTree.EMPTY;
            for (String path : names) other = other.put(path, Some.file(plain.get(path)));
            assertEquals(other.root(), tree.root());
            assertEquals(List.copyOf(plain.keySet()), List.copyOf(tree.under("").keySet()));
            assertNotEquals(tree.root(), tree.put("f0", Some.file("else")).root());
            assertEquals(tree.bytes(), plain.values().stream().mapToLong(String::length).sum());
        }
    }

    @Test
    void differencesAreTheChangesAndNoMore() throws Exception {
        var changed = TREE.put("a/x", Some.file("new")).rm("a.txt").mkdir("m", 0700).chmod("empty", 0711);
        var found = new TreeMap<String, FolderTree.Difference>();
        for (var difference : TREE.differences(changed)) found.put(difference.path(), difference);
        assertEquals(List.of("a.txt", "a/x", "empty", "m"), List.copyOf(found.keySet()));
        assertNull(found.get("m").before());
        assertNull(found.get("a.txt").after());
        assertEquals(Some.file("new"), found.get("a/x").after());
        assertEquals(List.of(), TREE.differences(FolderTree.decode(TREE.encode())));
        var paths = TREE.differences(TREE.mv("a.txt", "A.txt")).stream().map(FolderTree.Difference::path).toList();
        assertEquals(List.of("a.txt", "A.txt"), paths);
    }

    @Test
    void differencesOfRandomTreesMakeOneOfTheOther() {
        var random = new Random(7);
        for (int round = 0; round < 50; round++) {
            var one = random(random);
            var other = random.nextBoolean() ? random(random) : one.put("p" + random.nextInt(40), Some.file("changed"));
            var made = new TreeMap<>(one.under(""));
            for (var difference : one.differences(other)) {
                assertEquals(one.get(difference.path()), difference.before());
                if (difference.after() == null) made.remove(difference.path());
                else made.put(difference.path(), difference.after());
            }
            assertEquals(other.under(""), made);
        }
    }

    private static FolderTree random(Random random) {
        var tree = FolderTree.EMPTY;
        for (int i = 0; i < 30; i++) tree = tree.put("p" + random.nextInt(40), Some.file("t" + random.nextInt(3)));
        return tree;
    }

    @Test
    void whatIsEncodedIsReadAgain() throws Exception {
        assertEquals(TREE, FolderTree.decode(TREE.encode()));
        assertEquals(TREE.under(""), FolderTree.decode(TREE.encode()).under(""));
        assertEquals(FolderTree.EMPTY, FolderTree.decode(FolderTree.EMPTY.encode()));
    }

    @Test
    void anyBytesGiveATreeOrAViolation() {
        var read = new HashSet<FolderTree>();
        Fuzz.mutations(19, 100_000, TREE.encode()).forEach(bytes -> {
            try {
                var tree = FolderTree.decode(bytes);
                tree.forEach((path, _) -> assertTrue(tree.get(FolderPath.parent(path)) instanceof TreeNode.FolderNode));
                read.add(tree);
            } catch (ProtocolViolation e) {
                assertTrue(e.getMessage().length() < 10_000);
            }
        });
        assertTrue(read.size() > 100, "some are trees: " + read.size());
    }

    @Test
    void pathsOutOfOrderOrWithoutTheirFolderAreNoTree() {
        for (var paths : List.of(List.of("b", "a"), List.of("a", "a"), List.of("a/b"), List.of("a", "A"), List.of("../a"))) {
            var out = new FieldWriter().u32(paths.size());
            for (String path : paths) {
                out.sizedText(2, path);
                Some.file("x").write(out);
            }
            assertThrows(ProtocolViolation.class, () -> FolderTree.decode(out.done()), paths.toString());
        }
    }
}
