package wirelab.duet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import wirelab.kit.Fields;
import wirelab.kit.LineFields;
import wirelab.kit.ProtocolException;

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
/// @param role of the sender
/// @param packet number of the datagram, 1 to 4,294,967,295
/// @param body what it says
public record Datagram(int role, long packet, Body body) {
    /// The longest: a header, DATA with the longest text, a tag.
    static final int MAX = 12 + 12 + LineFields.MAX_TEXT + Key.TAG;
    private static final int VERSION = 1;

    /// What a datagram says.
    public sealed interface Body {}

    /// Prove to me that you know the token.
    ///
    /// @param nonce 16 bytes, never used before
    public record Challenge(byte[] nonce) implements Body {
        /// Checks the length.
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
    }

    /// I know the token: here is your nonce, sealed with it.
    ///
    /// @param nonce the prover's own
    /// @param answered the one of the challenge
    public record Proof(byte[] nonce, byte[] answered) implements Body {
        /// Checks the lengths.
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
    }

    /// A message.
    ///
    /// @param number 1 for the first message, one more for each
    /// @param ack all messages of the other up to this one have arrived
    /// @param bits bit i: message ack + 1 + i of the other has arrived as well
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    public record Data(long number, long ack, int bits, String text) implements Body {
        /// Checks number, acknowledgement and text.
        public Data {
            Wire.requireNumber(number, 1, Wire.MAX_NUMBER);
            Wire.requireNumber(ack, 0, Wire.MAX_NUMBER);
            LineFields.requireText(text);
        }
    }

    /// An acknowledgement, and a sign of life.
    ///
    /// @param ack as in [Data]
    /// @param bits as in [Data]
    public record Ack(long ack, int bits) implements Body {
        /// Checks the number.
        public Ack {
            Wire.requireNumber(ack, 0, Wire.MAX_NUMBER);
        }
    }

    /// I leave.
    public record Bye() implements Body {}

    /// Checks role and packet number.
    public Datagram {
        Wire.requireNumber(role, 1, 2);
        Wire.requireNumber(packet, 1, Wire.MAX_NUMBER);
    }

    private static void requireNonce(byte[] nonce) {
        if (nonce.length != Key.NONCE) throw new IllegalArgumentException("a nonce has " + Key.NONCE + " bytes");
    }

    /// Reads a datagram; whether its tag fits a key is looked at elsewhere.
    ///
    /// @param bytes all of it, its tag included
    /// @return what it says
    /// @throws ProtocolException when it is none
    public static Datagram decode(byte[] bytes) throws ProtocolException {
        var fields = new Fields(bytes);
        fields.expect("magic", "DU");
        int version = fields.u8("version");
        if (version != VERSION) throw new ProtocolException("version", 2, version + " is not spoken here");
        int type = fields.u8("type");
        int role = fields.u8("role");
        if (role < 1 || role > 2) throw new ProtocolException("role", 4, "neither 1 nor 2");
        if (fields.u8("zero") != 0) throw new ProtocolException("zero", 5, "not 0");
        int length = fields.length("length", 2, 12 + LineFields.MAX_TEXT);
        long packet = fields.u32("packet");
        if (packet == 0) throw new ProtocolException("packet", 8, "the first is 1");
        int begin = fields.offset();
        var body = body(type, fields, length);
        if (fields.offset() - begin != length) throw new ProtocolException("length", 6, "not that of the body");
        fields.bytes("tag", Key.TAG);
        fields.end();
        return new Datagram(role, packet, body);
    }

    private static Body body(int type, Fields fields, int length) throws ProtocolException {
        return switch (type) {
            case 1 -> new Challenge(fields.bytes("nonce", Key.NONCE));
            case 2 -> new Proof(fields.bytes("nonce", Key.NONCE), fields.bytes("answered nonce", Key.NONCE));
            case 3 -> {
                int at = fields.offset();
                long number = fields.u32("number");
                if (number == 0) throw new ProtocolException("number", at, "the first is 1");
                long ack = fields.u32("ack");
                int bits = (int) fields.u32("bits");
                String text = fields.text("text", Math.max(0, length - 12));
                String problem = LineFields.textProblem(text);
                if (problem != null) throw new ProtocolException("text", at + 12, problem);
                yield new Data(number, ack, bits, text);
            }
            case 4 -> new Ack(fields.u32("ack"), (int) fields.u32("bits"));
            case 5 -> new Bye();
            default -> throw new ProtocolException("type", 3, type + " is unknown");
        };
    }

    /// Writes and seals the datagram.
    ///
    /// @param key what it is sealed with
    /// @return its bytes
    byte[] encode(Key key) {
        var out = ByteBuffer.allocate(MAX).put((byte) 'D').put((byte) 'U').put((byte) VERSION);
        out.position(12);
        int type = switch (body) {
            case Challenge(byte[] nonce) -> {
                out.put(nonce);
                yield 1;
            }
            case Proof(byte[] nonce, byte[] answered) -> {
                out.put(nonce).put(answered);
                yield 2;
            }
            case Data(long number, long ack, int bits, String text) -> {
                out.putInt((int) number).putInt((int) ack).putInt(bits).put(text.getBytes(StandardCharsets.UTF_8));
                yield 3;
            }
            case Ack(long ack, int bits) -> {
                out.putInt((int) ack).putInt(bits);
                yield 4;
            }
            case Bye _ -> 5;
        };
        int end = out.position();
        out.put(3, (byte) type).put(4, (byte) role).put(5, (byte) 0).putShort(6, (short) (end - 12)).putInt(8, (int) packet);
        return key.seal(Arrays.copyOf(out.array(), end));
    }
}
