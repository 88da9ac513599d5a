package wirelab.folder;

import java.util.ArrayList;
import java.util.List;

/// Where two trees differ: what they share is not looked at, and what has the same digest neither.
final class TreeDifferences {
    private TreeDifferences() {}

    static List<FolderTree.Difference> between(Treap before, Treap after) {
        var found = new ArrayList<FolderTree.Difference>();
        between(before, after, found);
        return found;
    }

    private static void between(Treap before, Treap after, List<FolderTree.Difference> found) {
        if (Treap.isKnownSame(before, after)) return;
        if (before == null || after == null) {
            Treap.forEach(before, it -> found.add(new FolderTree.Difference(it.path, it.node, null)));
            Treap.forEach(after, it -> found.add(new FolderTree.Difference(it.path, null, it.node)));
            return;
        }
        var there = Treap.get(after, before.key);
        between(before.left, there == after ? after.left : Treap.before(after, before.key), found);
        if (there == null || !there.path.equals(before.path)) {
            found.add(new FolderTree.Difference(before.path, before.node, null));
            if (there != null) found.add(new FolderTree.Difference(there.path, null, there.node));
        } else if (!there.node.equals(before.node)) {
            found.add(new FolderTree.Difference(before.path, before.node, there.node));
        }
        between(before.right, there == after ? after.right : Treap.from(after, before.key + '\0'), found);
    }
}
