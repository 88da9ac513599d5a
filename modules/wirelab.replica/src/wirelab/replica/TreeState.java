package wirelab.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeException;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.raft.StateMachine;

/// The tree that all nodes agree on: names, hashes, modes; no contents. Files on the disk follow it (see [Applier]).
///
/// A command's result is empty when it was done, else the reason why it was not.
final class TreeState implements StateMachine {
    private final Contents contents;
    private volatile FolderTree tree = FolderTree.EMPTY;
    private volatile FolderTree saved = FolderTree.EMPTY;
    private volatile FolderTree looked = FolderTree.EMPTY;

    /// @param contents is told of each file whose content comes with the entry
    TreeState(Contents contents) {
        this.contents = contents;
    }

    FolderTree tree() {
        return tree;
    }

    /// {@return the tree in the latest snapshot}
    FolderTree saved() {
        return saved;
    }

    /// Others will ask about the tree that a folder had when it was looked at.
    void looked(FolderTree held) {
        looked = held;
    }

    /// {@return the tree with a root that others know of, `null` when it is not here any more}
    FolderTree at(Bytes root) {
        for (var one : List.of(looked, saved, tree)) if (one.root().equals(root)) return one;
        return null;
    }

    /// Has another tree in place of one that is not what the log has made.
    void replace(FolderTree right) {
        tree = right;
    }

    @Override
    public Bytes apply(Bytes command) {
        try {
            var change = TreeChange.decode(command);
            var after = change.apply(tree);
            if (change instanceof TreeChange.Put put && put.content() != null) contents.came(put);
            tree = after;
            contents.applied();
            return Bytes.of();
        } catch (TreeException | ProtocolViolation e) {
            return Bytes.wrap(e.getMessage().getBytes(UTF_8));
        }
    }

    /// Whoever asks wants to know that this state is late enough, and then looks at it himself.
    @Override
    public Bytes query(Bytes question) {
        return Bytes.of();
    }

    @Override
    public Bytes save() {
        saved = tree;
        return Bytes.wrap(tree.encode());
    }

    @Override
    public void load(Bytes image) throws ProtocolViolation {
        tree = image.length() == 0 ? FolderTree.EMPTY : FolderTree.decode(image.array());
        saved = tree;
    }

    @Override
    public String toString() {
        return tree.toString();
    }
}
