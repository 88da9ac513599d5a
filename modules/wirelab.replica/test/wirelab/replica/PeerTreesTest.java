package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeNode;
import wirelab.kit.ByteStream;
import wirelab.kit.Bytes;
import wirelab.kit.FieldWriter;
import wirelab.kit.Fuzz;
import wirelab.kit.MemoryStream;
import wirelab.kit.ProtocolViolation;
import wirelab.raft.Members;
import wirelab.raft.Snapshot;

/// One node's questions and another one's answers, as bytes in memory.
class PeerTreesTest {
    private static final int PATHS = 15_000;
    private static final FolderTree TREE = tree(PATHS);

    private static FolderTree tree(int paths) {
        var tree = FolderTree.EMPTY;
        for (int i = 0; i < 20; i++) tree = tree.mkdir("folder" + i, 0755);
        for (int i = 0; i < paths; i++) tree = tree.put("folder" + i % 20 + "/file" + i, file("text " + i));
        return tree;
    }

    private static TreeNode.FileNode file(String text) {
        var content = Bytes.wrap(text.getBytes());
        return new TreeNode.FileNode(Contents.hash(content), content.length(), 0644, 1_700_000_000_000_000_000L);
    }

    private static TreeDesk.Saved saved(FolderTree tree) {
        byte[] image = new FieldWriter().u32(0).sized(4, tree.encode()).done();
        return new TreeDesk.Saved(new Snapshot(77, 3, Members.of(0, 1, 2), Bytes.wrap(image)), tree);
    }

    /// A connection to another node; what that one says passes through somebody's hands.
    private static final class Wire implements ByteStream, PeerTrees.Line {
        private final FolderTree tree;
        private final UnaryOperator<Pdu> answers;
        private final TreeState state = new TreeState(null);
        private MemoryStream answer;

        Wire(FolderTree tree, UnaryOperator<Pdu> answers) {
            this.tree = tree;
            this.answers = answers;
            state.looked(tree);
        }

        @Override
        public <T> T talk(PeerTrees.Talk<T> talk) throws IOException {
            return talk.over(new PduStream(this));
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            var told = new MemoryStream(new byte[0]);
            assertTrue(new TreeDesk(state, () -> saved(tree), new PduStream(told), 1).handle(Pdu.decode(buffers[0].array())));
            answer = new MemoryStream(answers.apply(Pdu.decode(told.written())).encode());
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return answer.read(into);
        }

        @Override
        public void endOutput() {}

        @Override
        public void stage(Duration limit) {}

        @Override
        public void close() {}
    }

    private static PeerTrees other(FolderTree tree, UnaryOperator<Pdu> answers) {
        return new PeerTrees(new Wire(tree, answers), 0);
    }

    @Test
    void whatTravelsForOneChangeAmongManyIsSmall() throws IOException {
        var after = TREE.put("folder3/file3", file("changed"));
        var peer = other(after, it -> it);
        assertEquals(TREE.differences(after), TREE.differences(peer.follow(TREE, after.root())));
        assertTrue(peer.traffic() < 10_000, peer.traffic() + " bytes");
    }

    @Test
    void aSnapshotIsPutTogetherFromWhatIsHereAndWhatDiffers() throws IOException {
        var after = TREE.rmAll("folder7").put("folder3/file3", file("changed"));
        byte[] whole = saved(after).snapshot().encode();
        var peer = other(after, it -> it);
        var some = peer.snapshot(TREE);
        assertEquals(77, some.index());
        assertArrayEquals(whole, some.bytes());
        assertTrue(peer.traffic() < whole.length / 3, peer.traffic() + " of " + whole.length);
        var all = other(after, it -> it);
        assertArrayEquals(whole, all.snapshot(FolderTree.EMPTY).bytes());
        assertTrue(all.traffic() < whole.length + 10_000, all.traffic() + " of " + whole.length);
    }

    @Test
    void whoLiesAboutDigestsOrSizesIsFoundOut() {
        var after = TREE.put("folder3/file3", file("changed"));
        // The same answer again and again: a circle that never ends.
        var first = new Pdu[1];
        var circle = other(after, it -> first[0] == null ? first[0] = it : first[0]);
        assertThrows(ProtocolViolation.class, () -> circle.follow(TREE, after.root()));
        // Another tree than that of the root.
        var lie = other(TREE.rm("folder3/file3"), it -> it);
        assertThrows(ReplicaException.class, () -> lie.follow(TREE, after.root()));
        // A snapshot longer than any.
        var long1 = other(after, it -> it.action() != Pdu.STATE ? it : with(it, 8, Long.MAX_VALUE));
        assertThrows(ProtocolViolation.class, () -> long1.snapshot(TREE));
        // A tree that begins elsewhere.
        var shifted = other(after, it -> it.action() != Pdu.STATE ? it : with(it, 16, 3));
        assertThrows(ProtocolViolation.class, () -> shifted.snapshot(TREE));
        // A piece that has nothing in it, for ever.
        var endless = other(after, it -> it.action() != Pdu.STATE ? it : Pdu.of(1, Pdu.STATE, Arrays.copyOf(it.data().array(), 64)));
        assertThrows(ProtocolViolation.class, () -> endless.snapshot(FolderTree.EMPTY));
    }

    private static Pdu with(Pdu pdu, int at, long value) {
        byte[] data = pdu.data().array().clone();
        ByteBuffer.wrap(data).putLong(at, value);
        return Pdu.of(1, pdu.action(), data);
    }

    @Test
    void anyBytesGiveTheTreeOrAnError() throws IOException {
        var mine = tree(50);
        var after = mine.put("folder3/file3", file("changed")).mkdir("new", 0755);
        byte[] root = after.root().array();
        byte[] look = new FieldWriter().bytes(root).u16(1).u8(0).done();
        var seen = new byte[1][];
        other(after, it -> {
            seen[0] = it.data().array();
            return it;
        }).follow(mine, after.root());
        int[] wrong = new int[1];
        Fuzz.mutations(7, 20_000, seen[0], look).forEach(bytes -> {
            try {
                assertEquals(after, other(after, it -> Pdu.of(1, Pdu.SEEN, bytes)).follow(mine, after.root()));
            } catch (IOException _) {
                wrong[0]++;
            }
        });
        assertTrue(wrong[0] > 15_000, wrong[0] + " were refused");
        var state = new TreeState(null);
        state.looked(after);
        byte[] snapshot = new FieldWriter().u64(0).u64(9).done();
        for (int action : new int[] {Pdu.LOOK, Pdu.SNAPSHOT}) {
            Fuzz.mutations(8, 20_000, look, snapshot).forEach(bytes -> {
                try {
                    var desk = new TreeDesk(state, () -> saved(after), new PduStream(new MemoryStream(new byte[0])), 1);
                    assertTrue(desk.handle(Pdu.of(0, action, bytes)));
                } catch (ProtocolViolation _) {
                    // Refused.
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }
}
