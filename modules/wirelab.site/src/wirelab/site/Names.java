package wirelab.site;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// Names of files as the bytes that they are on Linux, whatever the locale says and whether they are UTF-8 or not: a listing
/// must not show what its link does not lead to.
///
/// Here a name is text, read as UTF-8, in which a byte that is no UTF-8 is half a surrogate pair, U+DC80 to U+DCFF; that
/// never stands in a text, so that no two names become one. The JDK's own way from bytes to names depends on the locale, and
/// what does not fit is lost in it; but a path as a URI keeps its bytes.
final class Names {
    private static final int ESCAPE = 0xdc00;
    private static final boolean BYTES = File.separatorChar == '/';

    private Names() {}

    static String decode(byte[] bytes) {
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        for (var result = decoder.decode(in, out, true); result.isError(); result = decoder.decode(in, out, true)) {
            for (int i = 0; i < result.length(); i++) out.put((char) (ESCAPE + (in.get() & 0xff)));
        }
        return out.flip().toString();
    }

    static byte[] bytes(String name) {
        if (name.chars().noneMatch(c -> Character.isSurrogate((char) c))) return name.getBytes(StandardCharsets.UTF_8);
        var bytes = new ByteArrayOutputStream();
        name.codePoints().forEach(c -> {
            if (c > ESCAPE + 0x7f && c <= ESCAPE + 0xff) bytes.write(c);
            else bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        });
        return bytes.toByteArray();
    }

    /// The name of a file of a folder that was read.
    static String of(Path file) {
        String text = file.getFileName().toString();
        if (!BYTES || isAscii(text)) return text;
        String path = file.toUri().getRawPath();
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        return decode(unescape(path.substring(path.lastIndexOf('/', end - 1) + 1, end)));
    }

    /// Where names lead to.
    ///
    /// @throws InvalidPathException when no file can be called so
    static Path in(Path folder, List<String> names) {
        if (names.isEmpty()) return folder;
        String path = String.join("/", names);
        if (!BYTES || isAscii(path)) return folder.resolve(path);
        var uri = new StringBuilder("file://").append(folder.toUri().getRawPath());
        for (String name : names) uri.append(uri.charAt(uri.length() - 1) == '/' ? "" : "/").append(escape(name));
        return Path.of(URI.create(uri.toString()));
    }

    /// Everything but unreserved characters percent-encoded.
    static String escape(String name) {
        var text = new StringBuilder();
        for (byte b : bytes(name)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
            if (plain) text.append(c);
            else text.append('%').append(digit(c >> 4)).append(digit(c & 15));
        }
        return text.toString();
    }

    /// The bytes of a segment of a path whose percent-encodings are complete.
    static byte[] unescape(String segment) {
        var bytes = new ByteArrayOutputStream(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            if (segment.charAt(i) != '%') {
                bytes.write(segment.charAt(i));
                continue;
            }
            bytes.write(Integer.parseInt(segment, i + 1, i + 3, 16));
            i += 2;
        }
        return bytes.toByteArray();
    }

    private static char digit(int value) {
        return Character.toUpperCase(Character.forDigit(value, 16));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) > 0x7f) return false;
        return true;
    }
}
