package wirelab.replica;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import wirelab.folder.FolderPath;
import wirelab.folder.TreeException;
import wirelab.folder.TreeNode;
import wirelab.kit.Failure;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;

/// Files of this machine go into the tree, and come out of it: `put`, `get`.
final class CommandTransfer {
    private final ReplicaSession session;
    private final CommandPaths paths;
    private final PrintStream out;
    private int files;
    private long bytes;

    CommandTransfer(ReplicaSession session, CommandPaths paths, PrintStream out) {
        this.session = session;
        this.paths = paths;
        this.out = out;
    }

    void put(CommandFlags flags) throws IOException {
        var words = flags.words("put [-r] FILE... [PATH]", 1, Integer.MAX_VALUE);
        int sources = Math.max(1, words.size() - 1);
        String to = words.size() == 1 ? paths.here() : paths.resolve(words.getLast().text());
        if (sources > 1) paths.folder(to);
        files = 0;
        bytes = 0;
        for (var word : words.subList(0, sources)) put(Path.of(word.text()), to, flags.has('r'));
        out.println(Text.count(files, "file") + ", " + Text.bytes(bytes));
    }

    private void put(Path file, String to, boolean recursive) throws IOException {
        String name = file.toAbsolutePath().normalize().getFileName().toString();
        String path = paths.node(to) instanceof TreeNode.FolderNode ? FolderPath.in(to, name) : to;
        if (Files.isDirectory(file) && !recursive) throw new UsageException(file + " is a folder; put -r takes it whole");
        send(file, path);
    }

    private void send(Path file, String path) throws IOException {
        if (Files.isSymbolicLink(file)) {
            if (paths.node(path) == null) session.change(new TreeChange.Link(path, Files.readSymbolicLink(file).toString()));
        } else if (Files.isDirectory(file)) {
            if (paths.node(path) == null) session.change(new TreeChange.Mkdir(path, mode(file, 0755)));
            try (var inside = Files.list(file)) {
                for (Path each : inside.sorted().toList()) {
                    sendAllowed(each, FolderPath.in(path, each.getFileName().toString()));
                }
            }
        } else {
            session.put(path, mode(file, 0644), file);
            files++;
            bytes += Files.size(file);
        }
    }

    /// Of a whole folder, what the tree cannot hold is said and left out.
    private void sendAllowed(Path file, String path) throws IOException {
        try {
            FolderPath.check(path);
        } catch (TreeException e) {
            out.println("left out: " + e.getMessage());
            return;
        }
        send(file, path);
    }

    private static int mode(Path file, int otherwise) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) return otherwise;
        int mode = 0;
        for (var bit : Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)) mode |= 0400 >> bit.ordinal();
        return mode;
    }

    void get(CommandFlags flags) throws IOException {
        var words = flags.words("get [-r] PATH [FILE]", 1, 2);
        var found = paths.all(words.subList(0, 1));
        Path to = Path.of(words.size() == 1 ? "" : words.getLast().text());
        files = 0;
        bytes = 0;
        for (String path : found) {
            boolean isFolder = paths.need(path) instanceof TreeNode.FolderNode;
            if (isFolder && !flags.has('r')) {
                throw new UsageException(FolderPath.shown(path) + " is a folder; get -r takes it whole");
            }
            boolean inside = found.size() > 1 || Files.isDirectory(to);
            Path file = inside ? to.resolve(FolderPath.name(path)) : to;
            if (isFolder) fetchFolder(path, file);
            else fetch(path, file);
        }
        out.println(Text.count(files, "file") + ", " + Text.bytes(bytes));
    }

    private void fetchFolder(String folder, Path to) throws IOException {
        Files.createDirectories(to);
        for (var listed : session.list(folder, true)) {
            // Whoever answers is not to lead out of the folder here.
            FolderPath.check(listed.path());
            if (!FolderPath.isBelow(listed.path(), folder)) throw new ReplicaException("the node lists what is elsewhere");
            Path file = to.resolve(folder.isEmpty() ? listed.path() : listed.path().substring(folder.length() + 1));
            switch (listed.node()) {
                case TreeNode.FolderNode _ -> Files.createDirectories(file);
                case TreeNode.FileNode _ -> fetch(listed.path(), file);
                case TreeNode.LinkNode _ -> out.println("left out: " + Visible.name(listed.path()) + ", a link");
            }
        }
    }

    /// The file is there when all of it is.
    private void fetch(String path, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(folder, ".get", ".part");
        try {
            long count;
            try (OutputStream into = Files.newOutputStream(fresh)) {
                count = session.get(path, into);
            }
            if (paths.node(path) instanceof TreeNode.FileNode node) setMode(fresh, node.mode());
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            files++;
            bytes += count;
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException(file + ": " + Failure.writing(e), e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void setMode(Path file, int mode) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(TreeNode.words(mode)));
    }
}
