package wirelab.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.kit.Failure;
import wirelab.kit.SafeFile;

/// Cookies as a text file, in the format that Netscape's browser had and that curl(1), wget(1) and most others read
/// and write.
///
/// ```
/// # Netscape HTTP Cookie File
/// .example.org   TRUE    /       FALSE   1790000000      theme   dark
/// #HttpOnly_example.org  FALSE   /shop   TRUE    0       session 8f3a
/// ```
///
/// One line per cookie, tabs between: domain, with a dot in front where hosts below get it too; whether they do; path;
/// whether it only goes over TLS; when it ends, in seconds since 1970, 0 for the end of the run; name; value.
final class CookieFile {
    private static final String HEAD = "# Netscape HTTP Cookie File\n";
    /// What only goes over HTTP; programs that do not know it take the line for a comment.
    private static final String HTTP_ONLY = "#HttpOnly_";
    /// A larger file is refused: 3,000 cookies have no more.
    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final int FIELDS = 7;

    private CookieFile() {}

    /// Reads cookies into a jar. Lines that are none are passed over, and so is what has expired.
    ///
    /// @return how many lines were neither cookies nor comments
    /// @throws ClientException when it cannot be read
    static int load(Instant now, Path file, CookieJar jar) throws ClientException {
        int strange = 0;
        for (String line : text(file).split("\r?\n")) {
            boolean httpOnly = line.startsWith(HTTP_ONLY);
            if (line.isBlank() || !httpOnly && line.startsWith("#")) continue;
            var cookie = cookie(httpOnly ? line.substring(HTTP_ONLY.length()) : line, httpOnly);
            if (cookie == null) strange++;
            else if (!cookie.expired(now)) jar.put(now, cookie);
        }
        return strange;
    }

    private static String text(Path file) throws ClientException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) throw new ClientException(Kind.FILE, file + " is too long for a file of cookies");
            // One character per byte, as in header fields.
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (ClientException e) {
            throw e;
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot read cookies from " + file + ": " + Failure.reason(e), e);
        }
    }

    private static Cookie cookie(String line, boolean httpOnly) {
        String[] fields = line.split("\t", -1);
        boolean noValue = fields.length == FIELDS - 1;
        if (fields.length != FIELDS && !noValue) return null;
        String domain = host(fields[0].toLowerCase(Locale.ROOT));
        if (domain.isEmpty() || !fields[2].startsWith("/") || !fields[4].matches("[0-9]{1,12}") || fields[5].isEmpty()) {
            return null;
        }
        if (fields[5].length() + fields[FIELDS - 1 - (noValue ? 1 : 0)].length() > Cookie.LONGEST) return null;
        long ends = Long.parseLong(fields[4]);
        return new Cookie(fields[5], noValue ? "" : fields[6], domain, !fields[1].equalsIgnoreCase("TRUE"), fields[2],
                fields[3].equalsIgnoreCase("TRUE"), httpOnly, ends == 0 ? null : Instant.ofEpochSecond(ends));
    }

    /// Without the dot in front, and without the port that wget(1) writes behind hosts: cookies know no ports.
    private static String host(String domain) {
        String host = domain.startsWith(".") ? domain.substring(1) : domain;
        int colon = host.lastIndexOf(':');
        if (host.startsWith("[")) return colon > host.indexOf(']') ? host.substring(0, colon) : host;
        if (colon < 0) return host;
        return host.indexOf(':') < colon ? "[" + host + "]" : host.substring(0, colon);
    }

    /// Replaces the file as a whole; its owner alone can read it, since cookies are as good as passwords.
    ///
    /// @param session whether those that end with the run are kept too
    /// @throws ClientException when it cannot be written
    static void save(Instant now, Path file, CookieJar jar, boolean session) throws ClientException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HEAD.getBytes(StandardCharsets.ISO_8859_1));
        for (var cookie : jar.all(now)) {
            if (cookie.expires() == null && !session) continue;
            String line = (cookie.httpOnly() ? HTTP_ONLY : "") + String.join("\t",
                    (cookie.hostOnly() ? "" : ".") + cookie.domain(), truth(!cookie.hostOnly()), cookie.path(),
                    truth(cookie.secure()),
                    Long.toString(cookie.expires() == null ? 0 : cookie.expires().getEpochSecond()),
                    cookie.name(), cookie.value()) + "\n";
            bytes.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
        }
        try {
            SafeFile.replacePrivately(file, bytes.toByteArray());
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot write cookies to " + file + ": " + Failure.writing(e), e);
        }
    }

    private static String truth(boolean is) {
        return is ? "TRUE" : "FALSE";
    }
}
