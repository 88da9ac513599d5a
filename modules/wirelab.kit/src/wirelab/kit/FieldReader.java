package wirelab.kit;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Reads the fields of one message from first to last, and never past its end.
///
/// Numbers are unsigned and in network byte order. Each reading names its field, so that a message cut short or out of
/// bounds gives a [ProtocolViolation] that a person can act upon. Every length is checked before anything is allocated.
///
/// ```
/// var fields = new FieldReader(datagram);
/// int version = fields.u8("version");
/// String path = fields.text("path", fields.length("path length", 4, 4096));
/// fields.end();
/// ```
public final class FieldReader {
    private final ByteBuffer bytes;

    /// Reads from a whole message.
    ///
    /// @param message its bytes; they are not copied
    public FieldReader(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    /// Reads what remains in a buffer; the buffer's own position does not move.
    ///
    /// @param message from its position to its limit
    public FieldReader(ByteBuffer message) {
        bytes = message.slice();
    }

    /// {@return how far reading has come: bytes from the start of the message}
    public int offset() {
        return bytes.position();
    }

    /// {@return how much is left: bytes to the end of the message}
    public int remaining() {
        return bytes.remaining();
    }

    /// Reads one byte.
    ///
    /// @return 0 to 255
    /// @throws ProtocolViolation when the message ends before it
    public int u8(String field) throws ProtocolViolation {
        need(field, 1);
        return bytes.get() & 0xff;
    }

    /// Reads two bytes.
    ///
    /// @return 0 to 65,535
    /// @throws ProtocolViolation when the message ends before or inside it
    public int u16(String field) throws ProtocolViolation {
        need(field, 2);
        return bytes.getShort() & 0xffff;
    }

    /// Reads four bytes.
    ///
    /// @return 0 to 4,294,967,295
    /// @throws ProtocolViolation when the message ends before or inside it
    public long u32(String field) throws ProtocolViolation {
        need(field, 4);
        return bytes.getInt() & 0xffff_ffffL;
    }

    /// Reads eight bytes.
    ///
    /// @return all 64 bits; [Long#toUnsignedString(long)] shows it
    /// @throws ProtocolViolation when the message ends before or inside it
    public long u64(String field) throws ProtocolViolation {
        need(field, 8);
        return bytes.getLong();
    }

    /// Reads a length and checks it against a limit and against what is left.
    ///
    /// @param width bytes that hold the length: 1 to 8
    /// @param limit the greatest length allowed, in bytes
    /// @return the length, which the rest of the message can hold
    /// @throws ProtocolViolation when it is greater than the limit or than what is left
    public int length(String field, int width, int limit) throws ProtocolViolation {
        return length(field, "", width, limit);
    }

    /// @param kind is behind the field's name when it is wrong; put together only then, since most lengths are right
    private int length(String field, String kind, int width, int limit) throws ProtocolViolation {
        checkWidth(width);
        int at = offset();
        if (bytes.remaining() < width) need(field + kind, width);
        long length = 0;
        for (int i = 0; i < width; i++) length = length << 8 | bytes.get() & 0xff;
        // A length of eight bytes can look negative.
        if (Long.compareUnsigned(length, limit) > 0) {
            String problem = Long.toUnsignedString(length) + " is more than the limit of " + limit;
            throw new ProtocolViolation(field + kind, at, problem);
        }
        if (length > bytes.remaining()) {
            throw new ProtocolViolation(field + kind, at, length + " announced but " + bytes.remaining() + " left");
        }
        return (int) length;
    }

    static void checkWidth(int width) {
        if (width < 1 || width > Long.BYTES) throw new IllegalArgumentException("a length has 1 to 8 bytes, not " + width);
    }

    /// Reads bytes.
    ///
    /// @return a copy of them
    /// @throws ProtocolViolation when fewer are left
    public byte[] bytes(String field, int count) throws ProtocolViolation {
        need(field, count);
        var copy = new byte[count];
        bytes.get(copy);
        return copy;
    }

    /// Reads past bytes.
    ///
    /// @throws ProtocolViolation when fewer are left
    public void skip(String field, int count) throws ProtocolViolation {
        need(field, count);
        bytes.position(bytes.position() + count);
    }

    /// {@return a copy of what was read since then}
    ///
    /// @param offset where reading had come to at some time
    public byte[] since(int offset) {
        var copy = new byte[offset() - offset];
        bytes.get(offset, copy);
        return copy;
    }

    /// Reads UTF-8 text.
    ///
    /// @param count its length in bytes
    /// @throws ProtocolViolation when fewer bytes are left or they are not UTF-8
    public String text(String field, int count) throws ProtocolViolation {
        int at = offset();
        return utf8(field, at, bytes(field, count));
    }

    /// Reads bytes behind their length.
    ///
    /// @param field its name, for the error; that of the length has `length` behind it
    /// @param width bytes that hold the length: 1 to 8
    /// @param limit the greatest length allowed, in bytes
    /// @return a copy of them
    /// @throws ProtocolViolation when there are more than the limit or fewer than the length says
    public byte[] sized(String field, int width, int limit) throws ProtocolViolation {
        return bytes(field, length(field, " length", width, limit));
    }

    /// Reads UTF-8 text behind its length in bytes.
    ///
    /// @param field its name, for the error; that of the length has `length` behind it
    /// @param width bytes that hold the length: 1 to 8
    /// @param limit the greatest length allowed, in bytes
    /// @throws ProtocolViolation when it is longer than the limit or than the message, or not UTF-8
    public String sizedText(String field, int width, int limit) throws ProtocolViolation {
        return text(field, length(field, " length", width, limit));
    }

    /// Reads past UTF-8 text behind its length in bytes: it is checked as by [#sizedText], and nothing is kept of it.
    public void skipText(String field, int width, int limit) throws ProtocolViolation {
        int count = length(field, " length", width, limit);
        int at = offset();
        bytes.position(at + count);
        for (int i = at; i < at + count; i++) {
            // Only what is not ASCII can be no UTF-8.
            if (bytes.get(i) < 0) {
                utf8(field, at, since(at));
                return;
            }
        }
    }

    /// Reads bytes that can only be zero.
    ///
    /// @throws ProtocolViolation when fewer are left or one of them is not zero
    public void zeros(String field, int count) throws ProtocolViolation {
        need(field, count);
        for (int i = 0; i < count; i++) {
            if (bytes.get() != 0) throw new ProtocolViolation(field, offset() - 1, "is not zero");
        }
    }

    /// Reads a `string` of SSH: bytes behind a length of four bytes (RFC 4251, section 5).
    ///
    /// @param limit the greatest length allowed, in bytes
    /// @return a copy of the bytes
    /// @throws ProtocolViolation when there are more than the limit or fewer than the length says
    public byte[] string(String field, int limit) throws ProtocolViolation {
        return sized(field, 4, limit);
    }

    /// Reads an `mpint` of SSH (RFC 4251, section 5): an integer in two's complement, as a `string`. "Unnecessary leading
    /// bytes with the value 0 or 255 MUST NOT be included", so each integer is read in one form only.
    ///
    /// @param limit the greatest length allowed, in bytes
    /// @return the integer; without a byte it is zero
    /// @throws ProtocolViolation when it is longer than the limit, cut short or longer than it need be
    public BigInteger mpint(String field, int limit) throws ProtocolViolation {
        int at = offset();
        byte[] value = string(field, limit);
        if (value.length == 0) return BigInteger.ZERO;
        boolean sign = value.length > 1 && value[1] < 0;
        if (value[0] == (sign ? -1 : 0) && (value.length > 1 || value[0] == 0)) {
            throw new ProtocolViolation(field, at, "begins with a byte that says nothing");
        }
        return new BigInteger(value);
    }

    /// Reads UTF-8 text as far as a delimiter, which is read too, or to the end of the message.
    ///
    /// @param delimiter an ASCII character
    /// @throws ProtocolViolation when it is not UTF-8
    public String until(String field, char delimiter) throws ProtocolViolation {
        int at = bytes.position();
        int end = at;
        while (end < bytes.limit() && bytes.get(end) != delimiter) end++;
        String text = text(field, end - at);
        if (bytes.hasRemaining()) bytes.get();
        return text;
    }

    /// Reads bytes that can only be these.
    ///
    /// @param literal the ASCII text that must stand here
    /// @throws ProtocolViolation when something else stands here
    public void expect(String field, String literal) throws ProtocolViolation {
        int at = offset();
        byte[] wanted = literal.getBytes(StandardCharsets.US_ASCII);
        if (bytes.remaining() < wanted.length) {
            throw new ProtocolViolation(field, at, "'" + literal + "' expected, the message ends");
        }
        var found = bytes(field, wanted.length);
        if (!Arrays.equals(found, wanted)) {
            throw new ProtocolViolation(field, at, "'" + literal + "' expected, found 0x" + HexFormat.of().formatHex(found));
        }
    }

    /// Says that the message ends here.
    ///
    /// @throws ProtocolViolation when bytes follow
    public void end() throws ProtocolViolation {
        if (bytes.hasRemaining()) {
            throw new ProtocolViolation("end", offset(), Text.count(bytes.remaining(), "byte") + " behind the last field");
        }
    }

    /// Turns bytes into text, strictly.
    ///
    /// @throws ProtocolViolation when they are not UTF-8
    static String utf8(String field, long offset, byte[] bytes) throws ProtocolViolation {
        // Quick, and says of what is none no more than this character, which may as well have been written.
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) return text;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolViolation(field, offset, "not UTF-8");
        }
    }

    private void need(String field, int count) throws ProtocolViolation {
        if (count < 0 || bytes.remaining() < count) {
            throw new ProtocolViolation(field, offset(), Text.count(count, "byte") + " needed, " + bytes.remaining()
                    + " left");
        }
    }

    @Override
    public String toString() {
        return Text.count(remaining(), "byte") + " left, at byte " + offset();
    }
}
