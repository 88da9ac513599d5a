package wirelab.replica;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.FieldWriter;
import wirelab.kit.Text;
import wirelab.kit.Visible;
import wirelab.raft.RaftMessage;

/// Sees to it that all have the same. Nodes tell each other the roots of their trees; of those that are at the same entry of
/// the log, the majority's is right. A node with another one finds where it differs, says so, and takes what the others have.
/// A node that was away for long gets a snapshot's tree likewise.
final class Entropy {
    private static final Logger LOG = System.getLogger(Entropy.class.getName());
    private static final int MOST_SHOWN = 20;

    /// @param index of the entry at which trees differed
    /// @param paths some of them, as they may be shown
    record Found(long index, int other, List<String> paths, int count) {
        @Override
        public String toString() {
            return "not the same as " + ReplicaConfig.name(other) + " at entry " + index + ": "
                    + (count == 0 ? "nobody knows where" : String.join(", ", paths)
                    + (count > paths.size() ? " and " + (count - paths.size()) + " more" : ""));
        }
    }

    private final ReplicaService node;
    private final AtomicBoolean catchesUp = new AtomicBoolean();
    private volatile Applier.Checkpoint checkpoint = new Applier.Checkpoint(0, Bytes.wrap(new byte[TreeNode.HASH]));
    private volatile Found found;
    private volatile Found last;
    private volatile int mended;

    Entropy(ReplicaService node) {
        this.node = node;
    }

    /// {@return what others are told: how far this folder is, and what it was when it was last looked at}
    byte[] pong() {
        var was = checkpoint;
        return new FieldWriter().u64(node.applier.broughtTo()).u32(node.applier.pending().size()).u64(was.index())
                .bytes(was.root().buffer()).done();
    }

    /// {@return with which node it differs; empty when with none}
    String trouble() {
        var now = found;
        return now == null ? "" : now.toString();
    }

    /// {@return what was found last, and has been mended perhaps; `null` when nothing ever was}
    Found last() {
        return last;
    }

    /// {@return how often this node took what others had}
    int mended() {
        return mended;
    }

    /// {@return bytes of questions and answers about trees}
    long traffic() {
        return node.peers.values().stream().mapToLong(peer -> peer.trees().traffic()).sum();
    }

    /// Looks what this folder is, and whether it is what the others said theirs was.
    void compare() {
        node.applier.changed();
        checkpoint = node.applier.checkpoint();
        node.state.looked(node.keeper.held());
        var roots = new HashMap<Integer, Bytes>();
        node.links.forEach((id, link) -> {
            var other = link.checkpoint();
            if (link.isUp() && other.index() == checkpoint.index() && other.index() > 0) roots.put(id, other.root());
        });
        var odd = roots.entrySet().stream().filter(it -> !it.getValue().equals(checkpoint.root())).findFirst();
        if (odd.isEmpty()) {
            found = null;
            return;
        }
        var right = majority(roots);
        int other = right != null ? right : odd.get().getKey();
        try {
            examine(other, roots.get(other), right != null);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "where trees differ: {0}", Failure.reason(e));
            tell(new Found(checkpoint.index(), other, List.of(), 0));
        }
    }

    /// {@return a node with the root that most have, if that is not this one's}
    private Integer majority(Map<Integer, Bytes> roots) {
        int needed = node.driver.ask(node.machine::members).majority();
        for (var one : roots.entrySet()) {
            long same = roots.values().stream().filter(one.getValue()::equals).count();
            if (!one.getValue().equals(checkpoint.root()) && same >= needed) return one.getKey();
        }
        return null;
    }

    private void examine(int other, Bytes root, boolean isRight) throws IOException {
        var mine = node.keeper.held();
        var tree = node.peers.get(other).trees().follow(mine, root);
        var differences = mine.differences(tree);
        tell(new Found(checkpoint.index(), other, differences.stream().limit(MOST_SHOWN)
                .map(it -> Visible.of(it.path())).collect(Collectors.toList()), differences.size()));
        if (!isRight || !takes(tree)) return;
        mended++;
        node.applier.changed();
    }

    private void tell(Found now) {
        if (found == null) LOG.log(Level.ERROR, "{0}: {1}", ReplicaConfig.name(node.id), now);
        found = now;
        last = now;
    }

    /// @return whether the tree is what the log has made, up to where this node is
    private boolean takes(FolderTree tree) {
        long index = checkpoint.index();
        return node.driver.ask(() -> {
            if (node.machine.commit() != index) return false;
            node.state.replace(tree);
            return true;
        });
    }

    /// The leader has a snapshot for this node: it is put together from what is here and what differs, meanwhile the leader
    /// is listened to.
    void install(int from, RaftMessage.Install message) {
        if (!node.peers.containsKey(from) || !catchesUp.compareAndSet(false, true)) return;
        Thread.ofVirtual().name(ReplicaConfig.name(node.id) + "-catches-up").start(() -> {
            try {
                // What was said while the last one was taken is over.
                if (node.driver.ask(node.machine::commit) >= message.index()) return;
                var whole = node.peers.get(from).trees().snapshot(node.keeper.held());
                var all = new RaftMessage.Install(message.term(), whole.index(), message.indexTerm(), whole.bytes().length, 0,
                        message.round(), Bytes.wrap(whole.bytes()));
                node.driver.enter(now -> node.machine.received(now, from, all));
            } catch (IOException e) {
                // The leader says again that it has one.
                LOG.log(Level.DEBUG, "a snapshot of {0}: {1}", ReplicaConfig.name(from), Failure.reason(e));
            } finally {
                catchesUp.set(false);
            }
        });
    }

    /// {@return what the leader says in place of a piece of a snapshot: that there is one}
    static RaftMessage announced(RaftMessage message) {
        return message instanceof RaftMessage.Install it
                ? new RaftMessage.Install(it.term(), it.index(), it.indexTerm(), it.size(), 0, it.round(), Bytes.of()) : message;
    }

    /// {@return the latest snapshot, and the tree in it}
    TreeDesk.Saved saved() {
        return node.driver.ask(() -> new TreeDesk.Saved(node.machine.snapshot(), node.state.saved()));
    }

    @Override
    public String toString() {
        var now = last;
        return (now == null ? "never another tree than the others" : now.toString()) + ", mended " + Text.count(mended, "time");
    }
}
