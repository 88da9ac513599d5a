package wirelab.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import wirelab.kit.Hmac;
import wirelab.kit.SafeFile;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;

/// The keys of servers that a client has seen, in the form of OpenSSH's `known_hosts`:
///
/// ```
/// host,192.0.2.7 ssh-ed25519 AAAA…         names, with the wildcards * and ?, and ! to leave one out
/// [host]:2222 ssh-ed25519 AAAA…            a port other than 22
/// |1|salt|hash ssh-ed25519 AAAA…           hash = HMAC-SHA1(salt, name): the file does not say where its owner has been
/// @revoked * ssh-ed25519 AAAA…             a key that is never to be believed
/// ```
///
/// Lines of other kinds, such as those of certificate authorities, are kept and not looked at.
public final class KnownHosts {
    private static final int MOST_BYTES = 10_000_000;
    private static final int SALT = 20;

    /// What is known of a server.
    public enum Verdict {
        /// This is its key.
        KNOWN,
        /// Nothing is known of it, or only keys of other kinds.
        UNKNOWN,
        /// It had another key of this kind.
        CHANGED,
        /// This key was stolen.
        REVOKED
    }

    private record Line(int number, String marker, String hosts, String type, String key) {}

    private final Path file;

    /// @param file need not exist yet
    public KnownHosts(Path file) {
        this.file = file;
    }

    /// {@return the name under which a server stands in the file}
    public static String name(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        return port == 22 ? lower : "[" + lower + "]:" + port;
    }

    /// Looks a server's key up.
    ///
    /// @param name as [#name(String, int)] gives it
    /// @throws IOException when the file is there and cannot be read
    public Verdict verdict(String name, SshPublicKey key) throws IOException {
        var verdict = Verdict.UNKNOWN;
        for (var line : lines()) {
            boolean revoked = line.marker.equals("@revoked");
            if (!revoked && !line.marker.isEmpty() || !matches(line.hosts, name)) continue;
            boolean same = key.equals(SshPublicKey.parse(line.type, line.key));
            if (revoked && same) return Verdict.REVOKED;
            if (revoked) continue;
            if (same) verdict = Verdict.KNOWN;
            else if (line.type.equals(key.type()) && verdict == Verdict.UNKNOWN) verdict = Verdict.CHANGED;
        }
        return verdict;
    }

    /// {@return the kinds of keys that are known of a server, so that it is asked for one of those}
    public List<String> types(String name) throws IOException {
        var types = new ArrayList<String>();
        for (var line : lines()) if (line.marker.isEmpty() && matches(line.hosts, name)) types.add(line.type);
        return types;
    }

    /// {@return the number of the line from which a server is known; 0 when there is none}
    public int line(String name, String type) throws IOException {
        for (var line : lines())
                if (line.marker.isEmpty() && line.type.equals(type) && matches(line.hosts, name)) return line.number;
        return 0;
    }

    private List<Line> lines() throws IOException {
        if (!Files.exists(file)) return List.of();
        var lines = new ArrayList<Line>();
        int number = 0;
        for (String text : SafeFile.read(file, MOST_BYTES).split("\n", -1)) {
            number++;
            var words = new ArrayList<>(List.of(text.strip().split("[ \t]+")));
            String marker = words.getFirst().startsWith("@") ? words.removeFirst() : "";
            if (words.size() < 3 || words.getFirst().startsWith("#")) continue;
            lines.add(new Line(number, marker, words.get(0), words.get(1), words.get(2)));
        }
        return lines;
    }

    /// Whether a name is one of those in a list as such files have it: patterns behind commas, or a hash.
    ///
    /// @param name in small letters
    public static boolean matches(String hosts, String name) {
        if (hosts.startsWith("|1|")) return matchesHash(hosts, name);
        boolean matches = false;
        for (String pattern : hosts.split(",")) {
            boolean not = pattern.startsWith("!");
            if (!like(not ? pattern.substring(1) : pattern, name)) continue;
            if (not) return false;
            matches = true;
        }
        return matches;
    }

    /// A pattern with `*` and `?`, compared without going back more than to the last star: no pattern takes long.
    private static boolean like(String pattern, String name) {
        int p = 0, star = -1, mark = 0;
        for (int n = 0; n < name.length(); ) {
            char c = p < pattern.length() ? Character.toLowerCase(pattern.charAt(p)) : 0;
            if (c == '*') {
                star = p++;
                mark = n;
            } else if (c != 0 && (c == '?' || c == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') p++;
        return p == pattern.length();
    }

    private static boolean matchesHash(String hosts, String name) {
        var parts = hosts.split("\\|", -1);
        if (parts.length != 4) return false;
        try {
            byte[] salt = Base64.getDecoder().decode(parts[2]), hash = Base64.getDecoder().decode(parts[3]);
            return salt.length > 0 && Secrets.same(hash, hash(salt, name));
        } catch (IllegalArgumentException _) {
            // No base64, so nobody's name.
            return false;
        }
    }

    private static byte[] hash(byte[] salt, String name) {
        return Hmac.sha1(salt).of(name.getBytes(StandardCharsets.UTF_8));
    }

    /// Remembers a server's key, under a hashed name.
    ///
    /// @throws IOException when the file cannot be written
    public void add(String name, SshPublicKey key) throws IOException {
        byte[] salt = Secrets.bytes(SALT);
        String hashed = "|1|" + Base64.getEncoder().encodeToString(salt) + "|"
                + Base64.getEncoder().encodeToString(hash(salt, name));
        String before = Files.exists(file) ? SafeFile.read(file, MOST_BYTES) : "";
        if (before.length() > MOST_BYTES - 10_000) throw new UsageException(file + " is full");
        String text = before + (before.isEmpty() || before.endsWith("\n") ? "" : "\n") + hashed + " " + key.line() + "\n";
        var folder = file.toAbsolutePath().getParent();
        if (!Files.exists(folder)) Files.createDirectory(folder);
        SafeFile.replacePrivately(file, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "hosts known from " + file;
    }
}
