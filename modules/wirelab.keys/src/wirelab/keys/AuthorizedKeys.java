package wirelab.keys;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;
import wirelab.kit.Failure;
import wirelab.kit.LogLimit;
import wirelab.kit.SafeFile;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;

/// The keys that open the door, in the form of OpenSSH's `authorized_keys`: a line for each, `type base64 comment`.
///
/// The name of the file may hold `%u`, the user's name; without it its keys let in as anybody. It is read again at each
/// attempt. A line that begins with options (`command="…"`, `from="…"`) restricts its key; as none of them is enforced
/// here, such a key lets nobody in, rather than without its restrictions. A file that others may write is not believed.
public final class AuthorizedKeys {
    private static final Logger LOG = System.getLogger(AuthorizedKeys.class.getName());
    private static final LogLimit PROBLEMS = new LogLimit(LOG);
    private static final int MOST_BYTES = 1_000_000;
    private static final String USER = "%u";

    private final String pattern;

    /// @param pattern the name of the file, with `%u` or without
    public AuthorizedKeys(String pattern) {
        if (pattern.isBlank()) throw new UsageException("the file of keys has no name");
        this.pattern = pattern;
    }

    /// Whether a key lets in as a user.
    public boolean allows(String user, SshPublicKey key) {
        // Else a name could lead to a file elsewhere.
        if (!user.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")) return false;
        var file = Path.of(pattern.replace(USER, user));
        try {
            if (isWritableByOthers(file)) {
                PROBLEMS.log(Level.WARNING, file + " can be written by others than its owner, and is not believed", null);
                return false;
            }
            return read(SafeFile.read(file, MOST_BYTES), file.toString()).contains(key);
        } catch (NoSuchFileException _) {
            // This user has no keys.
            return false;
        } catch (IOException | UsageException e) {
            PROBLEMS.log(Level.WARNING, Visible.of(Failure.line(e)), null);
            return false;
        }
    }

    private static boolean isWritableByOthers(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) return false;
        var permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    /// Reads lines.
    ///
    /// @param source named in the log where a line is not taken
    static Set<SshPublicKey> read(String text, String source) {
        var keys = new HashSet<SshPublicKey>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) continue;
            var words = line.strip().split("[ \t]+", 3);
            if (KeyKind.of(words[0]) == null || words.length < 2) {
                PROBLEMS.log(Level.WARNING, source + ", line " + number + ": options and other kinds of keys are not taken",
                        null);
                continue;
            }
            var key = SshPublicKey.parse(words[0], words[1]);
            if (key == null) PROBLEMS.log(Level.WARNING, source + ", line " + number + ": that is no key", null);
            else keys.add(key);
        }
        return keys;
    }

    @Override
    public String toString() {
        return "keys in " + pattern;
    }
}
