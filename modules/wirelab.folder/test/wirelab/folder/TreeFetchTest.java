package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class TreeFetchTest {
    /// Answers as over a network, and counts the bytes.
    private static final class Other implements TreeFetch.Source {
        private final FolderTree tree;
        private long bytes;
        private int rounds;

        Other(FolderTree tree) {
            this.tree = tree;
        }

        @Override
        public List<TreeFetch.Answer> ask(List<TreeFetch.Question> questions) throws IOException {
            rounds++;
            var answers = new ArrayList<TreeFetch.Answer>();
            for (var question : questions) {
                var asked = new FieldWriter();
                question.write(asked);
                var received = TreeFetch.Question.read(new FieldReader(asked.done()));
                assertEquals(question, received);
                var told = new FieldWriter();
                TreeFetch.answer(tree, received).write(told);
                bytes += asked.offset() + told.offset();
                answers.add(TreeFetch.Answer.read(new FieldReader(told.done())));
            }
            return answers;
        }
    }

    private static FolderTree tree(int paths) {
        var tree = FolderTree.EMPTY;
        for (int i = 0; i < 20; i++) tree = tree.mkdir("folder" + i, 0755);
        for (int i = 0; i < paths; i++) tree = tree.put("folder" + i % 20 + "/file" + i, Some.file("text " + i));
        return tree;
    }

    private static long cost(FolderTree mine, FolderTree theirs) throws IOException {
        var other = new Other(theirs);
        var found = TreeFetch.follow(mine, theirs.root(), other);
        assertEquals(theirs.under(""), found.under(""));
        assertEquals(theirs.root(), found.root());
        return other.bytes;
    }

    @Test
    void nothingTravelsWhenTheRootsAreTheSame() throws Exception {
        var other = new Other(tree(1000));
        TreeFetch.follow(tree(1000), tree(1000).root(), other);
        assertEquals(0, other.rounds);
    }

    @Test
    void whatTravelsGrowsWithTheChangesAndNotWithTheTree() throws Exception {
        var small = tree(1000);
        var large = tree(15_000);
        long inSmall = cost(small, small.put("folder3/file3", Some.file("changed")));
        long inLarge = cost(large, large.put("folder3/file3", Some.file("changed")));
        assertTrue(inLarge < 10_000 && inLarge < 4 * inSmall, inSmall + " and " + inLarge + " bytes");
        long removed = cost(large, large.rmAll("folder7"));
        assertTrue(removed < 40_000, removed + " bytes for a folder that is gone");
    }

    @Test
    void anyTreeIsHadFromAnyOther() throws Exception {
        var random = new Random(19);
        for (int round = 0; round < 60; round++) cost(random(random), random(random));
        cost(FolderTree.EMPTY, tree(300));
        cost(tree(300), FolderTree.EMPTY);
    }

    private static FolderTree random(Random random) {
        var tree = FolderTree.EMPTY.mkdir("d", 0755);
        for (int i = random.nextInt(60); i >= 0; i--) {
            tree = tree.put((random.nextBoolean() ? "d/" : "") + "f" + random.nextInt(40), Some.file("t" + random.nextInt(3)));
        }
        return tree;
    }

    @Test
    void whoeverAnswersForAnotherTreeThanThatOfTheRootIsCaught() {
        var theirs = tree(200);
        assertThrows(ProtocolViolation.class, () -> TreeFetch.follow(tree(100), theirs.root(), new Other(theirs.rm("folder1/file1"))));
        assertThrows(ProtocolViolation.class, () -> TreeFetch.follow(tree(100), theirs.root(), new Other(FolderTree.EMPTY)));
        assertThrows(ProtocolViolation.class, () -> TreeFetch.follow(tree(100), theirs.root(), _ -> List.of()));
    }

    @Test
    void answersThatWereChangedOnTheWayAreViolations() throws Exception {
        var theirs = tree(50);
        var told = new FieldWriter();
        var all = new TreeFetch.Question(null, null);
        TreeFetch.answer(theirs, all).write(told);
        byte[] right = told.done();
        var random = new Random(1);
        Fuzz.mutations(19, 10_000, right).forEach(bytes -> {
            try {
                var found = TreeFetch.follow(FolderTree.EMPTY, theirs.root(), questions -> {
                    var answers = new Other(theirs).ask(questions);
                    if (questions.getFirst().equals(all)) {
                        answers.set(0, TreeFetch.Answer.read(new FieldReader(bytes)));
                    } else if (random.nextInt(50) == 0) {
                        throw new ProtocolViolation("end", 0, "enough");
                    }
                    return answers;
                });
                assertEquals(theirs, found);
            } catch (ProtocolViolation e) {
                assertTrue(e.getMessage().length() < 10_000);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aTreeOfAnotherShapeIsNoTree() {
        // The digests are right, but what should be at the top is below.
        var one = Some.file("1");
        byte[] none = new byte[32];
        var names = List.of("a", "b", "c", "g");
        var wrong = 0;
        for (String top : names) for (String below : names) {
            if (top.compareTo(below) >= 0) continue;
            byte[] lower = Treap.digest(none, none, below, one);
            byte[] root = Treap.digest(none, lower, top, one);
            try {
                TreeFetch.follow(FolderTree.EMPTY, Bytes.of(root), questions -> List.of(questions.getFirst().after() == null
                        ? new TreeFetch.Answer(Bytes.of(none), Bytes.of(lower), top, one)
                        : new TreeFetch.Answer(Bytes.of(none), Bytes.of(none), below, one)));
            } catch (IOException e) {
                wrong++;
            }
        }
        assertEquals(3, wrong, "of the first three, the hash is less than that of the fourth");
    }
}
