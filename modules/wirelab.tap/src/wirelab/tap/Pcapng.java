package wirelab.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The blocks of a pcapng file (draft-ietf-opsawg-pcapng), in the byte order of this machine: whoever reads a capture live,
/// through a pipe, takes no other. The packets inside are in network byte order, as is the buffer.
///
/// ```
/// block:   type u32, length u32, body, padding to 4 bytes, length u32 again
/// option:  code u16, length u16, value, padding to 4 bytes; code 0 ends the options
/// ```
///
/// | block | type | body |
/// | --- | --- | --- |
/// | section header | 0a0d0d0a | byte order magic 1a2b3c4d, version 1.0, section length (not known: -1), options |
/// | interface description | 1 | link type u16, reserved u16, snapshot length u32, options |
/// | enhanced packet | 6 | interface u32, time stamp u64, captured length u32, true length u32, packet, options |
final class Pcapng {
    static final int MAGIC = 0x1a2b3c4d;
    static final int SECTION_HEADER = 0x0a0d0d0a;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int ENHANCED_PACKET = 6;
    static final int ETHERNET = 1;

    static final int COMMENT = 1;
    static final int SECTION_OS = 3;
    static final int SECTION_APPLICATION = 4;
    static final int INTERFACE_NAME = 2;
    static final int INTERFACE_DESCRIBED = 3;
    static final int INTERFACE_IPV4 = 4;
    static final int INTERFACE_IPV6 = 5;
    static final int INTERFACE_MAC = 6;
    static final int INTERFACE_RESOLUTION = 9;
    static final int PACKET_FLAGS = 2;

    /// Which way a packet went at the interface that saw it, for the lowest two bits of its flags.
    enum Flow {
        UNKNOWN, INBOUND, OUTBOUND;

        static Flow of(boolean sent) {
            return sent ? OUTBOUND : INBOUND;
        }
    }

    /// Longest text in an option; what is longer is cut.
    static final int MAX_TEXT = 1000;
    /// A packet's block besides packet and comment: head, flags, end of options, length again.
    private static final int PACKET_OVERHEAD = 28 + 8 + 4 + 4;
    /// Longest block that describes something.
    private static final int MOST_DESCRIPTION = 4096;
    /// Stamps are counted in 10^-9 s.
    private static final byte NANOSECONDS = 9;

    private static final boolean REVERSED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private Pcapng() {}

    private static int ordered(int value) {
        return REVERSED ? Integer.reverseBytes(value) : value;
    }

    private static short ordered(short value) {
        return REVERSED ? Short.reverseBytes(value) : value;
    }

    private static void put32(ByteBuffer out, int value) {
        out.putInt(ordered(value));
    }

    private static void put16(ByteBuffer out, int value) {
        out.putShort(ordered((short) value));
    }

    /// Begins a file.
    static ByteBuffer section(String application) {
        var out = ByteBuffer.allocate(MOST_DESCRIPTION);
        int at = begin(out, SECTION_HEADER);
        put32(out, MAGIC);
        put16(out, 1);
        put16(out, 0);
        out.putLong(-1);
        option(out, SECTION_OS, text(System.getProperty("os.name") + " " + System.getProperty("os.version")));
        option(out, SECTION_APPLICATION, text(application));
        endOfOptions(out);
        end(out, at);
        return out.flip();
    }

    /// Describes an interface; the first is number 0.
    ///
    /// @param address its IP address: 4 or 16 bytes
    static ByteBuffer ethernet(String name, byte[] address, byte[] mac) {
        var out = ByteBuffer.allocate(MOST_DESCRIPTION);
        int at = begin(out, INTERFACE_DESCRIPTION);
        put16(out, ETHERNET);
        put16(out, 0);
        put32(out, 0);
        option(out, INTERFACE_NAME, text(name));
        option(out, INTERFACE_DESCRIBED, text("synthesised by wirelab from what went through its sockets"));
        boolean ipv4 = address.length == 4;
        byte[] withMask = Arrays.copyOf(address, ipv4 ? 8 : 17);
        if (ipv4) Arrays.fill(withMask, 4, 8, (byte) -1);
        else withMask[16] = (byte) 128;
        option(out, ipv4 ? INTERFACE_IPV4 : INTERFACE_IPV6, withMask);
        option(out, INTERFACE_MAC, mac);
        option(out, INTERFACE_RESOLUTION, new byte[] {NANOSECONDS});
        endOfOptions(out);
        end(out, at);
        return out.flip();
    }

    /// How long the block of a packet is.
    ///
    /// @param comment to be shown with it, from [#text(String)], or `null`
    static int packetBlock(int length, byte[] comment) {
        return PACKET_OVERHEAD + padded(length) + (comment == null ? 0 : 4 + padded(comment.length));
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }

    /// Begins a packet; its bytes are to be written behind.
    ///
    /// @param nanos since 1970
    /// @return where the block begins, for [#endPacket(ByteBuffer, int, Flow, byte[])]
    static int beginPacket(ByteBuffer out, int number, long nanos, int length) {
        int at = begin(out, ENHANCED_PACKET);
        put32(out, number);
        put32(out, (int) (nanos >>> 32));
        put32(out, (int) nanos);
        put32(out, length);
        put32(out, length);
        return at;
    }

    /// Ends a packet.
    ///
    /// @param comment shown with it, from [#text(String)], or `null`
    static void endPacket(ByteBuffer out, int at, Flow flow, byte[] comment) {
        pad(out, out.position() - at);
        if (comment != null) option(out, COMMENT, comment);
        put16(out, PACKET_FLAGS);
        put16(out, 4);
        put32(out, flow.ordinal());
        endOfOptions(out);
        end(out, at);
    }

    private static int begin(ByteBuffer out, int type) {
        int at = out.position();
        put32(out, type);
        put32(out, 0);
        return at;
    }

    private static void end(ByteBuffer out, int at) {
        int length = out.position() + 4 - at;
        put32(out, length);
        out.putInt(at + 4, ordered(length));
    }

    /// The bytes of a text, for an option: at most [#MAX_TEXT] of them.
    static byte[] text(String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        if (value.length <= MAX_TEXT) return value;
        int end = MAX_TEXT;
        while ((value[end] & 0xc0) == 0x80) end--;
        return Arrays.copyOf(value, end);
    }

    private static void option(ByteBuffer out, int code, byte[] value) {
        put16(out, code);
        put16(out, value.length);
        out.put(value);
        pad(out, value.length);
    }

    private static void endOfOptions(ByteBuffer out) {
        out.putInt(0);
    }

    private static void pad(ByteBuffer out, int length) {
        for (int i = length; i % 4 != 0; i++) out.put((byte) 0);
    }
}
