package wirelab.site;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import wirelab.http.Headers;
import wirelab.http.StatusException;

/// The files below one folder as paths of URIs reach them, and nothing else: the path is decoded once, every segment is
/// looked at, and what is found must really lie below the folder, wherever symbolic links lead.
final class Tree {
    /// What was found.
    ///
    /// @param real where it lies, without links
    /// @param name the last segment of the path as text, empty for the root
    /// @param attributes what the system says about it
    record Found(Path real, String name, BasicFileAttributes attributes) {}

    /// The one name with a dot that is meant for everybody (RFC 8615), at the top.
    private static final String WELL_KNOWN = ".well-known";

    private static final Set<String> NOTHING_THERE = Set.of("Not a directory", "File name too long",
            "Too many levels of symbolic links", "Invalid argument");

    private final Path given;
    private final boolean dotFiles;

    /// @param root the folder; looked up each time, since it may be a link that is turned to another folder
    /// @param dotFiles whether names that begin with a dot are served too
    /// @throws IOException when the folder cannot be found
    Tree(Path root, boolean dotFiles) throws IOException {
        given = root.toAbsolutePath();
        this.dotFiles = dotFiles;
        given.toRealPath();
    }

    private Path root() throws IOException {
        try {
            return given.toRealPath();
        } catch (NoSuchFileException _) {
            throw new StatusException(503, "What is served here is not in its place just now.",
                    Headers.of("Retry-After", "1"));
        }
    }

    /// Splits a path of a URI into names.
    ///
    /// @param path begins with `/`; percent-encoded
    /// @return the names, decoded once; several slashes count for one, and one at the end for nothing
    /// @throws StatusException with 400 for what no name may be, 404 for what no file is called
    static List<String> segments(String path) throws StatusException {
        var names = new ArrayList<String>();
        for (String part : path.split("/")) {
            if (part.isEmpty()) continue;
            String name = part.indexOf('%') < 0 ? part : Names.decode(Names.unescape(part));
            // Clients resolve dot segments themselves (RFC 3986, section 5.2.4): whoever sends one wants to get out.
            if (name.equals(".") || name.equals("..")) {
                throw new StatusException(400, "A path must not contain . or .. as a name.");
            }
            if (name.indexOf('\0') >= 0) throw new StatusException(400, "No name holds the character with the number 0.");
            if (name.indexOf('/') >= 0 || name.indexOf(File.separatorChar) >= 0) {
                throw new StatusException(404, "No file has a slash in its name.");
            }
            names.add(name);
        }
        return names;
    }

    /// Looks for the file or folder that names lead to.
    ///
    /// @param names as [#segments(String)] gives them
    /// @return what was found, or `null`
    /// @throws StatusException with 403 when it lies elsewhere
    /// @throws IOException when it cannot be looked at, for a reason of this side
    Found find(List<String> names) throws IOException {
        for (int i = 0; i < names.size(); i++) if (hidden(names.get(i), i)) return null;
        var root = root();
        try {
            Path real = Names.in(root, names).toRealPath();
            if (!real.startsWith(root)) throw new StatusException(403, "This leads out of what is served here.");
            int depth = 0;
            if (!real.equals(root)) {
                for (Path name : root.relativize(real)) if (hidden(name.toString(), depth++)) return null;
            }
            return new Found(real, names.isEmpty() ? "" : names.getLast(),
                    Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException | InvalidPathException _) {
            return null;
        } catch (FileSystemException e) {
            // The JDK has no types for these; whatever else fails is no reason to say that there is no such file.
            if (e.getReason() != null && NOTHING_THERE.stream().anyMatch(e.getReason()::startsWith)) return null;
            throw e;
        }
    }

    private boolean hidden(String name, int depth) {
        return name.startsWith(".") && !dotFiles && !(depth == 0 && name.equals(WELL_KNOWN));
    }

    /// Whether a name is one that is not shown in a listing.
    boolean hidden(String name) {
        return !dotFiles && name.startsWith(".");
    }

    /// Whether what a path leads to lies below the folder.
    boolean contains(Path path) throws IOException {
        return path.toRealPath().startsWith(root());
    }

    /// The deepest folder on the way that exists. The way is gone from the top: a path of a thousand names that lead nowhere
    /// costs one look.
    ///
    /// @param names as [#segments(String)] gives them
    /// @return how many of the names lead there
    int nearestFolder(List<String> names) throws IOException {
        int depth = 0;
        while (depth < names.size() - 1) {
            var found = find(names.subList(0, depth + 1));
            if (found == null || !found.attributes.isDirectory()) break;
            depth++;
        }
        return depth;
    }

    /// A name as a segment of a path: everything but unreserved characters percent-encoded.
    static String encode(String name) {
        return Names.escape(name);
    }

    @Override
    public String toString() {
        return "folder " + given;
    }
}
