package wirelab.duet;

import java.util.Arrays;
import wirelab.chat.LineFields;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What the two say to each other over UDP.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---------------+---------------+---------------+---------------+
/// | 'D'           | 'U'           | version 1     | type          |
/// +---------------+---------------+---------------+---------------+
/// | role 1 or 2   | 0             | length of the body            |
/// +---------------+---------------+-------------------------------+
/// | packet: 1 for the sender's first datagram, one more for each  |
/// +---------------------------------------------------------------+
/// | body                                                          |
/// |   type 1 CHALLENGE   nonce (16)                               |
/// |   type 2 PROOF       own nonce (16), the nonce answered (16)  |
/// |   type 3 DATA        number u32, ack u32, bits u32, text      |
/// |   type 4 ACK         ack u32, bits u32                        |
/// |   type 5 BYE         nothing                                  |
/// +---------------------------------------------------------------+
/// | tag (16): HMAC-SHA-256 over all before, first half            |
/// +---------------------------------------------------------------+
/// ```
///
/// CHALLENGE and PROOF are sealed with the token; the others with the key that the token and both nonces make.
///
/// @param packet number of the datagram, 1 to 4,294,967,295
public record SealedDatagram(int role, long packet, Body body) {
    /// The longest: a header, DATA with the longest text, a tag.
    static final int MAX = 12 + 12 + LineFields.MAX_TEXT + Key.TAG;
    private static final int VERSION = 1;

    /// What a datagram says.
    public sealed interface Body {}

    /// Prove to me that you know the token.
    ///
    /// @param nonce 16 bytes, never used before
    public record Challenge(byte[] nonce) implements Body {
        public Challenge {
            requireNonce(nonce);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Challenge(byte[] theirs) && Arrays.equals(nonce, theirs);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(nonce);
        }

        @Override
        public String toString() {
            return "Challenge[nonce=" + Bytes.of(nonce) + "]";
        }
    }

    /// I know the token: here is your nonce, sealed with it.
    public record Proof(byte[] nonce, byte[] answered) implements Body {
        public Proof {
            requireNonce(nonce);
            requireNonce(answered);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Proof(byte[] own, byte[] theirs) && Arrays.equals(nonce, own)
                    && Arrays.equals(answered, theirs);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(nonce) + Arrays.hashCode(answered);
        }

        @Override
        public String toString() {
            return "Proof[nonce=" + Bytes.of(nonce) + ", answered=" + Bytes.of(answered) + "]";
        }
    }

    /// A message.
    ///
    /// @param number 1 for the first message, one more for each
    /// @param ack all messages of the other up to this one have arrived
    /// @param bits bit i: message ack + 1 + i of the other has arrived as well
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    public record Data(long number, long ack, int bits, String text) implements Body {
        public Data {
            DuetFields.requireNumber(number, 1, DuetFields.MAX_NUMBER);
            DuetFields.requireNumber(ack, 0, DuetFields.MAX_NUMBER);
            LineFields.requireText(text);
        }
    }

    /// An acknowledgement, and a sign of life.
    ///
    /// @param ack as in [Data]
    /// @param bits as in [Data]
    public record Ack(long ack, int bits) implements Body {
        public Ack {
            DuetFields.requireNumber(ack, 0, DuetFields.MAX_NUMBER);
        }
    }

    /// I leave.
    public record Bye() implements Body {}

    public SealedDatagram {
        DuetFields.requireNumber(role, 1, 2);
        DuetFields.requireNumber(packet, 1, DuetFields.MAX_NUMBER);
    }

    private static void requireNonce(byte[] nonce) {
        if (nonce.length != Key.NONCE) throw new IllegalArgumentException("a nonce has " + Key.NONCE + " bytes");
    }

    /// Reads a datagram; whether its tag fits a key is looked at elsewhere.
    ///
    /// @param bytes all of it, its tag included
    /// @throws ProtocolViolation when it is none
    public static SealedDatagram decode(byte[] bytes) throws ProtocolViolation {
        var fields = new FieldReader(bytes);
        fields.expect("magic", "DU");
        int version = fields.u8("version");
        if (version != VERSION) throw new ProtocolViolation("version", 2, version + " is not spoken here");
        int type = fields.u8("type");
        int role = fields.u8("role");
        if (role < 1 || role > 2) throw new ProtocolViolation("role", 4, "neither 1 nor 2");
        if (fields.u8("zero") != 0) throw new ProtocolViolation("zero", 5, "not 0");
        int length = fields.length("length", 2, 12 + LineFields.MAX_TEXT);
        long packet = fields.u32("packet");
        if (packet == 0) throw new ProtocolViolation("packet", 8, "the first is 1");
        int begin = fields.offset();
        var body = body(type, fields, length);
        if (fields.offset() - begin != length) throw new ProtocolViolation("length", 6, "not that of the body");
        fields.bytes("tag", Key.TAG);
        fields.end();
        return new SealedDatagram(role, packet, body);
    }

    private static Body body(int type, FieldReader fields, int length) throws ProtocolViolation {
        return switch (type) {
            case 1 -> new Challenge(fields.bytes("nonce", Key.NONCE));
            case 2 -> new Proof(fields.bytes("nonce", Key.NONCE), fields.bytes("answered nonce", Key.NONCE));
            case 3 -> {
                int at = fields.offset();
                long number = fields.u32("number");
                if (number == 0) throw new ProtocolViolation("number", at, "the first is 1");
                long ack = fields.u32("ack");
                int bits = (int) fields.u32("bits");
                String text = fields.text("text", Math.max(0, length - 12));
                String problem = LineFields.textProblem(text);
                if (problem != null) throw new ProtocolViolation("text", at + 12, problem);
                yield new Data(number, ack, bits, text);
            }
            case 4 -> new Ack(fields.u32("ack"), (int) fields.u32("bits"));
            case 5 -> new Bye();
            default -> throw new ProtocolViolation("type", 3, type + " is unknown");
        };
    }

    /// Writes and seals the datagram.
    byte[] encode(Key key) {
        int type = switch (body) {
            case Challenge _ -> 1;
            case Proof _ -> 2;
            case Data _ -> 3;
            case Ack _ -> 4;
            case Bye _ -> 5;
        };
        byte[] fields = fields().done();
        return key.seal(new FieldWriter().text("DU").u8(VERSION).u8(type).u8(role).u8(0).u16(fields.length).u32(packet)
                .bytes(fields).done());
    }

    private FieldWriter fields() {
        var out = new FieldWriter();
        return switch (body) {
            case Challenge(byte[] nonce) -> out.bytes(nonce);
            case Proof(byte[] nonce, byte[] answered) -> out.bytes(nonce).bytes(answered);
            case Data(long number, long ack, int bits, String text) -> out.u32(number).u32(ack).u32(bits).text(text);
            case Ack(long ack, int bits) -> out.u32(ack).u32(bits);
            case Bye _ -> out;
        };
    }
}
