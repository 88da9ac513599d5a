package wirelab.rudpfiles;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A folder that no path leads out of: by no `..`, since there is none, and by no symbolic link, since none is followed. Who
/// is at the other end of a connection can make neither.
final class FolderRoot {
    /// A file that is not whole yet is beside its place, under a name that is never listed or served.
    static final String PART = ".part";
    /// Bytes of a name, on nearly all systems.
    private static final int LONGEST = 255;

    private final Path root;
    private final Path hidden;

    /// @param hidden a file that is neither listed nor served nor replaced, such as the server's key; `null` for none
    FolderRoot(Path root, Path hidden) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) throw new IOException(root + " is no folder");
        this.hidden = hidden == null ? null : hidden.toRealPath();
    }

    /// Whether this file of a folder is not to be seen.
    boolean isHidden(Path entry) {
        return entry.equals(hidden) || isPart(entry.getFileName().toString());
    }

    /// The same of what a client has named: some systems know a file by other names, too, such as one in capitals.
    private boolean isHiddenByAnyName(Path file) {
        try {
            return hidden != null && Files.isSameFile(file, hidden);
        } catch (IOException _) {
            return false; // It is not there, or cannot be read.
        }
    }

    /// {@return the steps of a path: none for the root itself; a `/` at its end, as of a folder, does not count}
    ///
    /// @throws FileFailure when it is not one of a client's
    static List<String> steps(String path) throws FileFailure {
        String inner = path.substring(path.startsWith("/") ? 1 : 0);
        if (inner.endsWith("/")) inner = inner.substring(0, inner.length() - 1);
        if (inner.isEmpty() || inner.equals(".")) return List.of();
        var steps = Arrays.asList(inner.split("/", -1));
        for (String step : steps) if (!isName(step)) throw new FileFailure(FileStatus.REFUSED, path);
        return steps;
    }

    /// Whether a file or folder may be called so here: what separates steps on this system is part of no name.
    static boolean isName(String step) {
        return !step.isEmpty() && !step.equals(".") && !step.equals("..") && length(step) <= LONGEST
                && step.indexOf('\0') < 0 && step.indexOf('/') < 0 && step.indexOf(File.separatorChar) < 0 && !isPart(step);
    }

    static boolean isPart(String name) {
        return name.startsWith(".") && name.endsWith(PART);
    }

    /// {@return where a path leads, which need not be there; all before its last step are folders}
    ///
    /// @param make whether folders are made that are missing
    Path resolve(String path, boolean make) throws IOException {
        var steps = steps(path);
        Path at = root;
        try {
            for (int i = 0; i < steps.size(); i++) {
                at = at.resolve(steps.get(i));
                if (i == steps.size() - 1) break;
                if (make) makeFolder(at);
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) throw new FileFailure(FileStatus.NOT_FOUND, path);
            }
        } catch (InvalidPathException e) {
            throw new FileFailure(FileStatus.REFUSED, path);
        }
        if (isHiddenByAnyName(at)) throw new FileFailure(FileStatus.REFUSED, path);
        return at;
    }

    /// Makes a folder, and those around it; it may be there already.
    void make(String path) throws IOException {
        var folder = resolve(path, true);
        makeFolder(folder);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) throw new FileFailure(FileStatus.REFUSED, path);
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException _) {
            // Whatever it is, it is looked at next.
        }
    }

    /// {@return what is known of a file or folder, no link followed}
    static BasicFileAttributes attributes(Path file, String path) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new FileFailure(FileStatus.NOT_FOUND, path);
        }
    }

    /// {@return the same; `null` when there is none, or no longer}
    static BasicFileAttributes attributesIfThere(Path file) throws IOException {
        try {
            return attributes(file, "");
        } catch (FileFailure _) {
            return null;
        }
    }

    /// Opens a file, and nothing that a link leads to.
    static FileChannel open(Path file, String path, StandardOpenOption... how) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(how));
        options.add(LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, options);
        } catch (NoSuchFileException e) {
            throw new FileFailure(FileStatus.NOT_FOUND, path);
        }
    }

    /// {@return where a file is while it is not whole; a name that is too long for that has its hash there}
    static Path part(Path file) {
        String name = file.getFileName().toString();
        boolean isShort = length(name) + 1 + PART.length() <= LONGEST;
        return file.resolveSibling("." + (isShort ? name : Digests.ofText(name)) + PART);
    }

    private static int length(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
