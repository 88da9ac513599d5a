package wirelab.kit;

import java.math.BigInteger;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Writes the fields of one message from first to last, as [FieldReader] reads them.
///
/// Numbers are in network byte order, and may be given as signed or unsigned ones of their width. A number that does not
/// fit its field, or a text too long for its length, is a mistake of the program, never a message that says something else.
///
/// ```
/// byte[] datagram = new FieldWriter().u8(VERSION).sizedText(4, path).zerosTo(64).done();
/// ```
///
/// Not for several threads at once.
public final class FieldWriter {
    private static final int FIRST_SIZE = 128;

    private ByteBuffer out;
    private final int start;
    private final boolean grows;

    /// Writes into memory of its own, which grows as needed.
    public FieldWriter() {
        this(FIRST_SIZE);
    }

    /// Writes into memory of its own, which grows as needed.
    ///
    /// @param size bytes expected: exactly so many are never copied
    public FieldWriter(int size) {
        out = ByteBuffer.allocate(size);
        start = 0;
        grows = true;
    }

    /// Writes into a buffer, which moves along; what has no room there gives a [BufferOverflowException].
    ///
    /// @param into from its position, in network byte order
    public FieldWriter(ByteBuffer into) {
        out = into;
        start = into.position();
        grows = false;
    }

    /// {@return bytes written so far}
    public int offset() {
        return out.position() - start;
    }

    /// {@return this, after one byte}
    public FieldWriter u8(int value) {
        check(value, Byte.MIN_VALUE, 0xff);
        room(1).put((byte) value);
        return this;
    }

    /// {@return this, after two bytes}
    public FieldWriter u16(int value) {
        check(value, Short.MIN_VALUE, 0xffff);
        room(2).putShort((short) value);
        return this;
    }

    /// {@return this, after four bytes}
    public FieldWriter u32(long value) {
        check(value, Integer.MIN_VALUE, 0xffff_ffffL);
        room(4).putInt((int) value);
        return this;
    }

    /// {@return this, after eight bytes}
    public FieldWriter u64(long value) {
        room(8).putLong(value);
        return this;
    }

    /// Writes a length.
    ///
    /// @param width bytes that hold it: 1 to 8
    /// @param length not negative
    public FieldWriter length(int width, long length) {
        FieldReader.checkWidth(width);
        check(length, 0, width >= Long.BYTES ? Long.MAX_VALUE : (1L << 8 * width) - 1);
        var into = room(width);
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) into.put((byte) (length >> shift));
        return this;
    }

    /// {@return this, after the bytes alone}
    public FieldWriter bytes(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    /// {@return this, after what remains in a buffer, whose own position does not move}
    public FieldWriter bytes(ByteBuffer value) {
        room(value.remaining()).put(value.duplicate());
        return this;
    }

    /// {@return this, after the UTF-8 of a text alone}
    public FieldWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes bytes behind their length.
    ///
    /// @param width bytes that hold the length: 1 to 8
    public FieldWriter sized(int width, byte[] value) {
        return length(width, value.length).bytes(value);
    }

    /// Writes a text in UTF-8 behind its length in bytes.
    ///
    /// @param width bytes that hold the length: 1 to 8
    public FieldWriter sizedText(int width, String value) {
        return sized(width, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes fields behind their length, which is known only when they are written.
    ///
    /// @param width bytes that hold the length: 1 to 8
    public FieldWriter sized(int width, Consumer<FieldWriter> fields) {
        int before = out.position();
        length(width, 0);
        int begin = out.position();
        fields.accept(this);
        int end = out.position();
        out.position(before);
        length(width, end - begin);
        out.position(end);
        return this;
    }

    /// Writes a field of several parts by a function of the protocol's own, such as `Wire::address`.
    public <T> FieldWriter put(BiConsumer<FieldWriter, ? super T> how, T what) {
        how.accept(this, what);
        return this;
    }

    /// {@return this, after so many zero bytes}
    public FieldWriter zeros(int count) {
        room(count).put(new byte[count]);
        return this;
    }

    /// {@return this, filled up with zero bytes to so many in all}
    public FieldWriter zerosTo(int offset) {
        return zeros(offset - offset());
    }

    /// {@return this, filled up with zero bytes to the next multiple of a number of bytes}
    public FieldWriter align(int multiple) {
        return zeros(Math.floorMod(-offset(), multiple));
    }

    /// {@return this, after a `string` of SSH: bytes behind a length of four bytes (RFC 4251, section 5)}
    public FieldWriter string(byte[] value) {
        return sized(4, value);
    }

    /// {@return this, after a `string` of SSH that holds UTF-8 (RFC 4251, section 5)}
    public FieldWriter string(String value) {
        return sizedText(4, value);
    }

    /// Writes an `mpint` of SSH (RFC 4251, section 5): two's complement in as few bytes as possible, as a `string`; zero has
    /// none.
    ///
    /// @param value any integer
    public FieldWriter mpint(BigInteger value) {
        return string(value.signum() == 0 ? new byte[0] : value.toByteArray());
    }

    /// {@return all that was written; to go on writing is a mistake}
    public byte[] done() {
        if (grows && !out.hasRemaining()) return out.array();
        var all = new byte[offset()];
        out.get(start, all);
        return all;
    }

    private ByteBuffer room(int count) {
        if (out.remaining() < count && grows) {
            int size = Math.max(Math.addExact(out.position(), count), out.capacity() * 2);
            out = ByteBuffer.allocate(size).put(out.flip());
        }
        return out;
    }

    private static void check(long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(value + " is not between " + least + " and " + most);
        }
    }

    @Override
    public String toString() {
        return Text.count(offset(), "byte") + " written";
    }
}
