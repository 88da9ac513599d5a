package wirelab.folder;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import wirelab.kit.Visible;

/// Paths in a folder: relative, with `/` between their parts; the folder itself is the empty one.
///
/// A path is allowed when every system that wirelab runs on can hold it, so that what one node takes no other one must refuse.
/// Two paths *clash* when a system that does not tell cases apart, or keeps names in another normal form of Unicode (NFC,
/// NFD), takes one for the other: they have the same [#key].
public final class FolderPath {
    /// Longest path, in bytes of UTF-8.
    public static final int MOST_BYTES = 4096;
    /// Longest part of one, in bytes of UTF-8.
    public static final int MOST_NAME = 255;
    /// What is kept for the replication itself; nobody else may have it.
    public static final String RESERVED = ".wirelab";
    /// The folder itself.
    public static final String ROOT = "";

    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\\..*)?");
    private static final String FORBIDDEN = "<>:\"|?*\\";

    private FolderPath() {}

    /// {@return the path, which is allowed}
    ///
    /// @throws TreeException in words when it is not, or is that of the folder itself
    public static String check(String path) {
        if (path.isEmpty()) throw new TreeException("a path is needed that is not the folder itself");
        if (path.length() > MOST_BYTES || bytes(path) > MOST_BYTES) {
            throw new TreeException("the path is longer than " + MOST_BYTES + " bytes");
        }
        for (int from = 0; from <= path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String problem = problem(path.substring(from, to));
            if (problem != null) throw new TreeException(shown(path) + ": " + problem);
            from = to + 1;
        }
        return path;
    }

    /// {@return what is wrong with one part of a path, `null` for nothing}
    static String problem(String name) {
        if (name.isEmpty()) return "a part of the path is empty";
        if (name.equals(".") || name.equals("..")) return "'" + name + "' leads elsewhere";
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c == 0x7f) return "there is a control character in it";
            if (FORBIDDEN.indexOf(c) >= 0) return "'" + c + "' is not allowed: other systems cannot hold such a name";
        }
        if (bytes(name) > MOST_NAME) return "a part of it is longer than " + MOST_NAME + " bytes";
        char last = name.charAt(name.length() - 1);
        if (last == '.' || last == ' ') return "a name that ends with a dot or a space cannot be held by other systems";
        if (DEVICE.matcher(name).matches()) return "'" + name + "' is the name of a device on other systems";
        if (fold(name).equals(RESERVED)) return "'" + RESERVED + "' is kept for the replication itself";
        return null;
    }

    /// As many bytes as UTF-8 needs; far too many when that cannot hold it.
    private static int bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) continue;
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
            if (!pair) throw new TreeException(shown(text) + ": half a character is in it");
            i++;
        }
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// {@return a path for people: nothing in it can do harm to a terminal}
    public static String shown(String path) {
        return "'" + Visible.name(path) + "'";
    }

    /// {@return the path of what holds it; the root's is itself}
    public static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /// {@return the last part}
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// {@return the path of something in a folder}
    public static String in(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    /// {@return whether one lies somewhere below the other}
    public static boolean isBelow(String path, String folder) {
        return folder.isEmpty() ? !path.isEmpty() : path.startsWith(folder) && path.startsWith("/", folder.length());
    }

    /// {@return the same for all paths that some system takes for the same one}; all below a folder stand together in its
    /// order, behind the folder.
    static String key(String path) {
        return fold(path).replace('/', '\0');
    }

    private static String fold(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) >= 0x80) return foldUnicode(text);
        return text.toLowerCase(Locale.ROOT);
    }

    private static String foldUnicode(String text) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
        return Normalizer.normalize(decomposed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /// {@return where a link leads, as a path from the root}
    ///
    /// @throws TreeException when it leads out of the folder, or is no target at all
    static String target(String link, String target) {
        if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
            throw new TreeException(shown(link) + ": a link leads to a relative path, not to " + shown(target));
        }
        if (target.length() > MOST_BYTES || bytes(target) > MOST_BYTES) {
            throw new TreeException(shown(link) + ": the link's target is longer than " + MOST_BYTES + " bytes");
        }
        String at = parent(link);
        for (String part : target.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) continue;
            if (part.equals("..")) {
                if (at.isEmpty()) throw new TreeException(shown(link) + ": " + shown(target) + " leads out of the folder");
                at = parent(at);
            } else {
                String problem = problem(part);
                if (problem != null) throw new TreeException(shown(link) + ": its target: " + problem);
                at = in(at, part);
            }
        }
        return at;
    }
}
