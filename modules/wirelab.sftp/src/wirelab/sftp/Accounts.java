package wirelab.sftp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The names of users and groups, from `/etc/passwd` and `/etc/group`: read once, when first asked for. Who is known to a
/// directory service alone is shown by number.
final class Accounts {
    private static final int MOST_BYTES = 4 << 20;

    private Map<Long, String> users;
    private Map<Long, String> groups;

    /// {@return a user's name, or `null`}
    String user(long id) {
        if (users == null) users = read(Path.of("/etc/passwd"));
        return users.get(id);
    }

    /// {@return a group's name, or `null`}
    String group(long id) {
        if (groups == null) groups = read(Path.of("/etc/group"));
        return groups.get(id);
    }

    private static Map<Long, String> read(Path file) {
        var names = new HashMap<Long, String>();
        try (var in = Files.newInputStream(file)) {
            var text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
            text.lines().map(line -> line.split(":")).filter(parts -> parts.length > 2 && parts[2].matches("\\d{1,10}"))
                    .forEach(parts -> names.putIfAbsent(Long.valueOf(parts[2]), parts[0]));
        } catch (IOException _) {
            // No such file, no names: numbers are shown.
        }
        return names;
    }
}
