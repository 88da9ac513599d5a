package wirelab.sftp;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/// Names of files as text, without loss: to Unix they are bytes, and no rule says that these are UTF-8.
///
/// A byte that is not part of UTF-8 becomes the lone surrogate U+DC00 + byte (as Python does it, PEP 383), and that becomes
/// the byte again. [wirelab.kit.Visible] shows it as an escape.
///
/// The JDK decodes names by the locale, and in the locale POSIX there is nothing but ASCII; only `file:` addresses carry a
/// name byte by byte, so what is not ASCII goes through these.
final class PathText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /// Whether the JDK itself takes names for UTF-8, as in most locales.
    private static final boolean UTF8 = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));

    private PathText() {}

    static String text(byte[] name) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(name);
        var out = CharBuffer.allocate(name.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) return out.flip().toString();
            for (int i = 0; i < result.length(); i++) out.put((char) (0xdc00 | in.get() & 0xff));
        }
    }

    static byte[] bytes(String name) {
        if (name.chars().noneMatch(c -> c >= 0xdc80 && c <= 0xdcff)) return name.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(name.length() + 16);
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            i += Character.charCount(c);
            if (c >= 0xdc80 && c <= 0xdcff) out.write(c & 0xff);
            else out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    /// {@return the entry of a folder; the name is one step, without a slash}
    static Path resolve(Path folder, String name) {
        if (isSure(name)) return folder.resolve(name);
        return resolveBytes(folder, bytes(name));
    }

    /// The path that a text names, from the root of the file system or, if it does not begin with a slash, from a folder.
    static Path path(Path folder, String text) {
        if (isSure(text)) return folder.resolve(text);
        byte[] bytes = bytes(text);
        return resolveBytes(text.startsWith("/") ? folder.getRoot() : folder, bytes);
    }

    /// The path that a link shall hold: any text, relative or not.
    static Path link(String text) {
        if (isSure(text)) return Path.of(text);
        var root = Path.of("/");
        var whole = resolveBytes(root, bytes(text));
        return text.startsWith("/") ? whole : root.relativize(whole);
    }

    private static Path resolveBytes(Path folder, byte[] name) {
        var address = new StringBuilder(folder.toAbsolutePath().toUri().getRawPath());
        if (address.charAt(address.length() - 1) != '/') address.append('/');
        for (byte b : name) {
            if (b == '/') address.append('/');
            else address.append('%').append(HEX.toHexDigits(b));
        }
        return Path.of(URI.create("file://" + address));
    }

    /// {@return the last name of a path}
    static String name(Path path) {
        String name = path.getFileName().toString();
        if (isSure(name)) return name;
        String all = text(path);
        return all.substring(all.lastIndexOf('/') + 1);
    }

    /// {@return a path as text}
    static String text(Path path) {
        String text = path.toString();
        if (isSure(text)) return text;
        if (!path.isAbsolute()) return text(Path.of("/").resolve(path)).substring(1);
        // The address of a folder ends in a slash.
        String address = path.toUri().getRawPath();
        if (address.length() > 1 && address.endsWith("/")) address = address.substring(0, address.length() - 1);
        return text(unescaped(address));
    }

    /// Whether the JDK decodes and encodes it without loss: what it does not know becomes U+FFFD or a question mark.
    private static boolean isSure(String text) {
        return UTF8 ? text.chars().noneMatch(c -> c == 0xfffd || Character.isSurrogate((char) c))
                : text.chars().allMatch(c -> c < 0x80 && c != '?');
    }

    private static byte[] unescaped(String address) {
        var out = new ByteArrayOutputStream(address.length());
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c != '%') {
                out.write(c);
                continue;
            }
            out.write(HexFormat.fromHexDigits(address, i + 1, i + 3));
            i += 2;
        }
        return out.toByteArray();
    }
}
