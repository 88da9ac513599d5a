package wirelab.network;

import java.nio.ByteBuffer;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What travels over one link, from a node to its neighbour, in one UDP datagram. Every frame begins with
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version | u8 | 1 |
/// | type | u8 | 1 to 10, see [Type] |
///
/// and goes on as its record says. Numbers are unsigned and in network byte order. A *name* is one byte of length, 1 to
/// 16, and so many letters, digits, hyphens and underscores of ASCII; a *payload* is two bytes of length, at most 1,400,
/// and so many bytes.
public sealed interface Frame permits Hello, Frame.Routing, Frame.Routed, Frame.Labelled {
    /// The version that is spoken here.
    int VERSION = 1;
    /// Longest frame in bytes: what an Ethernet carries of a UDP datagram over IPv4 (1,500 less 20 and 8).
    int MAX_LENGTH = 1_472;
    /// Longest payload in bytes: room for the header with the longest names remains.
    int MAX_PAYLOAD = 1_400;

    /// The types of frames, with their number on the wire.
    enum Type {
        /// Who is at the other end of the link; 1.
        HELLO,
        /// Part of a distance vector; 2.
        UPDATE,
        /// The links of one node; 3.
        ADVERTISEMENT,
        /// A datagram; 4.
        DATAGRAM,
        /// What became of a datagram that could not be forwarded; 5.
        REPORT,
        /// The request for a circuit; 6.
        SETUP,
        /// A circuit stands; 7.
        ACCEPT,
        /// A circuit is refused, or no more; 8.
        CLEAR,
        /// A packet in a circuit; 9.
        DATA,
        /// A circuit is still wanted; 10.
        KEEP;

        /// {@return the number on the wire: 1 to 10}
        public int code() {
            return ordinal() + 1;
        }

        FieldWriter begin() {
            return new FieldWriter().u8(VERSION).u8(code());
        }
    }

    /// Frames with which nodes tell each other of routes.
    sealed interface Routing extends Frame permits Update, Advertisement {}

    /// Frames that carry the full address of their destination and are routed one by one.
    sealed interface Routed extends Frame permits Datagram, Report {
        /// {@return who sent it: name of a node}
        String source();

        /// {@return name of a node}
        String destination();

        /// {@return how many links it may still pass: 1 to 255}
        int ttl();

        /// The same with another time to live.
        ///
        /// @param ttl 1 to 255
        Routed withTtl(int ttl);
    }

    /// Frames of a circuit, which carry no address but a label that counts on this one link.
    sealed interface Labelled extends Frame permits Setup, Accepted, Clear, Data, Keep {
        /// {@return which circuit of the link: 0 to 65,535; even if the end with the lesser name has chosen it, else odd}
        int label();
    }

    /// Its type.
    Type type();

    /// {@return its bytes: at most [#MAX_LENGTH]}
    byte[] encode();

    /// In one line for people.
    ///
    /// @return such as `DATAGRAM a>c ttl 31 #0, 5 bytes`
    String text();

    /// Reads a frame; any bytes give a frame or an exception.
    ///
    /// @param bytes from position to limit
    /// @throws ProtocolViolation when it is none, with the field and its offset
    static Frame decode(ByteBuffer bytes) throws ProtocolViolation {
        if (bytes.remaining() > MAX_LENGTH) {
            throw new ProtocolViolation("frame", MAX_LENGTH, bytes.remaining() + " bytes are more than " + MAX_LENGTH);
        }
        var in = new FrameReader(bytes);
        in.u8("version", VERSION, VERSION);
        var type = Type.values()[in.u8("type", 1, Type.values().length) - 1];
        Frame frame = switch (type) {
            case HELLO -> Hello.read(in);
            case UPDATE -> Update.read(in);
            case ADVERTISEMENT -> Advertisement.read(in);
            case DATAGRAM -> Datagram.read(in);
            case REPORT -> Report.read(in);
            case SETUP -> Setup.read(in);
            case ACCEPT -> Accepted.read(in);
            case CLEAR -> Clear.read(in);
            case DATA -> Data.read(in);
            case KEEP -> Keep.read(in);
        };
        in.end();
        return frame;
    }
}
