package wirelab.replica;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Supplier;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeFetch;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.raft.Snapshot;

/// Answers what another node wants to know about this one's trees, on one connection: who has most of a tree asks for what
/// differs alone.
///
/// ```
/// LOOK      root 32 bytes, count u16 (1 to 256), questions (see TreeFetch)
/// SEEN      count u16, answers to the first so many; 0: there is no such tree any more
/// SNAPSHOT  index u64 (0: the latest), offset u64
/// STATE     index u64 (0: there is none), size u64, where the tree begins u64, root 32 bytes, offset u64,
///           bytes of the snapshot from there; the tree is the end of it, and begins a message
/// ```
final class TreeDesk {
    /// Bytes of answers, or of a snapshot, in one message.
    static final int MOST = 1 << 18;

    /// A snapshot and the tree in it.
    record Saved(Snapshot snapshot, FolderTree tree) {}

    private final TreeState state;
    private final Supplier<Saved> saved;
    private final PduStream pdus;
    private final long self;
    private Saved opened;
    private byte[] whole;
    private int treeAt;

    /// @param saved the latest snapshot
    TreeDesk(TreeState state, Supplier<Saved> saved, PduStream pdus, long self) {
        this.state = state;
        this.saved = saved;
        this.pdus = pdus;
        this.self = self;
    }

    /// @return whether it was for this desk
    boolean handle(Pdu pdu) throws IOException {
        switch (pdu.action()) {
            case Pdu.LOOK -> pdus.write(Pdu.of(self, Pdu.SEEN, look(new FieldReader(pdu.data().buffer()))));
            case Pdu.SNAPSHOT -> pdus.write(Pdu.of(self, Pdu.STATE, piece(new FieldReader(pdu.data().buffer()))));
            default -> {
                return false;
            }
        }
        return true;
    }

    private byte[] look(FieldReader in) throws ProtocolViolation {
        var tree = state.at(Bytes.wrap(in.bytes("root", TreeNode.HASH)));
        int count = in.u16("count");
        if (count < 1 || count > TreeFetch.MOST_QUESTIONS) throw new ProtocolViolation("count", TreeNode.HASH, count + " questions");
        var questions = new ArrayList<TreeFetch.Question>();
        for (int i = 0; i < count; i++) questions.add(TreeFetch.Question.read(in));
        in.end();
        var answers = new FieldWriter();
        int told = 0;
        while (tree != null && told < count && answers.offset() < MOST) {
            TreeFetch.answer(tree, questions.get(told++)).write(answers);
        }
        return new FieldWriter().u16(told).bytes(answers.done()).done();
    }

    private byte[] piece(FieldReader in) throws ProtocolViolation {
        long index = in.u64("index");
        long offset = in.u64("offset");
        in.end();
        if (index == 0 || opened == null || opened.snapshot.index() != index) open();
        if (opened.snapshot.index() == 0) return state(0, new byte[0]);
        if (offset < 0 || offset > whole.length) throw new ProtocolViolation("offset", 8, "is behind the end");
        int end = offset < treeAt ? treeAt : whole.length;
        return state(offset, Arrays.copyOfRange(whole, (int) offset, (int) Math.min(end, offset + MOST)));
    }

    private void open() {
        opened = saved.get();
        whole = opened.snapshot.encode();
        treeAt = whole.length - opened.tree.encode().length;
    }

    private byte[] state(long offset, byte[] bytes) {
        return new FieldWriter().u64(opened.snapshot.index()).u64(whole.length).u64(treeAt).bytes(opened.tree.root().buffer())
                .u64(offset).bytes(bytes).done();
    }
}
