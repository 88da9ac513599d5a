package wirelab.replica;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import wirelab.folder.EditWatch;
import wirelab.folder.FolderEdit;
import wirelab.folder.TreeNode;
import wirelab.kit.Visible;
import wirelab.raft.RaftAnswer;

/// What somebody edited behind a node's back: the leader takes it up as if a client had wanted it; all others put it back,
/// and keep what was written as a conflict copy. What the disk has spoiled is mended on any node.
final class Edits implements EditWatch.Taker {
    private static final Logger LOG = System.getLogger(Edits.class.getName());

    private final ReplicaService node;
    private final Desk desk;

    Edits(ReplicaService node, Desk desk) {
        this.node = node;
        this.desk = desk;
    }

    @Override
    public boolean take(List<FolderEdit> found) throws IOException, InterruptedException {
        boolean leads = node.leads();
        // Nobody knows yet whether this node will lead: later.
        if (!leads && node.leader() == RaftAnswer.NOBODY) return false;
        // Nothing else is written to the folder meanwhile.
        synchronized (node.keeper) {
            var held = node.keeper.held();
            var edits = found.stream().filter(it -> Objects.equals(held.get(it.path()), it.before())).toList();
            var mine = leads ? takenUp(edits) : List.<FolderEdit>of();
            if (mine == null) return false;
            var own = Set.copyOf(mine);
            var others = edits.stream().filter(it -> !own.contains(it)).toList();
            node.keeper.accept(mine, false);
            node.keeper.accept(others.stream().filter(it -> it.kind() == FolderEdit.Kind.EDIT).toList(), true);
            node.keeper.accept(others.stream().filter(it -> it.kind() == FolderEdit.Kind.ROT).toList(), false);
        }
        // What is not as it was agreed on becomes so.
        node.applier.changed();
        return true;
    }

    /// {@return those that the group has agreed to; `null` when this node does not lead after all}
    private List<FolderEdit> takenUp(List<FolderEdit> edits) throws IOException, InterruptedException {
        var session = desk.session();
        if (session == null) return null;
        var taken = new ArrayList<FolderEdit>();
        for (var edit : edits) {
            if (edit.kind() == FolderEdit.Kind.EDIT && takeUp(session, edit)) taken.add(edit);
        }
        return taken;
    }

    private boolean takeUp(Desk.Session session, FolderEdit edit) throws IOException, InterruptedException {
        // It is another one already: the next look will see it.
        if (!node.keeper.stage(edit)) return false;
        for (var change : changes(edit)) {
            String why = session.change(change);
            if (why.isEmpty()) continue;
            LOG.log(Level.WARNING, "{0}: what was edited is not taken up: {1}", Visible.of(edit.path()), why);
            return false;
        }
        return true;
    }

    @Override
    public boolean isBusy() {
        return node.applier.isFilling();
    }

    @Override
    public void failed(IOException e) {
        node.ends(e);
    }

    /// {@return what makes the tree what was found}
    private List<TreeChange> changes(FolderEdit edit) {
        String path = edit.path();
        var before = node.state.tree().get(path);
        var changes = new ArrayList<TreeChange>();
        boolean isSameKind = before != null && edit.found() != null && before.getClass() == edit.found().getClass();
        if (before != null && (!isSameKind || before instanceof TreeNode.LinkNode)) {
            changes.add(new TreeChange.Remove(path, before instanceof TreeNode.FolderNode));
        }
        switch (edit.found()) {
            case null -> {
                // Removed already.
            }
            case TreeNode.FileNode file when isSameKind && ((TreeNode.FileNode) before).hash().equals(file.hash()) ->
                    changes.add(new TreeChange.Chmod(path, file.mode()));
            case TreeNode.FileNode file -> changes.add(new TreeChange.Put(path, file, null));
            case TreeNode.FolderNode folder when isSameKind -> changes.add(new TreeChange.Chmod(path, folder.mode()));
            case TreeNode.FolderNode folder -> changes.add(new TreeChange.Mkdir(path, folder.mode()));
            case TreeNode.LinkNode link -> changes.add(new TreeChange.Link(path, link.target()));
        }
        return changes;
    }
}
