package wirelab.replicaterminal;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.TreeMap;
import wirelab.folder.FolderPath;
import wirelab.folder.TreeNode;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;
import wirelab.replica.ReplicaSession;

/// What is where: `ls`, `stat`, `find`, `du`.
final class CommandListing {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
            .withZone(ZoneId.systemDefault());

    private final ReplicaSession session;
    private final CommandPaths paths;
    private final PrintStream out;

    CommandListing(ReplicaSession session, CommandPaths paths, PrintStream out) {
        this.session = session;
        this.paths = paths;
        this.out = out;
    }

    void ls(CommandFlags flags) throws IOException {
        var asked = flags.rest().isEmpty() ? List.of(paths.here()) : paths.all(flags.rest());
        for (String path : asked) {
            boolean isFolder = paths.need(path) instanceof TreeNode.FolderNode;
            if (isFolder && asked.size() > 1) out.println(Visible.name(path) + ":");
            var listed = isFolder && !flags.has('d') ? session.list(path, false) : one(path);
            for (var each : listed) {
                String name = isFolder && !flags.has('d') ? FolderPath.name(each.path()) : each.path();
                boolean isHidden = isFolder && name.startsWith(".") && !flags.has('a');
                if (!isHidden) out.println(flags.has('l') ? longLine(each, name) : Visible.name(name));
            }
        }
    }

    private List<ReplicaSession.Listed> one(String path) throws IOException {
        return session.list(FolderPath.parent(path), false).stream().filter(each -> each.path().equals(path)).toList();
    }

    /// As `ls -l`, with the number of healthy replicas where that of links would be.
    private static String longLine(ReplicaSession.Listed listed, String name) {
        String copies = String.format("%2d", listed.copies());
        return switch (listed.node()) {
            case TreeNode.FileNode it -> "-" + TreeNode.words(it.mode()) + " " + copies + String.format(" %12d ", it.size())
                    + time(it) + " " + Visible.name(name);
            case TreeNode.FolderNode it -> "d" + TreeNode.words(it.mode()) + " " + copies + " ".repeat(31)
                    + Visible.name(name);
            case TreeNode.LinkNode it -> "lrwxrwxrwx " + copies + " ".repeat(31) + Visible.name(name) + " -> "
                    + Visible.name(it.target());
        };
    }

    private static String time(TreeNode.FileNode file) {
        return TIME.format(Instant.ofEpochSecond(Math.floorDiv(file.modified(), 1_000_000_000L)));
    }

    void stat(CommandFlags flags) throws IOException {
        for (String path : paths.all(flags.words("stat PATH...", 1, Integer.MAX_VALUE))) {
            var node = paths.need(path);
            out.println(path.isEmpty() ? "the root, a folder" : Visible.name(path) + ": " + node);
            if (!(node instanceof TreeNode.FileNode file)) continue;
            out.println("  SHA-256 " + java.util.HexFormat.of().formatHex(file.hash().array()));
            out.println("  modified " + Instant.ofEpochSecond(0, file.modified()));
            for (var listed : one(path)) out.println("  whole on " + Text.count(listed.copies(), "node"));
        }
    }

    void find(CommandFlags flags) throws IOException {
        String folder = flags.words("find [FOLDER] [-name PATTERN] [-type f|d|l]", 0, 1).isEmpty() ? paths.here()
                : paths.resolve(flags.rest().getFirst().text());
        var name = CommandWords.pattern(flags.values().getOrDefault("name", "*"));
        String type = flags.values().getOrDefault("type", "fdl");
        if (!type.matches("[fdl]+")) throw new UsageException("-type is f for files, d for folders or l for links");
        paths.folder(folder);
        for (var listed : session.list(folder, true)) {
            boolean isMeant = name.matcher(FolderPath.name(listed.path())).matches();
            if (isMeant && type.indexOf(letter(listed.node())) >= 0) out.println(Visible.name(listed.path()));
        }
    }

    private static char letter(TreeNode node) {
        return switch (node) {
            case TreeNode.FileNode _ -> 'f';
            case TreeNode.FolderNode _ -> 'd';
            case TreeNode.LinkNode _ -> 'l';
        };
    }

    void du(CommandFlags flags) throws IOException {
        var asked = flags.rest().isEmpty() ? List.of(paths.here()) : paths.all(flags.rest());
        for (String path : asked) {
            if (paths.need(path) instanceof TreeNode.FileNode file) {
                out.println(size(file.size()) + "  " + Visible.name(path));
                continue;
            }
            var sums = new TreeMap<String, Long>();
            for (var listed : session.list(path, true)) add(sums, path, listed);
            sums.forEach((folder, bytes) -> {
                boolean isWhole = folder.equals(path);
                if (!isWhole && !flags.has('s')) out.println(size(bytes) + "  " + Visible.name(folder));
            });
            out.println(size(sums.getOrDefault(path, 0L)) + "  " + (path.isEmpty() ? "all" : Visible.name(path)));
        }
    }

    /// A file counts for each folder above it, as far as the one that was asked for.
    private static void add(TreeMap<String, Long> sums, String top, ReplicaSession.Listed listed) {
        long bytes = listed.node() instanceof TreeNode.FileNode file ? file.size() : 0;
        String at = listed.node() instanceof TreeNode.FolderNode ? listed.path() : FolderPath.parent(listed.path());
        while (true) {
            sums.merge(at, bytes, Long::sum);
            if (at.equals(top) || at.isEmpty()) return;
            at = FolderPath.parent(at);
        }
    }

    private static String size(long bytes) {
        return String.format("%9s", Text.bytes(bytes));
    }
}
