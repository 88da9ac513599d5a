package wirelab.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.HttpUrl;
import wirelab.http.Proxies;
import wirelab.kit.Failure;
import wirelab.kit.Text;

/// Names and passwords for hosts, as the file `.netrc` of ftp(1), curl(1) and wget(1) holds them.
///
/// ```
/// machine files.example.org login alice password "se\"sa me"
/// default login anonymous password guest
/// ```
///
/// Words with white space between; one in quotation marks may hold blanks, and `\"`, `\\`, `\n`, `\r`, `\t` stand for what
/// they do elsewhere. A line that begins with `#` is a comment; `macdef` and what follows up to an empty line is a macro of
/// ftp(1) and passed over. The first entry that fits counts.
public final class Netrc {
    /// A larger file is refused.
    private static final int MAX_BYTES = 128 * 1024;

    /// @param machine a host in lower case, `null` for all
    private record Entry(String machine, String login, String password) {}

    private final List<Entry> entries = new ArrayList<>();
    private final String text;
    private int at;

    private Netrc(String text) {
        this.text = text;
    }

    /// Reads a file.
    ///
    /// @throws ClientException when it cannot be read, or holds what is no entry
    public static Netrc read(Path file) throws ClientException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) throw new ClientException(Kind.FILE, file + " is too long for a netrc");
            return parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new ClientException(Kind.FILE, file + ": " + e.getMessage(), e);
        } catch (ClientException e) {
            throw e;
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot read " + file + ": " + Failure.reason(e), e);
        }
    }

    /// {@return whether others than the owner may read a file, where the system knows owners}
    public static boolean isOpenToOthers(Path file) {
        try {
            var open = Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
            return Files.getPosixFilePermissions(file).stream().anyMatch(open::contains);
        } catch (IOException | UnsupportedOperationException _) {
            // A file that cannot be looked at cannot be read either, and that is said elsewhere.
            return false;
        }
    }

    /// Reads a text.
    ///
    /// @throws IllegalArgumentException when it holds what is no entry, with the number of the line
    static Netrc parse(String text) {
        var netrc = new Netrc(text.startsWith("\ufeff") ? text.substring(1) : text);
        String machine = null;
        String login = null;
        String password = null;
        boolean open = false;
        for (String word; (word = netrc.word()) != null; ) {
            switch (word) {
                case "machine", "default" -> {
                    if (open) netrc.entries.add(new Entry(machine, login, password));
                    open = true;
                    machine = word.equals("default") ? null : netrc.value(word).toLowerCase(Locale.ROOT);
                    login = null;
                    password = null;
                }
                case "login", "user" -> login = netrc.value(word);
                case "password" -> password = netrc.value(word);
                case "account" -> netrc.value(word);
                case "macdef" -> netrc.skipMacro();
                default -> throw netrc.wrong("a word that no netrc has");
            }
        }
        if (open) netrc.entries.add(new Entry(machine, login, password));
        return netrc;
    }

    /// The next word, `null` at the end. What a password holds is never said in an error.
    private String word() {
        skipSpace();
        if (at == text.length()) return null;
        if (text.charAt(at) == '"') return quoted();
        int begin = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) at++;
        return text.substring(begin, at);
    }

    private void skipSpace() {
        while (at < text.length()) {
            if (text.charAt(at) == '#' && text.substring(text.lastIndexOf('\n', at - 1) + 1, at).isBlank()) {
                while (at < text.length() && text.charAt(at) != '\n') at++;
            } else if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                return;
            }
        }
    }

    private String quoted() {
        var word = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                c = switch (text.charAt(++at)) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> text.charAt(at);
                };
            }
            word.append(c);
        }
        if (at == text.length()) throw wrong("a quotation mark without its other one");
        at++;
        return word.toString();
    }

    private String value(String what) {
        String value = word();
        if (value == null) throw wrong("nothing behind '" + what + "'");
        return value;
    }

    private void skipMacro() {
        int end = text.indexOf("\n\n", at);
        int other = text.indexOf("\n\r\n", at);
        if (end < 0 || other >= 0 && other < end) end = other;
        at = end < 0 ? text.length() : end;
    }

    private IllegalArgumentException wrong(String what) {
        long line = 1 + text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
        return new IllegalArgumentException("line " + line + ": " + what);
    }

    /// {@return whether there is a password in it}
    public boolean isSecret() {
        return entries.stream().anyMatch(entry -> entry.password != null);
    }

    /// Looks for what is known of the host of a URL; where the URL names a user, of that user.
    ///
    /// @return the value of `Authorization`, or `null` when nothing is known, or the URL has its own password
    public String authorization(HttpUrl url) {
        String user = url.userInfo() == null ? null
                : new String(HttpUrl.decode(url.userInfo()), StandardCharsets.UTF_8);
        if (user != null && url.userInfo().indexOf(':') >= 0) return null;
        for (var entry : entries) {
            boolean host = entry.machine == null || entry.machine.equals(url.host())
                    || url.host().equals("[" + entry.machine + "]");
            if (!host || user != null && !user.equals(entry.login)) continue;
            if (entry.login == null || entry.login.indexOf(':') >= 0) return null;
            return Proxies.basic(entry.login, entry.password == null ? "" : entry.password);
        }
        return null;
    }

    @Override
    public String toString() {
        return "netrc for " + Text.count(entries.size(), "host");
    }
}
