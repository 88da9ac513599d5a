package wirelab.rudp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What the packets of the beginning say: HELLO, COOKIE, WELCOME and RESET, each with a checksum at its end, whether what
/// follows is sealed or not.
sealed interface Handshake {
    int VERSION = 1;
    int COOKIE_SIZE = 16;
    int TOKEN_SIZE = 16;
    int MOST_MESSAGE = 512;
    /// No shorter HELLO is answered: so the answer is smaller, and a path that cannot carry 1,200 bytes is found out.
    int HELLO_SIZE = RudpOptions.LEAST_MTU;

    RudpPacket.Kind kind();

    void write(FieldWriter out);

    /// The client wants a connection; sent again with the cookie that comes back.
    ///
    /// ```
    /// version u8 | sealed u8 | cookie length u8 | cookie | message length u16 | message | zeros
    /// ```
    ///
    /// @param cookie empty, or what the server has sent
    /// @param message the [Limits]; where it is sealed, the first message of Noise with them as its payload
    record Hello(boolean sealed, byte[] cookie, byte[] message) implements Handshake {
        @Override
        public RudpPacket.Kind kind() {
            return RudpPacket.Kind.HELLO;
        }

        @Override
        public void write(FieldWriter out) {
            out.u8(VERSION).u8(sealed ? 1 : 0).sized(1, cookie).sized(2, message);
            out.zerosTo(HELLO_SIZE - Checksum.SIZE);
        }
    }

    /// What the server says to somebody it has not seen.
    enum Status {
        /// The cookie is to be sent back.
        AGAIN,
        /// It speaks sealed alone.
        SEALED,
        /// It speaks plain alone.
        PLAIN,
        /// It has as many connections as it may.
        FULL,
        /// It speaks another version.
        VERSION
    }

    /// Proof for the server that the client is where it says: `status u8 | cookie length u8 | cookie`.
    record Cookie(Status status, byte[] cookie) implements Handshake {
        @Override
        public RudpPacket.Kind kind() {
            return RudpPacket.Kind.COOKIE;
        }

        @Override
        public void write(FieldWriter out) {
            out.u8(status.ordinal()).sized(1, cookie);
        }
    }

    /// The connection is made: `message length u16 | message`.
    ///
    /// @param message the [Limits]; where it is sealed, the second message of Noise with them as its payload
    record Welcome(byte[] message) implements Handshake {
        @Override
        public RudpPacket.Kind kind() {
            return RudpPacket.Kind.WELCOME;
        }

        @Override
        public void write(FieldWriter out) {
            out.sized(2, message);
        }
    }

    /// The server knows nothing of a connection, and proves that it is the server: `token, 16 bytes`.
    record Reset(byte[] token) implements Handshake {
        @Override
        public RudpPacket.Kind kind() {
            return RudpPacket.Kind.RESET;
        }

        @Override
        public void write(FieldWriter out) {
            out.bytes(token);
        }
    }

    /// What one end takes to begin with: `window u32 | streams u16 | token, 16 bytes`.
    ///
    /// @param window bytes, of all streams together and of each
    /// @param streams how many the client may open; 0 from a client
    /// @param token by which a reset of this connection will be known; zeros from a client
    record Limits(int window, int streams, byte[] token) {
        byte[] encode() {
            return new FieldWriter(22).u32(window).u16(streams).bytes(token).done();
        }

        static Limits decode(byte[] bytes) throws ProtocolViolation {
            var in = new FieldReader(bytes);
            long window = in.u32("window");
            if (window > 1 << 30) throw new ProtocolViolation("window", 0, "is more than 1 GiB");
            var limits = new Limits((int) window, in.u16("streams"), in.bytes("token", TOKEN_SIZE));
            in.end();
            return limits;
        }
    }

    /// {@return the whole packet}
    ///
    /// @param sequence the number before that of the first packet, or 0
    static byte[] packet(Handshake message, int sequence, long connection) {
        var out = new FieldWriter(message instanceof Hello ? HELLO_SIZE : 256);
        new RudpPacket(message.kind(), sequence, connection).write(out);
        message.write(out);
        int length = out.offset();
        byte[] packet = out.zeros(Checksum.SIZE).done();
        new Checksum().seal(packet, length, 0);
        return packet;
    }

    /// Reads what stands behind the header.
    ///
    /// @param packet of the whole packet, whose checksum was looked at
    /// @param end of the body
    static Handshake read(RudpPacket.Kind kind, byte[] packet, int end) throws ProtocolViolation {
        var in = new FieldReader(ByteBuffer.wrap(packet, RudpPacket.HEADER, end - RudpPacket.HEADER));
        Handshake message = switch (kind) {
            case HELLO -> hello(in, end);
            case COOKIE -> {
                int status = in.u8("status");
                if (status >= Status.values().length) throw new ProtocolViolation("status", 0, "is unknown: " + status);
                yield new Cookie(Status.values()[status], cookie(in));
            }
            case WELCOME -> new Welcome(in.sized("message", 2, MOST_MESSAGE));
            case RESET -> new Reset(in.bytes("token", TOKEN_SIZE));
            case DATA -> throw new ProtocolViolation("flags", 12, "say data");
        };
        in.end();
        return message;
    }

    private static Hello hello(FieldReader in, int end) throws ProtocolViolation {
        int version = in.u8("version");
        if (version != VERSION) throw new ProtocolViolation("version", 0, "is " + version + " and not " + VERSION);
        int sealed = in.u8("sealed");
        if (sealed > 1) throw new ProtocolViolation("sealed", 1, "is neither 0 nor 1");
        var hello = new Hello(sealed == 1, cookie(in), in.sized("message", 2, MOST_MESSAGE));
        in.zeros("padding", in.remaining());
        if (end != HELLO_SIZE - Checksum.SIZE) throw new ProtocolViolation("padding", end, "does not fill 1,200 bytes");
        return hello;
    }

    private static byte[] cookie(FieldReader in) throws ProtocolViolation {
        byte[] cookie = in.sized("cookie", 1, COOKIE_SIZE);
        if (cookie.length != 0 && cookie.length != COOKIE_SIZE) throw new ProtocolViolation("cookie", 2, "has not 16 bytes");
        return cookie;
    }

    /// {@return what the keys depend on besides the messages: nothing of it can be changed on the way unnoticed}
    static byte[] prologue(long connection, int sequence) {
        return new FieldWriter().bytes("wirelab rudp 1".getBytes(StandardCharsets.US_ASCII)).u64(connection)
                .u32(sequence & 0xffff_ffffL).done();
    }
}
