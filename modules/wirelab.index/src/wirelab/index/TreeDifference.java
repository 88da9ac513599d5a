package wirelab.index;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import wirelab.kit.ProtocolViolation;

/// Finds out what another node has, from what was known of it before: only where branches differ does it go down, so what
/// is exchanged grows with the changes and not with the documents.
final class TreeDifference {
    /// Of one node.
    static final int MOST_DOCUMENTS = 200_000;

    /// Answers questions about the tree of the other.
    interface Source {
        List<IndexReply.Branch> branches(List<TreePath> paths) throws IOException;

        IndexReply.Documents documents(List<Long> tags) throws IOException;

        /// All of them in the order of their hashes, from the one of this number on.
        IndexReply.Documents documents(int from) throws IOException;
    }

    private final Source source;
    private DocumentTree known;
    private final ArrayDeque<TreePath> open = new ArrayDeque<>(List.of(TreePath.ROOT));
    private final List<Long> wanted = new ArrayList<>();

    private TreeDifference(Source source, DocumentTree known) {
        this.source = source;
        this.known = known;
    }

    /// {@return the other's tree}
    ///
    /// @param size of the other's tree, as it says
    /// @throws ProtocolViolation when it is greater than the limit, or no tree
    static DocumentTree follow(Source source, DocumentTree known, long size) throws IOException {
        // Where little is known there is little to compare: the way down would cost more than it saves.
        boolean little = known.size() <= size / 2;
        return little ? new TreeDifference(source, DocumentTree.EMPTY).whole() : new TreeDifference(source, known).follow();
    }

    static Source of(IndexLink link) {
        return new Source() {
            @Override
            public List<IndexReply.Branch> branches(List<TreePath> paths) throws IOException {
                return link.ask(new IndexRequest.Branches(paths), IndexReply.Branches.class).branches();
            }

            @Override
            public IndexReply.Documents documents(List<Long> tags) throws IOException {
                return link.ask(new IndexRequest.Documents(tags), IndexReply.Documents.class);
            }

            @Override
            public IndexReply.Documents documents(int from) throws IOException {
                return link.ask(new IndexRequest.AllDocuments(from), IndexReply.Documents.class);
            }
        };
    }

    private DocumentTree follow() throws IOException {
        while (!open.isEmpty()) {
            var paths = new ArrayList<TreePath>();
            while (!open.isEmpty() && paths.size() < IndexRequest.MOST_PATHS) paths.add(open.poll());
            var branches = source.branches(List.copyOf(paths));
            if (branches.size() != paths.size()) throw new ProtocolViolation("count", 1, "is not that of the paths");
            for (int i = 0; i < paths.size(); i++) compare(paths.get(i), branches.get(i));
            checkSize(Math.max(known.size() + wanted.size(), open.size()));
        }
        fetch();
        return known;
    }

    private DocumentTree whole() throws IOException {
        var all = new ArrayList<DocumentEntry>();
        for (long left = 1; left > 0; ) {
            var some = source.documents(all.size());
            left = some.left();
            if (some.documents().isEmpty() && left > 0) throw new ProtocolViolation("left", 1, "more, and none comes");
            checkSize(all.size() + some.documents().size() + left);
            for (var entry : some.documents()) {
                if (!all.isEmpty() && entry.compareTo(all.getLast()) <= 0) {
                    throw new ProtocolViolation("documents", 0, "are out of order");
                }
                all.add(entry);
            }
        }
        return known.with(all);
    }

    private static void checkSize(long size) throws ProtocolViolation {
        if (size <= MOST_DOCUMENTS) return;
        throw new ProtocolViolation("documents", 0, "more than the limit of " + MOST_DOCUMENTS);
    }

    private void compare(TreePath path, IndexReply.Branch theirs) throws ProtocolViolation {
        if (!theirs.fork()) {
            leaf(path, theirs.tags());
            return;
        }
        if (path.length() == TreePath.LONGEST) throw new ProtocolViolation("path", 0, "is longer than any");
        var mine = known.at(path);
        for (int digit = 0; digit < theirs.tags().size(); digit++) {
            var below = path.and(digit);
            boolean same = mine.isFork() && known.at(below).tag() == theirs.tags().get(digit);
            if (!same) open.add(below);
        }
    }

    private void leaf(TreePath path, List<Long> theirs) {
        var missing = new HashMap<Long, Long>();
        for (int i = 0; i < theirs.size(); i += 2) missing.put(theirs.get(i), theirs.get(i + 1));
        for (var entry : known.entriesBelow(path)) {
            if (!missing.remove(entry.tag(), entry.mark())) known = known.without(entry);
        }
        wanted.addAll(missing.keySet());
    }

    private void fetch() throws IOException {
        for (int done = 0; done < wanted.size(); ) {
            int some = Math.min(wanted.size() - done, IndexRequest.MOST_TAGS);
            var documents = source.documents(List.copyOf(wanted.subList(done, done + some))).documents();
            if (documents.isEmpty() || documents.size() > some) {
                throw new ProtocolViolation("documents", 0, "are not those that were asked for");
            }
            known = known.with(documents);
            done += documents.size();
        }
    }
}
