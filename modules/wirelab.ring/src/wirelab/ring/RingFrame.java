package wirelab.ring;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import wirelab.kit.ByteStream;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A frame as every dialect has it (SPECIFICATION.txt, Section 4.1):
///
/// ```
///  0                   1                   2                   3
/// |                            ID_SRC                             |
/// |                            ID_DST                             |
/// |T A F 0 0 0 0 0|           data length ...                     |
/// |  ... length   |                 data ...                      |
/// ```
///
/// @param source id of its origin
/// @param destination id of its destination, [#ALL] for every node
/// @param flags [#TURN], [#ACKNOWLEDGED] and [#FINISH]
/// @param data not copied
public record RingFrame(long source, long destination, int flags, byte[] data) {
    public static final int TURN = 0x80;
    public static final int ACKNOWLEDGED = 0x40;
    public static final int FINISH = 0x20;
    /// The destination of a broadcast.
    public static final long ALL = 0xffff_ffffL;
    public static final int HEADER = 13;
    /// Longest data that is sent or taken: a line of text with its control block, and no peer makes us allocate more.
    public static final int MOST_DATA = 65_536;

    public byte[] encode() {
        return new FieldWriter(HEADER + data.length).u32(source).u32(destination).u8(flags).sized(4, data).done();
    }

    /// One whole frame.
    public static RingFrame decode(byte[] bytes) throws ProtocolViolation {
        var fields = new FieldReader(bytes);
        var frame = new RingFrame(fields.u32("ID_SRC"), fields.u32("ID_DST"), flags(fields.u8("flags")),
                fields.bytes("data", fields.length("data length", 4, MOST_DATA)));
        fields.end();
        return frame;
    }

    private static int flags(int flags) throws ProtocolViolation {
        if ((flags & ~(TURN | ACKNOWLEDGED | FINISH)) != 0) throw new ProtocolViolation("flags", 8, "reserved bits are set");
        if (Integer.bitCount(flags & (TURN | FINISH)) > 1) throw new ProtocolViolation("flags", 8, "both T and F are set");
        return flags;
    }

    /// Takes frames off a stream.
    static final class Source {
        private final ByteStream stream;
        private final ByteBuffer buffer = ByteBuffer.allocate(HEADER + MOST_DATA).limit(0);

        Source(ByteStream stream) {
            this.stream = stream;
        }

        /// The next frame, or `null` when the stream ends between two.
        RingFrame next() throws IOException {
            if (!await(HEADER)) return null;
            int at = buffer.position();
            int flags = flags(buffer.get(at + 8) & 0xff);
            long length = buffer.getInt(at + 9) & 0xffff_ffffL;
            if (length > MOST_DATA) {
                throw new ProtocolViolation("data length", 9, length + " is more than the limit of " + MOST_DATA);
            }
            await(HEADER + (int) length);
            long source = buffer.getInt() & 0xffff_ffffL;
            long destination = buffer.getInt() & 0xffff_ffffL;
            buffer.position(buffer.position() + 5);
            var data = new byte[(int) length];
            buffer.get(data);
            return new RingFrame(source, destination, flags, data);
        }

        private boolean await(int count) throws IOException {
            while (buffer.remaining() < count) {
                buffer.compact();
                int n;
                try {
                    n = stream.read(buffer);
                } finally {
                    buffer.flip();
                }
                if (n < 0) {
                    if (buffer.hasRemaining()) throw new EOFException("the peer ended inside a frame");
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public String toString() {
        return "RingFrame[source=" + source + ", destination=" + destination + ", flags=" + flags + ", data="
                + Bytes.of(data) + "]";
    }
}
