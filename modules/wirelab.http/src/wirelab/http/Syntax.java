package wirelab.http;

import java.nio.charset.StandardCharsets;

/// The character classes of RFC 9110, section 5.6, and RFC 3986, over bytes.
final class Syntax {
    private static final int TCHAR = 1;
    private static final int PCHAR = 2;
    private static final int QUERY = 4;
    private static final int HOST = 8;
    private static final int VCHAR = 16;
    private static final int SENT_PATH = 32;
    private static final int SENT_QUERY = 64;
    private static final byte[] CLASSES = new byte[256];

    static {
        String alphanumeric = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        mark(TCHAR | PCHAR | QUERY | HOST, alphanumeric);
        mark(TCHAR, "!#$%&'*+-.^_`|~");
        mark(PCHAR | QUERY | HOST, "-._~");
        // RFC 3986 would let a reg-name hold sub-delims too, but no host is named so, and a comma might be taken for a list.
        mark(PCHAR | QUERY, "!$&'()*+,;=");
        mark(PCHAR | QUERY, ":@/");
        mark(QUERY, "?");
        // What no URI may hold but browsers send as it was typed: brackets in a path, in a query all that is visible, but
        // for what ends it.
        mark(SENT_PATH | SENT_QUERY, "[]");
        mark(SENT_QUERY, "\"<>\\^`{|}");
        // Of a field value: visible ASCII and obs-text, with SP and HTAB between (RFC 9110, section 5.5).
        for (int b = 0x20; b < 256; b++) if (b != 0x7f) CLASSES[b] |= VCHAR;
        CLASSES['\t'] |= VCHAR;
    }

    private Syntax() {}

    private static void mark(int kind, String characters) {
        for (char c : characters.toCharArray()) CLASSES[c] |= (byte) kind;
    }

    /// token characters, of methods and field names.
    static boolean isTchar(int b) {
        return (CLASSES[b & 0xff] & TCHAR) != 0;
    }

    /// What a field value or a reason phrase may hold, SP and HTAB included.
    static boolean isFieldContent(int b) {
        return (CLASSES[b & 0xff] & VCHAR) != 0;
    }

    static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    /// The value of a hexadecimal digit, or -1.
    static int hex(int b) {
        if (b >= '0' && b <= '9') return b - '0';
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static boolean isToken(byte[] bytes, int begin, int end) {
        for (int i = begin; i < end; i++) if (!isTchar(bytes[i])) return false;
        return end > begin;
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) > 0x7f || !isTchar(text.charAt(i))) return false;
        return !text.isEmpty();
    }

    /// A path of RFC 3986: pchar and `/`, with complete percent-encodings.
    static boolean isPath(String text) {
        return isUri(text, PCHAR);
    }

    static boolean isQuery(String text) {
        return isUri(text, QUERY);
    }

    /// A path as servers get it, from browsers, too.
    static boolean isSentPath(String text) {
        return isUri(text, PCHAR | SENT_PATH);
    }

    /// A query as servers get it, from browsers, too.
    static boolean isSentQuery(String text) {
        return isUri(text, QUERY | SENT_QUERY);
    }

    /// uri-host with an optional port (RFC 9110, section 7.2); never empty, as the
    /// host of an http URI is not (section 4.2.1).
    static boolean isHost(String text) {
        int colon = text.lastIndexOf(':');
        if (text.isEmpty() || colon == 0) return false;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0 || !isAddressLiteral(text.substring(1, close))) return false;
            return close == text.length() - 1 || close == colon - 1 && isPort(text, colon + 1);
        }
        return colon < 0 ? isUri(text, HOST) : isUri(text.substring(0, colon), HOST) && isPort(text, colon + 1);
    }

    private static boolean isPort(String text, int from) {
        for (int i = from; i < text.length(); i++) if (!isDigit(text.charAt(i))) return false;
        return text.length() - from <= 5
                && (text.length() == from || Integer.parseInt(text, from, text.length(), 10) <= 65_535);
    }

    /// IPv6address of RFC 3986: eight parts of up to four digits, or fewer with one `::`; an IPv4 address may stand for the
    /// last two.
    private static boolean isAddressLiteral(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) return parts(text, true) == 8;
        int before = parts(text.substring(0, gap), false);
        int behind = parts(text.substring(gap + 2), true);
        return before >= 0 && behind >= 0 && before + behind <= 7;
    }

    /// How many parts of 16 bits, or -1.
    private static int parts(String text, boolean last) {
        if (text.isEmpty()) return 0;
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (last && i == parts.length - 1 && isAddress4(parts[i])) return count + 2;
            if (parts[i].isEmpty() || parts[i].length() > 4) return -1;
            for (int at = 0; at < parts[i].length(); at++) if (hex(parts[i].charAt(at)) < 0) return -1;
            count++;
        }
        return count;
    }

    private static boolean isAddress4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) return false;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3) return false;
            for (int i = 0; i < part.length(); i++) if (!isDigit(part.charAt(i))) return false;
            if (Integer.parseInt(part) > 255) return false;
        }
        return true;
    }

    private static boolean isUri(String text, int kind) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length() || hex(text.charAt(i + 1)) < 0 || hex(text.charAt(i + 2)) < 0) return false;
                i += 2;
            } else if (c > 0x7f || (CLASSES[c] & kind) == 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether these ASCII characters stand here, exactly.
    static boolean matches(byte[] bytes, int begin, String literal) {
        if (begin + literal.length() > bytes.length) return false;
        for (int i = 0; i < literal.length(); i++) if (bytes[begin + i] != literal.charAt(i)) return false;
        return true;
    }

    /// Whether a stretch is this ASCII text, in upper or lower case.
    static boolean equalsIgnoreCase(byte[] bytes, int begin, int end, String text) {
        if (end - begin != text.length()) return false;
        for (int i = begin, j = 0; i < end; i++, j++) {
            int a = bytes[i];
            int b = text.charAt(j);
            if (a != b && ((a ^ b) != 0x20 || (a | 0x20) < 'a' || (a | 0x20) > 'z')) return false;
        }
        return true;
    }

    /// Bytes as text, one character per byte: nothing is lost, and ASCII is what it seems.
    static String text(byte[] bytes, int begin, int end) {
        return new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1);
    }
}
