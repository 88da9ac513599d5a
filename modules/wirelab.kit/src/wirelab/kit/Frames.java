package wirelab.kit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads and writes the messages of a binary protocol on a stream, each behind its length.
///
/// ```
/// length: 1 to 8 bytes, in network byte order, of the message alone
/// message: so many bytes
/// ```
///
/// A length has a limit. Memory grows with the bytes that come and never because of a length that is only announced, so a
/// peer pays for what it costs. One thread may read while another writes.
public final class Frames {
    private static final int FIRST_SIZE = 256;
    /// A buffer that is larger is given back as soon as it is empty: one long message must not cost its memory for ever.
    private static final int MOST_KEPT = 64 * 1024;

    private final ByteStream stream;
    private final int width;
    private final int limit;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int begin;
    private int end;
    private long offset;

    /// Reads and writes messages on a stream.
    ///
    /// @param width bytes that hold a length: 1 to 8
    /// @param limit longest message in bytes, in both directions; may be 0
    public Frames(ByteStream stream, int width, int limit) {
        FieldReader.checkWidth(width);
        if (limit < 0 || limit > Integer.MAX_VALUE - FIRST_SIZE) throw new IllegalArgumentException("limit " + limit);
        this.stream = stream;
        this.width = width;
        this.limit = limit;
    }

    /// Reads one message.
    ///
    /// @return its bytes without the length, or `null` when the peer has ended in order before it
    /// @throws ProtocolViolation when it is longer than the limit
    /// @throws EOFException when the peer has ended inside it
    /// @throws IOException when the stream is broken
    public byte[] read() throws IOException {
        if (!await(width)) return null;
        int length = length();
        await(width + length);
        int from = begin + width;
        begin = from + length;
        offset += width + length;
        byte[] message = Arrays.copyOfRange(buffer, from, begin);
        if (begin == end && buffer.length > MOST_KEPT) buffer = new byte[FIRST_SIZE];
        if (begin == end) begin = end = 0;
        return message;
    }

    private int length() throws ProtocolViolation {
        long length = 0;
        for (int i = 0; i < width; i++) length = length << 8 | buffer[begin + i] & 0xff;
        // A length of eight bytes can look negative.
        if (Long.compareUnsigned(length, limit) <= 0) return (int) length;
        String problem = Long.toUnsignedString(length) + " is more than the limit of " + limit;
        throw new ProtocolViolation("message length", offset, problem);
    }

    /// Writes one message together with its length.
    ///
    /// @param message at most as many bytes as the limit
    /// @throws IOException when the stream is broken
    public void write(byte[] message) throws IOException {
        if (message.length > limit) {
            throw new IllegalArgumentException(message.length + " bytes are more than the limit of " + limit);
        }
        stream.write(ByteBuffer.wrap(new FieldWriter(width).length(width, message.length).done()), ByteBuffer.wrap(message));
    }

    /// Waits until so many bytes are there.
    ///
    /// @return whether they are; if not, the peer has ended between two messages
    private boolean await(int count) throws IOException {
        while (end - begin < count) {
            makeRoom(count);
            int n = stream.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
            if (n < 0) {
                if (begin == end) return false;
                throw new EOFException("the peer ended inside a message");
            }
            end += n;
        }
        return true;
    }

    private void makeRoom(int count) {
        if (end < buffer.length) return;
        if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
        } else {
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, count));
        }
    }

    @Override
    public String toString() {
        return "frames of at most " + Text.count(limit, "byte") + " on " + stream;
    }
}
