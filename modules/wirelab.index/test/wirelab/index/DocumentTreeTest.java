package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class DocumentTreeTest {
    static Document document(int number) {
        byte[] hash = Document.sha256().digest(ByteBuffer.allocate(4).putInt(number).array());
        return new Document(Bytes.wrap(hash), number, "text/plain", "", List.of("folder/document-" + number + ".txt"));
    }

    static DocumentTree tree(int from, int to) {
        var tree = DocumentTree.EMPTY;
        for (int i = from; i < to; i++) tree = tree.with(document(i));
        return tree;
    }

    /// The other's tree, with the bytes that go to and fro.
    private static class Counted implements TreeDifference.Source {
        private final DocumentTree tree;
        long bytes;

        Counted(DocumentTree tree) {
            this.tree = tree;
        }

        @Override
        public List<IndexReply.Branch> branches(List<TreePath> paths) {
            var branches = paths.stream().map(path -> IndexReply.Branch.of(tree, path)).toList();
            bytes += new IndexRequest.Branches(paths).encode().length + new IndexReply.Branches(branches).encode().length
                    + 8;
            return branches;
        }

        @Override
        public IndexReply.Documents documents(List<Long> tags) {
            var documents = new IndexReply.Documents(0, tags.stream().map(tree::find).toList());
            bytes += new IndexRequest.Documents(tags).encode().length + documents.encode().length + 8;
            return documents;
        }

        @Override
        public IndexReply.Documents documents(int from) {
            var rest = tree.entries().subList(from, tree.size());
            int some = Math.min(rest.size(), 100);
            return new IndexReply.Documents(rest.size() - some, rest.subList(0, some));
        }
    }

    @Test
    void theSameSetHasTheSameRootInWhateverOrderItGrewAndShrank() {
        var random = new Random(5);
        for (int size : new int[] {0, 1, 16, 17, 300}) {
            var numbers = new ArrayList<Integer>();
            for (int i = 0; i < 2 * size; i++) numbers.add(i);
            Collections.shuffle(numbers, random);
            var grown = DocumentTree.EMPTY;
            for (int number : numbers) grown = grown.with(document(number));
            for (int number : numbers) if (number >= size) grown = grown.without(document(number));
            assertEquals(tree(0, size).root(), grown.root(), "size " + size);
            assertEquals(size, grown.size());
            // All at once, and to some that are there; what comes twice is one.
            var entries = numbers.stream().filter(number -> number < size).map(number -> DocumentEntry.of(document(number)))
                    .toList();
            for (var begun : List.of(DocumentTree.EMPTY, tree(0, size / 2), tree(0, size))) {
                var more = begun.with(entries).with(entries.subList(0, size / 3));
                assertEquals(grown.root(), more.root(), "size " + size + " from " + begun.size());
                assertEquals(size, more.size());
            }
            assertEquals(grown, grown.without(document(-1)));
        }
    }

    @Test
    void aDifferenceGivesTheOthersTreeFromWhateverWasKnown() throws Exception {
        var random = new Random(6);
        for (int run = 0; run < 60; run++) {
            int from = random.nextInt(200);
            int to = from + random.nextInt(600);
            var theirs = tree(from, to);
            var known = tree(random.nextInt(400), random.nextInt(800));
            // Its size, as it is told, decides between the way down and all at once.
            for (long told : List.of(0L, (long) theirs.size(), 1L << 40)) {
                assertEquals(theirs.root(), TreeDifference.follow(new Counted(theirs), known, told).root());
            }
            var changes = new int[2];
            DocumentTree.compare(known, theirs, (_, added) -> changes[added ? 1 : 0]++);
            assertEquals(theirs.size() - known.size(), changes[1] - changes[0]);
        }
    }

    private static Document renamed(Document document, String... names) {
        return new Document(document.hash(), document.size(), document.type(), document.title(), List.of(names));
    }

    @Test
    void anotherNameForTheSameContentIsADifferenceAndOneDocument() throws Exception {
        var before = tree(0, 300);
        var after = before.with(renamed(document(7), "a", "b"));
        assertEquals(300, after.size());
        var source = new Counted(after);
        var followed = TreeDifference.follow(source, before, 300);
        assertEquals(after.root(), followed.root());
        assertTrue(source.bytes < 3_000, source.bytes + " bytes");
        var names = new ArrayList<String>();
        DocumentTree.compare(before, followed, (document, added) -> names.add((added ? "+" : "-") + document.names()));
        assertEquals(List.of("+[a, b]", "-[folder/document-7.txt]"), names);
        assertEquals(before.root(), after.with(document(7)).root());
        assertEquals(after, after.without(document(7)), "only just this one goes");
    }

    /// Whoever makes up hashes may let them begin alike: such are one place, and the tree does not grow deeper for it.
    @Test
    void madeUpHashesThatBeginAlikeMakeNoTreeDeeperThanItsTags() throws Exception {
        var alike = new ArrayList<DocumentEntry>();
        for (int i = 0; i < 40; i++) {
            byte[] hash = new byte[SegmentMessage.HASH];
            hash[7] = (byte) (i / 2);
            hash[8] = (byte) i;
            alike.add(DocumentEntry.of(new Document(Bytes.wrap(hash), i, "", "", List.of("n" + i))));
        }
        var tree = DocumentTree.EMPTY.with(alike);
        assertEquals(20, tree.size());
        assertEquals(1, tree.find(0).document().size(), "the later one");
        assertEquals(tree.root(), TreeDifference.follow(new Counted(tree), tree(0, 30), 20).root());
        var disorder = new Counted(DocumentTree.EMPTY) {
            @Override
            public IndexReply.Documents documents(int from) {
                return new IndexReply.Documents(0, alike);
            }
        };
        assertThrows(ProtocolViolation.class, () -> TreeDifference.follow(disorder, DocumentTree.EMPTY, 40));
    }

    @Test
    void whatIsCheckedIsWhatCanBeRead() throws Exception {
        byte[][] samples = {document(1).encode(), renamed(document(2), "a", "ä", "ö/ü").encode()};
        int[] right = new int[1];
        Fuzz.mutations(11, 10_000, samples).forEach(bytes -> {
            var read = outcome(bytes, Document::read);
            assertEquals(read, outcome(bytes, fields -> {
                Document.check(fields);
                return null;
            }));
            if (read.endsWith("at byte " + bytes.length)) right[0]++;
        });
        assertTrue(right[0] > 100, right[0] + " were whole");
    }

    private static String outcome(byte[] bytes, IndexReply.Part<Document> part) {
        var fields = new FieldReader(bytes);
        try {
            part.read(fields);
            return fields.toString();
        } catch (ProtocolViolation e) {
            return e.getMessage();
        }
    }

    @Test
    void oneChangeCostsAsManyBytesInAHundredThousandDocumentsAsInAHundred() throws Exception {
        var costs = new ArrayList<Long>();
        for (int size : new int[] {100, 100_000}) {
            var before = tree(0, size);
            long all = 0;
            for (int i = 0; i < 10; i++) {
                var source = new Counted(before.with(document(size + i)));
                assertEquals(size + 1, TreeDifference.follow(source, before, size + 1).size());
                all += source.bytes;
            }
            costs.add(all / 10);
        }
        assertTrue(costs.get(1) < 3 * costs.get(0) && costs.get(1) < 1_500, costs.toString());
    }

    @Test
    void whoAnswersNonsenseIsNotFollowed() {
        var deep = new TreeDifference.Source() {
            @Override
            public List<IndexReply.Branch> branches(List<TreePath> paths) {
                var tags = new Random(1).longs(16).boxed().toList();
                return paths.stream().map(_ -> new IndexReply.Branch(true, tags)).toList();
            }

            @Override
            public IndexReply.Documents documents(List<Long> tags) {
                return new IndexReply.Documents(0, List.of());
            }

            @Override
            public IndexReply.Documents documents(int from) {
                return new IndexReply.Documents(1, List.of());
            }
        };
        assertThrows(ProtocolViolation.class, () -> TreeDifference.follow(deep, tree(0, 1), 1));
        assertThrows(ProtocolViolation.class, () -> TreeDifference.follow(deep, DocumentTree.EMPTY, 1));
        var empty = new TreeDifference.Source() {
            @Override
            public List<IndexReply.Branch> branches(List<TreePath> paths) {
                return List.of(new IndexReply.Branch(false, List.of(1L, 1L)));
            }

            @Override
            public IndexReply.Documents documents(List<Long> tags) {
                return new IndexReply.Documents(0, List.of());
            }

            @Override
            public IndexReply.Documents documents(int from) {
                return new IndexReply.Documents(TreeDifference.MOST_DOCUMENTS + 1, List.of());
            }
        };
        assertThrows(ProtocolViolation.class, () -> TreeDifference.follow(empty, tree(0, 1), 1));
        assertThrows(ProtocolViolation.class, () -> TreeDifference.follow(empty, DocumentTree.EMPTY, 1));
    }
}
