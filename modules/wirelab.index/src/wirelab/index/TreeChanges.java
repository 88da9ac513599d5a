package wirelab.index;

import java.util.HashSet;

/// What has come to a set of documents, and what is gone.
final class TreeChanges {
    /// Takes one document that differs.
    interface Taker {
        void differs(Document document, boolean added);
    }

    private TreeChanges() {}

    /// Compares two sets; branches that they share cost nothing.
    static void between(DocumentTree before, DocumentTree after, Taker taker) {
        if (before == after || before.size() == after.size() && before.root().equals(after.root())) return;
        if (before.isFork() && after.isFork()) {
            for (int digit = 0; digit < DocumentTree.FANOUT; digit++) {
                between(before.branch(digit), after.branch(digit), taker);
            }
            return;
        }
        var old = new HashSet<Document>();
        before.forEach(old::add);
        after.forEach(document -> {
            if (!old.remove(document)) taker.differs(document, true);
        });
        old.forEach(document -> taker.differs(document, false));
    }
}
