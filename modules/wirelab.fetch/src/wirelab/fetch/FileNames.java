package wirelab.fetch;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import wirelab.http.Headers;
import wirelab.http.HttpUrl;

/// Names for local files, made from what a server or a link says. Whatever that is, the name is one harmless component of a
/// path: no separators, no control characters, not hidden, not a device of Windows, not too long.
final class FileNames {
    /// File systems take 255 bytes; some room is left for `.1` and `.resume`.
    private static final int LONGEST = 200;
    private static final String FORBIDDEN = "/\\:*?\"<>|";
    private static final List<String> DEVICES = List.of("con", "prn", "aux", "nul");

    private FileNames() {}

    /// The name for a URL: the last part of its path, with the query behind an `@`, as wget(1) does where `?` is no good.
    static String of(HttpUrl url) {
        String path = url.path();
        String last = decoded(path.substring(path.lastIndexOf('/') + 1));
        return safe((last.isEmpty() ? "index.html" : last) + (url.query() == null ? "" : "@" + decoded(url.query())));
    }

    /// Folders and name for a URL in a copy of its site.
    static List<String> path(HttpUrl url) {
        var names = new ArrayList<String>();
        String[] segments = url.path().split("/", -1);
        for (int i = 1; i < segments.length - 1; i++) {
            if (!segments[i].isEmpty()) names.add(safe(decoded(segments[i])));
        }
        names.add(of(url));
        return names;
    }

    /// {@return the name in a `Content-Disposition` (RFC 6266): `filename*` before `filename`; a harmless name, or `null`
    /// when there is none}
    static String ofDisposition(String value) {
        if (value == null) return null;
        String plain = null;
        for (String parameter : Headers.split(value, ';')) {
            int equals = parameter.indexOf('=');
            if (equals < 0) continue;
            String name = parameter.substring(0, equals).strip();
            String text = parameter.substring(equals + 1).strip();
            if (name.equalsIgnoreCase("filename*")) {
                String extended = extended(text);
                if (extended != null) return lastPart(extended);
            } else if (name.equalsIgnoreCase("filename") && plain == null) {
                // Browsers send and take UTF-8 here, whatever the rules say.
                plain = new String(unquoted(text).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return plain == null ? null : lastPart(plain);
    }

    private static String lastPart(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).strip();
        return last.isEmpty() ? null : safe(last);
    }

    private static String unquoted(String text) {
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) return text;
        return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    /// RFC 8187: `UTF-8'en'na%C3%AFve.txt`.
    private static String extended(String text) {
        int first = text.indexOf('\'');
        int second = text.indexOf('\'', first + 1);
        if (first < 1 || second < 0) return null;
        try {
            return new String(HttpUrl.decode(text.substring(second + 1)), Charset.forName(text.substring(0, first)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return null;
        }
    }

    private static String decoded(String text) {
        return text.indexOf('%') < 0 ? text : new String(HttpUrl.decode(text), StandardCharsets.UTF_8);
    }

    /// Makes any text one component of a path.
    static String safe(String text) {
        var name = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean bad = c < 0x20 || c >= 0x7f && c < 0xa0 || FORBIDDEN.indexOf(c) >= 0 || isFormat(c);
            bytes += bad || c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > LONGEST) break;
            name.appendCodePoint(bad ? '_' : c);
        }
        if (name.isEmpty()) return "_";
        // Neither hidden nor `..`, and no end that Windows cuts off.
        if (name.charAt(0) == '.') name.setCharAt(0, '_');
        char end = name.charAt(name.length() - 1);
        if (end == '.' || end == ' ') name.setCharAt(name.length() - 1, '_');
        // Nor a note of ours: a server must not say of a file here what has come of it.
        if (name.toString().endsWith(ResumeNote.SUFFIX)) name.append('_');
        return isDevice(name) ? "_" + name : name.toString();
    }

    /// Characters that are not seen and turn names around, and half characters that no file system takes.
    private static boolean isFormat(int c) {
        int type = c < 0x80 ? 0 : Character.getType(c);
        return type == Character.FORMAT || type == Character.SURROGATE || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isDevice(CharSequence name) {
        String stem = name.toString().split("\\.", 2)[0].toLowerCase(java.util.Locale.ROOT);
        return DEVICES.contains(stem) || stem.length() == 4 && (stem.startsWith("com") || stem.startsWith("lpt"))
                && Character.isDigit(stem.charAt(3));
    }
}
