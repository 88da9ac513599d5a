package wirelab.replicaterminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import wirelab.folder.FolderPath;
import wirelab.folder.TreeNode;
import wirelab.kit.UsageException;
import wirelab.replica.ReplicaException;
import wirelab.replica.ReplicaSession;

/// Paths as they are typed: from the folder where one is, or with `/` before them from the root, which is that of the tree.
final class CommandPaths {
    /// A pattern that means more is no help.
    private static final int MOST = 10_000;

    private final ReplicaSession session;
    private String here = FolderPath.ROOT;

    CommandPaths(ReplicaSession session) {
        this.session = session;
    }

    String here() {
        return here;
    }

    void go(String folder) throws IOException {
        folder(folder);
        here = folder;
    }

    /// {@return a path of the tree; the root is the empty one}
    ///
    /// @throws UsageException when it leads out of the tree
    String resolve(String typed) {
        String path = typed.startsWith("/") ? FolderPath.ROOT : here;
        for (String part : typed.split("/")) {
            if (part.isEmpty() || part.equals(".")) continue;
            if (!part.equals("..")) path = FolderPath.in(path, part);
            else if (path.isEmpty()) throw new UsageException(FolderPath.shown(typed) + " leads out of the folder");
            else path = FolderPath.parent(path);
        }
        return path;
    }

    /// {@return what stands at a path}
    TreeNode need(String path) throws IOException {
        var node = node(path);
        if (node == null) throw new ReplicaException(FolderPath.shown(path) + ": no such file or folder");
        return node;
    }

    /// {@return what stands at a path, `null` for nothing}
    TreeNode node(String path) throws IOException {
        return path.isEmpty() ? new TreeNode.FolderNode(0755) : session.stat(FolderPath.check(path));
    }

    void folder(String path) throws IOException {
        if (!(need(path) instanceof TreeNode.FolderNode)) throw new ReplicaException(FolderPath.shown(path) + " is no folder");
    }

    /// {@return the paths that words mean; one with a pattern must mean one at least}
    List<String> all(List<CommandWords.Word> words) throws IOException {
        var found = new ArrayList<String>();
        for (var word : words) found.addAll(all(word));
        if (found.size() > MOST) throw new UsageException("that means more than " + MOST + " paths");
        return found;
    }

    private List<String> all(CommandWords.Word word) throws IOException {
        if (!word.pattern()) return List.of(resolve(word.text()));
        List<String> paths = List.of(word.text().startsWith("/") ? FolderPath.ROOT : here);
        for (String part : word.text().split("/")) {
            if (part.isEmpty()) continue;
            var next = new ArrayList<String>();
            for (String path : paths) step(path, part, next);
            paths = next;
        }
        if (paths.isEmpty()) throw new ReplicaException(FolderPath.shown(word.text()) + ": nothing is called so");
        return paths;
    }

    private void step(String path, String part, List<String> found) throws IOException {
        if (!CommandWords.isPattern(part)) {
            String next = part.equals("..") || part.equals(".") ? resolve("/" + path + "/" + part) : FolderPath.in(path, part);
            if (node(next) != null) found.add(next);
            return;
        }
        if (!(node(path) instanceof TreeNode.FolderNode)) return;
        var pattern = CommandWords.pattern(part);
        for (var listed : session.list(path, false)) {
            String name = FolderPath.name(listed.path());
            boolean isHidden = name.startsWith(".") && !part.startsWith(".");
            if (!isHidden && pattern.matcher(name).matches()) found.add(listed.path());
            if (found.size() > MOST) throw new UsageException("that means more than " + MOST + " paths");
        }
    }

    /// {@return where something goes: into a folder that is there, under its own name, or to the path itself}
    String into(String from, String to) throws IOException {
        return node(to) instanceof TreeNode.FolderNode ? FolderPath.in(to, FolderPath.name(from)) : to;
    }

    /// {@return what a word that has begun may become, for the one who presses Tab}
    List<String> completions(String begun) throws IOException {
        int slash = begun.lastIndexOf('/');
        String folder = resolve(slash < 0 ? "." : begun.substring(0, slash + 1));
        if (!(node(folder) instanceof TreeNode.FolderNode)) return List.of();
        var found = new ArrayList<String>();
        for (var listed : session.list(folder, false)) {
            String name = begun.substring(0, slash + 1) + FolderPath.name(listed.path());
            if (name.startsWith(begun)) found.add(name + (listed.node() instanceof TreeNode.FolderNode ? "/" : ""));
        }
        return found;
    }
}
