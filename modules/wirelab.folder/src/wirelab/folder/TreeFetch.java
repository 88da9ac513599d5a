package wirelab.folder;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// Gets the tree that another node has from what one has already: nothing is asked when the roots are the same, else only
/// where branches differ, so what travels grows with the changes and not with the tree. Each answer is checked against the
/// digest that led to it, so nobody can be told another tree than that of the root.
///
/// A question names a stretch of the order by the paths around it; the answer is the top of the other's branch over it:
///
/// ```
/// question   flags u8 (1: a path before it, 2: a path behind it), those paths, each behind its length u16
/// answer     u8 0 for nothing; or 1, digest of what is left 32 bytes, of what is right 32 bytes,
///            path behind its length u16, node
/// ```
public final class TreeFetch {
    /// Questions asked together.
    public static final int MOST_QUESTIONS = 256;

    /// @param after path behind which to look, `null` for the beginning
    /// @param before path before which to look, `null` for the end
    public record Question(String after, String before) {
        public void write(FieldWriter out) {
            out.u8((after == null ? 0 : 1) | (before == null ? 0 : 2));
            if (after != null) out.sizedText(2, after);
            if (before != null) out.sizedText(2, before);
        }

        public static Question read(FieldReader in) throws ProtocolViolation {
            int flags = in.u8("flags");
            if (flags > 3) throw new ProtocolViolation("flags", in.offset() - 1, flags + " is more than 3");
            String after = (flags & 1) == 0 ? null : in.sizedText("path", 2, FolderPath.MOST_BYTES);
            String before = (flags & 2) == 0 ? null : in.sizedText("path", 2, FolderPath.MOST_BYTES);
            return new Question(after, before);
        }

        private Treap in(Treap tree) {
            return Treap.range(tree, after == null ? null : FolderPath.key(after) + '\0',
                    before == null ? null : FolderPath.key(before));
        }
    }

    /// @param path `null` for nothing, as all else then
    public record Answer(Bytes left, Bytes right, String path, TreeNode node) {
        static final Answer NOTHING = new Answer(null, null, null, null);

        public void write(FieldWriter out) {
            out.u8(path == null ? 0 : 1);
            if (path == null) return;
            out.bytes(left.array()).bytes(right.array()).sizedText(2, path);
            node.write(out);
        }

        public static Answer read(FieldReader in) throws ProtocolViolation {
            int kind = in.u8("kind");
            if (kind > 1) throw new ProtocolViolation("kind", in.offset() - 1, kind + " is neither 0 nor 1");
            if (kind == 0) return NOTHING;
            var left = Bytes.wrap(in.bytes("digest", TreeNode.HASH));
            var right = Bytes.wrap(in.bytes("digest", TreeNode.HASH));
            return new Answer(left, right, in.sizedText("path", 2, FolderPath.MOST_BYTES), TreeNode.read(in));
        }

        private Bytes digest() {
            return path == null ? Bytes.of(Treap.digest(null))
                    : Bytes.wrap(Treap.digest(left.array(), right.array(), path, node));
        }
    }

    /// Answers questions about the tree of the other.
    @FunctionalInterface
    public interface Source {
        /// {@return an answer for each question, in order}
        List<Answer> ask(List<Question> questions) throws IOException;
    }

    private record Branch(Question where, Bytes digest) {}

    private final FolderTree mine;
    private final Source theirs;
    private final ArrayDeque<Branch> open = new ArrayDeque<>();
    /// Parts of their tree, each of which stands before or behind each other one.
    private final List<Treap> parts = new ArrayList<>();

    private TreeFetch(FolderTree mine, Source theirs) {
        this.mine = mine;
        this.theirs = theirs;
    }

    /// {@return what another one is to be answered about a tree}
    public static Answer answer(FolderTree tree, Question question) {
        var top = question.in(tree.paths);
        if (top == null) return Answer.NOTHING;
        return new Answer(Bytes.of(Treap.digest(top.left)), Bytes.of(Treap.digest(top.right)), top.path, top.node);
    }

    /// {@return the tree with a root, which another one has}
    ///
    /// @param mine what is in it as well need not travel
    /// @throws ProtocolViolation when an answer is not about that tree: it has changed meanwhile, or the other one lies
    public static FolderTree follow(FolderTree mine, Bytes root, Source theirs) throws IOException {
        if (mine.root().equals(root)) return mine;
        return new TreeFetch(mine, theirs).follow(root);
    }

    private FolderTree follow(Bytes root) throws IOException {
        look(new Branch(new Question(null, null), root));
        int asked = 0;
        while (!open.isEmpty()) {
            var some = new ArrayList<Branch>();
            while (!open.isEmpty() && some.size() < MOST_QUESTIONS) some.add(open.poll());
            asked += some.size();
            if (asked > FolderTree.MOST_PATHS) throw new ProtocolViolation("paths", 0, "more than " + FolderTree.MOST_PATHS);
            var answers = theirs.ask(some.stream().map(Branch::where).toList());
            if (answers.size() != some.size()) throw new ProtocolViolation("answers", 0, "not one for each question");
            for (int i = 0; i < some.size(); i++) take(some.get(i), answers.get(i));
        }
        parts.sort(Comparator.comparing(part -> part.key));
        Treap all = null;
        for (var part : parts) all = Treap.join(all, part);
        if (Treap.size(all) > FolderTree.MOST_PATHS) throw new ProtocolViolation("paths", 0, "too many");
        var tree = new FolderTree(all);
        // Branches of another shape than ours have other digests, though each answer was right.
        if (!tree.root().equals(root)) throw new ProtocolViolation("digest", 0, "is that of no tree");
        return checked(tree);
    }

    private void look(Branch branch) {
        if (Treap.isNothing(branch.digest)) return;
        var same = branch.where.in(mine.paths);
        if (Bytes.of(Treap.digest(same)).equals(branch.digest)) parts.add(same);
        else open.add(branch);
    }

    private void take(Branch asked, Answer answer) throws ProtocolViolation {
        if (!answer.digest().equals(asked.digest)) throw new ProtocolViolation("digest", 0, "is not that of the answer");
        try {
            FolderPath.check(answer.path);
            if (answer.node instanceof TreeNode.LinkNode link) FolderPath.target(answer.path, link.target());
        } catch (TreeException e) {
            throw new ProtocolViolation("path", 0, e.getMessage());
        }
        var one = Treap.one(answer.path, answer.node);
        if (asked.where.in(one) == null) throw new ProtocolViolation("path", 0, "is not where it was asked for");
        parts.add(one);
        look(new Branch(new Question(asked.where.after, answer.path), answer.left));
        look(new Branch(new Question(answer.path, asked.where.before), answer.right));
    }

    private static FolderTree checked(FolderTree tree) throws ProtocolViolation {
        var orphans = new ArrayList<String>();
        tree.forEach((path, _) -> {
            if (!(tree.get(FolderPath.parent(path)) instanceof TreeNode.FolderNode)) orphans.add(path);
        });
        if (orphans.isEmpty()) return tree;
        throw new ProtocolViolation("path", 0, FolderPath.shown(orphans.getFirst()) + " is in no folder");
    }
}
