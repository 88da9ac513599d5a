package wirelab.replicaterminal;

import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import wirelab.folder.FolderPath;
import wirelab.folder.TreeException;
import wirelab.folder.TreeNode;
import wirelab.kit.Failure;
import wirelab.kit.SafeFile;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;
import wirelab.program.Progress;
import wirelab.replica.ReplicaException;
import wirelab.replica.ReplicaSession;
import wirelab.replica.TreeChange;

/// Files of this machine go into the tree, and come out of it: `put`, `get`.
final class CommandTransfer {
    private final ReplicaSession session;
    private final CommandPaths paths;
    private final PrintStream out;
    private int files;
    private long bytes;
    private Progress progress;

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
        long total = 0;
        for (var word : words.subList(0, sources)) total += size(Path.of(word.text()), flags.has('r'));
        try (var line = Progress.bytes("put", total)) {
            progress = line;
            for (var word : words.subList(0, sources)) put(Path.of(word.text()), to, flags.has('r'));
        }
        out.println(Text.count(files, "file") + ", " + Text.bytes(bytes));
    }

    /// {@return bytes of a file, or of all files in a folder; what cannot be seen is said when it is its turn}
    private static long size(Path file, boolean recursive) throws IOException {
        if (!Files.isDirectory(file)) return Files.exists(file) ? Files.size(file) : 0;
        if (!recursive) return 0;
        try (var inside = Files.walk(file)) {
            return inside.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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
            long before = bytes;
            session.put(path, mode(file, 0644), file, sent -> moved(before + sent));
            files++;
            moved(before + Files.size(file));
        }
    }

    /// Goes on; what has to be sent once more counts once.
    private void moved(long upTo) {
        if (upTo <= bytes) return;
        progress.advance(upTo - bytes);
        bytes = upTo;
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
        try (var line = Progress.bytes("get", 0)) {
            progress = line;
            for (String path : found) get(path, to, found.size() > 1 || Files.isDirectory(to), flags.has('r'));
        }
        out.println(Text.count(files, "file") + ", " + Text.bytes(bytes));
    }

    private void get(String path, Path to, boolean inside, boolean recursive) throws IOException {
        var node = paths.need(path);
        Path file = inside ? to.resolve(FolderPath.name(path)) : to;
        if (node instanceof TreeNode.FolderNode) {
            if (!recursive) throw new UsageException(FolderPath.shown(path) + " is a folder; get -r takes it whole");
            fetchFolder(path, file);
        } else {
            if (node instanceof TreeNode.FileNode it) progress.expect(it.size());
            fetch(path, file);
        }
    }

    private void fetchFolder(String folder, Path to) throws IOException {
        Files.createDirectories(to);
        var inside = session.list(folder, true);
        for (var listed : inside) if (listed.node() instanceof TreeNode.FileNode it) progress.expect(it.size());
        for (var listed : inside) {
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
        SafeFile.checkGivesWay(file);
        Path folder = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(folder, ".get", ".part");
        try {
            try (OutputStream into = counted(Files.newOutputStream(fresh))) {
                session.get(path, into);
            }
            if (paths.node(path) instanceof TreeNode.FileNode node) setMode(fresh, node.mode());
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            files++;
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException(file + ": " + Failure.writing(e), e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private OutputStream counted(OutputStream file) {
        return new FilterOutputStream(file) {
            @Override
            public void write(byte[] some, int from, int count) throws IOException {
                out.write(some, from, count);
                moved(bytes + count);
            }
        };
    }

    private static void setMode(Path file, int mode) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(TreeNode.words(mode)));
    }
}
