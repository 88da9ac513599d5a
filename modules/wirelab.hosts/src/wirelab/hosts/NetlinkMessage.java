package wirelab.hosts;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// One message of netlink(7), in the byte order of this machine:
///
/// ```
///  0               1               2               3
/// +---------------+---------------+---------------+---------------+
/// |                     length, these 16 bytes too                |
/// +-------------------------------+-------------------------------+
/// |             type              |             flags             |
/// +-------------------------------+-------------------------------+
/// |                            sequence                           |
/// +---------------------------------------------------------------+
/// |                 port of the asking socket, or 0               |
/// +---------------------------------------------------------------+
/// |  a fixed part that the type knows, then attributes, each      |
/// |  u16 length with these 4 bytes, u16 type, value; all padded   |
/// |  to multiples of 4                                            |
/// +---------------------------------------------------------------+
/// ```
///
/// @param body what stands behind the 16 bytes
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer body) {
    /// The length of what stands before every body.
    public static final int HEADER = 16;
    static final int ERROR = 2;
    static final int DONE = 3;
    static final int INTERRUPTED = 0x10;
    private static final int ATTRIBUTE = 4;
    /// The two bits above say how the value is written, which whoever reads it knows.
    private static final int TYPE_BITS = 0x3fff;

    /// Reads all messages of a datagram from the kernel.
    ///
    /// @throws ProtocolViolation when a length is impossible
    public static List<NetlinkMessage> decode(byte[] datagram) throws ProtocolViolation {
        var bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        var messages = new ArrayList<NetlinkMessage>();
        int at = 0;
        while (at < datagram.length) {
            if (datagram.length - at < HEADER) throw new ProtocolViolation("header", at, "it is cut short");
            int length = bytes.getInt(at);
            if (length < HEADER || length > datagram.length - at) {
                throw new ProtocolViolation("length", at, "it is " + length + " of " + (datagram.length - at));
            }
            messages.add(new NetlinkMessage(bytes.getShort(at + 4) & 0xffff, bytes.getShort(at + 6) & 0xffff,
                    bytes.getInt(at + 8), slice(bytes, at + HEADER, length - HEADER)));
            at = (int) Math.min(datagram.length, padded((long) at + length));
        }
        return messages;
    }

    /// Writes the message as it is sent.
    public byte[] encode() {
        var bytes = ByteBuffer.allocate(HEADER + body.remaining()).order(ByteOrder.nativeOrder());
        bytes.putInt(bytes.capacity()).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
        return bytes.put(body.duplicate()).array();
    }

    /// Reads the fixed part of the body.
    ///
    /// @param size bytes of it that its reader knows
    /// @throws ProtocolViolation when the body is shorter
    public ByteBuffer fixed(int size) throws ProtocolViolation {
        if (body.remaining() < size) throw new ProtocolViolation("body", HEADER, "it is shorter than " + Text.count(size, "byte"));
        return slice(body, body.position(), size);
    }

    /// Reads the attributes of the body, by type; of several of one type the last one counts.
    ///
    /// @param from where they begin in the body: the size of the fixed part
    /// @throws ProtocolViolation when a length is impossible
    public Map<Integer, ByteBuffer> attributes(int from) throws ProtocolViolation {
        return attributes(body, from);
    }

    /// Reads the first attribute of a type, for tables with very many rows: no more is read than that takes.
    ///
    /// @param from where attributes begin in the body: the size of the fixed part
    /// @return its value, `null` when there is none
    /// @throws ProtocolViolation when a length before it is impossible
    public ByteBuffer attribute(int from, int type) throws ProtocolViolation {
        long at = body.position() + padded(from);
        while (at < body.limit()) {
            int length = length(body, at);
            if ((body.getShort((int) at + 2) & TYPE_BITS) == type) return slice(body, (int) at + ATTRIBUTE, length - ATTRIBUTE);
            at = padded(at + length);
        }
        return null;
    }

    /// Reads the attributes that are nested in a value, or stand in a body.
    ///
    /// @throws ProtocolViolation when a length is impossible
    public static Map<Integer, ByteBuffer> attributes(ByteBuffer value, int from) throws ProtocolViolation {
        var attributes = new LinkedHashMap<Integer, ByteBuffer>();
        int end = value.limit();
        long at = value.position() + padded(from);
        while (at < end) {
            int length = length(value, at);
            attributes.put(value.getShort((int) at + 2) & TYPE_BITS, slice(value, (int) at + ATTRIBUTE, length - ATTRIBUTE));
            at = padded(at + length);
        }
        return attributes;
    }

    private static int length(ByteBuffer value, long at) throws ProtocolViolation {
        long left = value.limit() - at;
        if (left < ATTRIBUTE) throw new ProtocolViolation("attribute", at, "it is cut short");
        int length = value.getShort((int) at) & 0xffff;
        if (length < ATTRIBUTE || length > left) {
            throw new ProtocolViolation("attribute length", at, "it is " + length + " of " + left);
        }
        return length;
    }

    /// Writes one attribute, padded.
    public static byte[] attribute(int type, byte[] value) {
        var bytes = ByteBuffer.allocate((int) padded(ATTRIBUTE + value.length)).order(ByteOrder.nativeOrder());
        bytes.putShort((short) (ATTRIBUTE + value.length)).putShort((short) type).put(value);
        return bytes.array();
    }

    private static long padded(long length) {
        return length + 3 & ~3L;
    }

    private static ByteBuffer slice(ByteBuffer bytes, int at, int length) {
        return bytes.slice(at, length).order(ByteOrder.nativeOrder());
    }

    @Override
    public String toString() {
        return "netlink message of type " + type + ", " + Text.count(body.remaining(), "byte");
    }
}
