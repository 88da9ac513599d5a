package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// The files below one folder as paths of URIs reach them, and nothing else: the path is decoded once, every segment is
/// looked at, and what is found must really lie below the folder, wherever symbolic links lead.
final class Tree {
    /// What was found.
    ///
    /// @param real where it lies, without links
    /// @param name the last segment of the path as text, empty for the root
    /// @param attributes what the system says about it
    record Found(Path real, String name, BasicFileAttributes attributes) {}

    private final Path root;
    private final boolean dotFiles;

    /// @param root the folder
    /// @param dotFiles whether names that begin with a dot are served too
    /// @throws IOException when the folder cannot be found
    Tree(Path root, boolean dotFiles) throws IOException {
        this.root = root.toRealPath();
        this.dotFiles = dotFiles;
    }

    /// Splits a path of a URI into names.
    ///
    /// @param path begins with `/`; percent-encoded
    /// @return the names, decoded once; a slash at the end counts for nothing
    /// @throws StatusException with 400 for what no name may be, 404 for what no file is called
    static List<String> segments(String path) throws StatusException {
        var names = new ArrayList<String>();
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].isEmpty()) {
                if (!last) throw new StatusException(404, "No file has an empty name.");
                continue;
            }
            String name = decode(parts[i]);
            // Clients resolve dot segments themselves (RFC 3986, section 5.2.4): whoever sends one wants to get out.
            if (name.equals(".") || name.equals("..")) {
                throw new StatusException(400, "A path must not contain . or .. as a name.");
            }
            if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
                throw new StatusException(404, "No file has a slash in its name.");
            }
            names.add(name);
        }
        return names;
    }

    private static String decode(String segment) throws StatusException {
        if (segment.indexOf('%') < 0) return segment;
        var bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                c = (char) (Syntax.hex(segment.charAt(i + 1)) << 4 | Syntax.hex(segment.charAt(i + 2)));
                i += 2;
                if (c < ' ' || c == 0x7f) throw new StatusException(400, "A control character in a path.");
            }
            bytes.put((byte) c);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException _) {
            throw new StatusException(400, "The path is not UTF-8.");
        }
    }

    /// Looks for the file or folder that names lead to.
    ///
    /// @param names as [#segments(String)] gives them
    /// @return what was found, or `null`
    /// @throws StatusException with 403 when it lies elsewhere or may not be read
    Found find(List<String> names) throws StatusException {
        try {
            Path path = root;
            for (String name : names) {
                if (hidden(name)) return null;
                path = path.resolve(name);
            }
            Path real = path.toRealPath();
            if (!real.startsWith(root)) throw new StatusException(403, "This leads out of what is served here.");
            for (Path name : root.relativize(real)) if (hidden(name.toString())) return null;
            return new Found(real, names.isEmpty() ? "" : names.getLast(),
                    Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (AccessDeniedException _) {
            throw new StatusException(403, "This may not be read.");
        } catch (FileSystemException | InvalidPathException _) {
            // Not there, a file where a folder should be, a name too long or impossible, links in a circle: nothing is here.
            return null;
        } catch (StatusException e) {
            throw e;
        } catch (IOException e) {
            throw new StatusException(500, "The file could not be looked at.");
        }
    }

    /// Whether a name is one that is not served.
    boolean hidden(String name) {
        return !dotFiles && name.startsWith(".");
    }

    /// Whether what a path leads to lies below the folder.
    boolean contains(Path path) throws IOException {
        return path.toRealPath().startsWith(root);
    }

    /// The deepest folder on the way that exists.
    ///
    /// @param names as [#segments(String)] gives them
    /// @return how many of the names lead there
    int nearestFolder(List<String> names) throws StatusException {
        for (int n = names.size() - 1; n > 0; n--) {
            var found = find(names.subList(0, n));
            if (found != null && found.attributes.isDirectory()) return n;
        }
        return 0;
    }

    /// A name as a segment of a path: everything but unreserved characters percent-encoded.
    static String encode(String name) {
        var text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
            if (plain) text.append(c);
            else text.append(String.format("%%%02X", (int) c));
        }
        return text.toString();
    }
}
