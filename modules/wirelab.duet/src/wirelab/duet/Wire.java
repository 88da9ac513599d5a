package wirelab.duet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import wirelab.kit.Fields;
import wirelab.kit.ProtocolException;

/// The fields that lines and datagrams of this protocol are made of, with their limits.
final class Wire {
    /// Longest line in bytes, without its end.
    static final int MAX_LINE = 1_200;
    /// Longest text of a message in bytes: with all headers it fits a datagram that no network has to cut up.
    static final int MAX_TEXT = 1_000;
    /// Longest name of a member.
    static final int MAX_NAME = 32;
    /// Greatest sequence number.
    static final long MAX_NUMBER = 0xffff_ffffL;

    private Wire() {}

    static Fields fields(String line) {
        return new Fields(line.getBytes(StandardCharsets.UTF_8));
    }

    static String verb(Fields fields) throws ProtocolException {
        return fields.until("verb", ' ').toUpperCase(Locale.ROOT);
    }

    static String name(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String name = fields.until("name", ' ');
        if (!isName(name)) throw new ProtocolException("name", at, "not 1 to 32 letters, digits, '_', '-' or '.'");
        return name;
    }

    static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.chars().allMatch(c -> c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.');
    }

    static long number(String field, Fields fields, long least, long most) throws ProtocolException {
        int at = fields.offset();
        String digits = fields.until(field, ' ');
        boolean number = !digits.isEmpty() && digits.length() <= 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        if (number) {
            long n = Long.parseLong(digits);
            if (n >= least && n <= most) return n;
        }
        throw new ProtocolException(field, at, "not a number from " + least + " to " + most);
    }

    /// An address as two words: the numbers of the host (never a name, which somebody would have to look up) and the port.
    static InetSocketAddress address(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String host = fields.until("host", ' ');
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            throw new ProtocolException("host", at, "not an IP address in numbers");
        }
        // One address has one spelling: other forms of it are somebody else's.
        if (!host.equals(address.getHostAddress())) throw new ProtocolException("host", at, "not the usual spelling");
        return new InetSocketAddress(address, (int) number("port", fields, 1, 65_535));
    }

    static String text(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String text = fields.text("text", fields.remaining());
        String problem = textProblem(text);
        if (problem != null) throw new ProtocolException("text", at, problem);
        return text;
    }

    /// What is wrong with the text of a message; control characters could do anything to the other's terminal.
    ///
    /// @return the problem in words, or `null`
    static String textProblem(String text) {
        if (text.isEmpty()) return "empty";
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) return "longer than " + MAX_TEXT + " bytes";
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\t')) return "has a control character";
        // A lone half of a surrogate pair has no encoding.
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? null : "has half a character";
    }

    static void requireName(String name) {
        if (!isName(name)) throw new IllegalArgumentException("not a name: " + name);
    }

    static void requireText(String text) {
        String problem = textProblem(text);
        if (problem != null) throw new IllegalArgumentException("the text is " + problem);
    }

    static void requireNumber(long number, long least, long most) {
        if (number < least || number > most) throw new IllegalArgumentException(number + " is not from " + least + " to "
                + most);
    }
}
