package wirelab.kit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Reads the fields of one message from first to last, and never past its end.
///
/// Numbers are unsigned and in network byte order. Each reading names its field, so that a message cut short or out of
/// bounds gives a [ProtocolException] that a person can act upon. Every length is checked before anything is allocated.
///
/// ```
/// var fields = new Fields(datagram);
/// int version = fields.u8("version");
/// String path = fields.text("path", fields.length("path length", 4, 4096));
/// fields.end();
/// ```
public final class Fields {
    private final ByteBuffer bytes;

    /// Reads from a whole message.
    ///
    /// @param message its bytes; they are not copied
    public Fields(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    /// Reads what remains in a buffer; the buffer's own position does not move.
    ///
    /// @param message from its position to its limit
    public Fields(ByteBuffer message) {
        bytes = message.slice();
    }

    /// How far reading has come.
    ///
    /// @return bytes from the start of the message
    public int offset() {
        return bytes.position();
    }

    /// How much is left.
    ///
    /// @return bytes to the end of the message
    public int remaining() {
        return bytes.remaining();
    }

    /// Reads one byte.
    ///
    /// @param field its name, for the error
    /// @return 0 to 255
    /// @throws ProtocolException when the message ends before it
    public int u8(String field) throws ProtocolException {
        need(field, 1);
        return bytes.get() & 0xff;
    }

    /// Reads two bytes.
    ///
    /// @param field its name, for the error
    /// @return 0 to 65,535
    /// @throws ProtocolException when the message ends before or inside it
    public int u16(String field) throws ProtocolException {
        need(field, 2);
        return bytes.getShort() & 0xffff;
    }

    /// Reads four bytes.
    ///
    /// @param field its name, for the error
    /// @return 0 to 4,294,967,295
    /// @throws ProtocolException when the message ends before or inside it
    public long u32(String field) throws ProtocolException {
        need(field, 4);
        return bytes.getInt() & 0xffff_ffffL;
    }

    /// Reads eight bytes.
    ///
    /// @param field its name, for the error
    /// @return all 64 bits; [Long#toUnsignedString(long)] shows it
    /// @throws ProtocolException when the message ends before or inside it
    public long u64(String field) throws ProtocolException {
        need(field, 8);
        return bytes.getLong();
    }

    /// Reads a length of 1, 2 or 4 bytes and checks it against a limit and against what is left.
    ///
    /// @param field its name, for the error
    /// @param width bytes that hold the length: 1, 2 or 4
    /// @param limit the greatest length allowed, in bytes
    /// @return the length, which the rest of the message can hold
    /// @throws ProtocolException when it is greater than the limit or than what is left
    public int length(String field, int width, int limit) throws ProtocolException {
        int at = offset();
        long length = switch (width) {
            case 1 -> u8(field);
            case 2 -> u16(field);
            case 4 -> u32(field);
            default -> throw new IllegalArgumentException("a length has 1, 2 or 4 bytes, not " + width);
        };
        if (length > limit) {
            throw new ProtocolException(field, at, length + " is more than the limit of " + limit);
        }
        if (length > bytes.remaining()) {
            throw new ProtocolException(field, at, length + " announced but " + bytes.remaining() + " left");
        }
        return (int) length;
    }

    /// Reads bytes.
    ///
    /// @param field its name, for the error
    /// @param count how many
    /// @return a copy of them
    /// @throws ProtocolException when fewer are left
    public byte[] bytes(String field, int count) throws ProtocolException {
        need(field, count);
        var copy = new byte[count];
        bytes.get(copy);
        return copy;
    }

    /// Reads UTF-8 text.
    ///
    /// @param field its name, for the error
    /// @param count its length in bytes
    /// @return the text
    /// @throws ProtocolException when fewer bytes are left or they are not UTF-8
    public String text(String field, int count) throws ProtocolException {
        int at = offset();
        return utf8(field, at, bytes(field, count));
    }

    /// Reads UTF-8 text as far as a delimiter, which is read too, or to the end of the message.
    ///
    /// @param field its name, for the error
    /// @param delimiter an ASCII character
    /// @return the text before the delimiter
    /// @throws ProtocolException when it is not UTF-8
    public String until(String field, char delimiter) throws ProtocolException {
        int at = bytes.position();
        int end = at;
        while (end < bytes.limit() && bytes.get(end) != delimiter) end++;
        String text = text(field, end - at);
        if (bytes.hasRemaining()) bytes.get();
        return text;
    }

    /// Reads bytes that can only be these.
    ///
    /// @param field its name, for the error
    /// @param literal the ASCII text that must stand here
    /// @throws ProtocolException when something else stands here
    public void expect(String field, String literal) throws ProtocolException {
        int at = offset();
        byte[] wanted = literal.getBytes(StandardCharsets.US_ASCII);
        if (bytes.remaining() < wanted.length) {
            throw new ProtocolException(field, at, "'" + literal + "' expected, the message ends");
        }
        var found = bytes(field, wanted.length);
        if (!Arrays.equals(found, wanted)) {
            throw new ProtocolException(field, at, "'" + literal + "' expected, found 0x" + HexFormat.of().formatHex(found));
        }
    }

    /// Says that the message ends here.
    ///
    /// @throws ProtocolException when bytes follow
    public void end() throws ProtocolException {
        if (bytes.hasRemaining()) {
            throw new ProtocolException("end", offset(), bytes.remaining() + " bytes follow the last field");
        }
    }

    /// Turns bytes into text, strictly.
    ///
    /// @param field its name, for the error
    /// @param offset where it begins, for the error
    /// @param bytes the bytes
    /// @return the text
    /// @throws ProtocolException when they are not UTF-8
    static String utf8(String field, long offset, byte[] bytes) throws ProtocolException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException(field, offset, "not UTF-8");
        }
    }

    private void need(String field, int count) throws ProtocolException {
        if (count < 0 || bytes.remaining() < count) {
            throw new ProtocolException(field, offset(), count + " bytes needed, " + bytes.remaining() + " left");
        }
    }
}
