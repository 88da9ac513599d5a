package wirelab.replica;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeFetch;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.raft.Snapshot;

/// Asks another node for its trees: what travels grows with the differences. It is not believed: each answer is checked
/// against the digest that led to it. See [TreeDesk] for the messages.
final class PeerTrees {
    /// A snapshot has sessions and members beside its image.
    private static final long MOST_SNAPSHOT = Snapshot.MOST_BYTES + (1 << 20);
    private static final int HEAD = 16;

    /// Something that is said on a connection to the other one.
    interface Talk<T> {
        T over(PduStream pdus) throws IOException;
    }

    /// Where such a connection is to be had.
    interface Line {
        <T> T talk(Talk<T> talk) throws IOException;
    }

    /// All that another one has applied, and up to which entry.
    record Whole(long index, byte[] bytes) {}

    private record Piece(long index, long size, long treeAt, Bytes root, byte[] bytes) {}

    private final Line line;
    private final long self;
    private final AtomicLong traffic = new AtomicLong();

    PeerTrees(Line line, long self) {
        this.line = line;
        this.self = self;
    }

    /// {@return bytes of all that was asked and answered}
    long traffic() {
        return traffic.get();
    }

    /// {@return the other one's tree with a root}
    ///
    /// @param mine what is in it as well does not travel
    FolderTree follow(FolderTree mine, Bytes root) throws IOException {
        return line.talk(pdus -> TreeFetch.follow(mine, root, questions -> look(pdus, root, questions)));
    }

    private List<TreeFetch.Answer> look(PduStream pdus, Bytes root, List<TreeFetch.Question> questions) throws IOException {
        var answers = new ArrayList<TreeFetch.Answer>();
        while (answers.size() < questions.size()) ask(pdus, root, questions.subList(answers.size(), questions.size()), answers);
        return answers;
    }

    private void ask(PduStream pdus, Bytes root, List<TreeFetch.Question> questions, List<TreeFetch.Answer> answers)
            throws IOException {
        var out = new FieldWriter();
        int asked = 0;
        while (asked < questions.size() && out.offset() < TreeDesk.MOST) questions.get(asked++).write(out);
        byte[] data = new FieldWriter().bytes(root.buffer()).u16(asked).bytes(out.done()).done();
        var in = new FieldReader(exchange(pdus, Pdu.LOOK, data, Pdu.SEEN).buffer());
        int told = in.u16("count");
        if (told == 0) throw new ReplicaException("the other one has another tree by now");
        if (told > asked) throw new ProtocolViolation("count", 0, "more answers than questions");
        for (int i = 0; i < told; i++) answers.add(TreeFetch.Answer.read(in));
        in.end();
    }

    private Bytes exchange(PduStream pdus, int action, byte[] data, int expected) throws IOException {
        pdus.write(Pdu.of(self, action, data));
        var answer = pdus.need(expected);
        traffic.addAndGet(2 * HEAD + data.length + answer.data().length());
        return answer.data();
    }

    /// {@return the other one's latest snapshot, encoded}
    ///
    /// @param mine what is in its tree as well does not travel; when it is empty all of it does, in order
    Whole snapshot(FolderTree mine) throws IOException {
        return line.talk(pdus -> {
            var first = piece(pdus, 0, 0);
            if (first.index == 0) throw new ReplicaException("the other one has no snapshot");
            boolean all = mine.size() == 0;
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(first.bytes);
            while (bytes.size() < (all ? first.size : first.treeAt)) {
                var next = piece(pdus, first.index, bytes.size());
                if (next.index != first.index) throw new ReplicaException("the other one has a later snapshot by now");
                if (next.bytes.length == 0) throw new ProtocolViolation("piece", HEAD, "is empty");
                bytes.writeBytes(next.bytes);
            }
            if (all) return new Whole(first.index, bytes.toByteArray());
            var tree = TreeFetch.follow(mine, first.root, questions -> look(pdus, first.root, questions)).encode();
            if (tree.length != first.size - first.treeAt) throw new ProtocolViolation("size", 8, "is not that of the tree");
            var head = ByteBuffer.wrap(bytes.toByteArray(), 0, (int) first.treeAt);
            return new Whole(first.index, new FieldWriter((int) first.size).bytes(head).bytes(tree).done());
        });
    }

    private Piece piece(PduStream pdus, long index, long offset) throws IOException {
        byte[] data = new FieldWriter().u64(index).u64(offset).done();
        var in = new FieldReader(exchange(pdus, Pdu.SNAPSHOT, data, Pdu.STATE).buffer());
        var piece = new Piece(in.u64("index"), in.u64("size"), in.u64("tree"), Bytes.wrap(in.bytes("root", TreeNode.HASH)),
                rest(in, offset));
        boolean isSound = piece.index >= 0 && piece.size >= 0 && piece.size <= MOST_SNAPSHOT && piece.treeAt >= 0
                && piece.treeAt <= piece.size && offset + piece.bytes.length <= piece.size;
        if (!isSound) throw new ProtocolViolation("size", 8, "or the index, or where the tree begins, cannot be");
        return piece;
    }

    private static byte[] rest(FieldReader in, long offset) throws ProtocolViolation {
        long at = in.u64("offset");
        if (at != offset) throw new ProtocolViolation("offset", in.offset() - 8, at + " is not " + offset);
        return in.bytes("piece", in.remaining());
    }
}
