package wirelab.netview;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import wirelab.kit.ProtocolViolation;

/// A line of `/proc/net`, or of what a command prints, read word by word; each reading names the word, so that a line which
/// is not as it should be gives one [ProtocolViolation].
final class Columns {
    private static final int MOST_CHARACTERS = 8_192;

    private final String[] words;
    private int next;

    /// @throws ProtocolViolation when the line is longer than any that there is
    Columns(String line) throws ProtocolViolation {
        if (line.length() > MOST_CHARACTERS) throw new ProtocolViolation("line", MOST_CHARACTERS, "it is too long");
        words = line.strip().split("\\s+");
    }

    int left() {
        return words.length - next;
    }

    String text(String field) throws ProtocolViolation {
        if (left() == 0 || words[next].isEmpty()) throw new ProtocolViolation(field, next, "it is missing");
        return words[next++];
    }

    Columns skip(int count) throws ProtocolViolation {
        if (left() < count) throw new ProtocolViolation("line", next, "it is cut short");
        next += count;
        return this;
    }

    /// A whole number in decimal digits.
    long number(String field) throws ProtocolViolation {
        return number(field, text(field), 10);
    }

    long hex(String field) throws ProtocolViolation {
        return number(field, text(field), 16);
    }

    long number(String field, String digits, int radix) throws ProtocolViolation {
        try {
            boolean signed = digits.isEmpty() || Character.digit(digits.charAt(0), radix) < 0;
            if (!signed) return Long.parseUnsignedLong(digits, radix);
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new ProtocolViolation(field, next, "'" + digits + "' is no number");
    }

    /// Two numbers in hexadecimal digits with a colon between.
    long[] pair(String field) throws ProtocolViolation {
        String[] parts = text(field).split(":", -1);
        if (parts.length != 2) throw new ProtocolViolation(field, next, "it is no pair");
        return new long[] {number(field, parts[0], 16), number(field, parts[1], 16)};
    }

    /// An address and a port as tables of sockets have them: words of 32 bits in the byte order of the machine, then a
    /// colon.
    InetSocketAddress socket(String field) throws ProtocolViolation {
        String[] parts = text(field).split(":", -1);
        if (parts.length != 2) throw new ProtocolViolation(field, next, "it has no port");
        long port = number(field, parts[1], 16);
        if (port > 65_535) throw new ProtocolViolation(field, next, "port " + port);
        return new InetSocketAddress(words(field, parts[0]), (int) port);
    }

    /// An address in words of 32 bits in the byte order of the machine.
    InetAddress words(String field, String digits) throws ProtocolViolation {
        byte[] bytes = bytes(field, digits);
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            var buffer = ByteBuffer.wrap(bytes);
            for (int i = 0; i < bytes.length; i += 4) buffer.putInt(i, Integer.reverseBytes(buffer.getInt(i)));
        }
        return Prefix.address(bytes);
    }

    /// An address of IPv6 as its bytes stand.
    InetAddress address(String field) throws ProtocolViolation {
        return Prefix.address(bytes(field, text(field)));
    }

    private byte[] bytes(String field, String digits) throws ProtocolViolation {
        try {
            if (digits.length() == 8 || digits.length() == 32) return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new ProtocolViolation(field, next, "'" + digits + "' is no address");
    }
}
