package wirelab.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A STUN message of the one method Binding (RFC 8489, section 5).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |0 0|     type: method, class   |  length of the attributes     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          transaction id, 16 bytes: see TransactionId          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          attributes, each a multiple of 4 bytes ...
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// @param attributes in their order; of two with the same type only the first counts
public record StunMessage(Kind kind, TransactionId id, List<Attribute> attributes) {
    /// The class of a message; the numbers are those of the type field with method Binding (0x001).
    public enum Kind {
        /// A question.
        REQUEST(0x0001, "Binding request"),
        /// A message that wants no answer; it keeps a mapping alive.
        INDICATION(0x0011, "Binding indication"),
        /// The answer.
        SUCCESS(0x0101, "Binding success response"),
        /// The answer that there is none.
        ERROR(0x0111, "Binding error response");

        private final int number;
        private final String words;

        Kind(int number, String words) {
            this.number = number;
            this.words = words;
        }

        /// {@return the type field: method and class, 14 bits}
        public int number() {
            return number;
        }

        /// {@return the class in words: such as `Binding request`}
        @Override
        public String toString() {
            return words;
        }
    }

    /// The bytes before the attributes.
    public static final int HEADER = 20;
    /// The longest message that is read, in bytes without the header: more than the MTU of any link, for PADDING.
    public static final int MAX_LENGTH = 9000;

    public StunMessage {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(id);
        attributes = List.copyOf(attributes);
    }

    /// A message with the attributes given one by one.
    public StunMessage(Kind kind, TransactionId id, Attribute... attributes) {
        this(kind, id, List.of(attributes));
    }

    /// Whether bytes may be STUN, at a glance: so that it can share a port with another protocol (RFC 8489, section 5).
    ///
    /// @param bytes from position to limit
    /// @return whether type, length and magic cookie fit; a message after RFC 3489 does not
    public static boolean maybe(ByteBuffer bytes) {
        int at = bytes.position();
        return bytes.remaining() >= HEADER && bytes.remaining() % 4 == 0 && (bytes.get(at) & 0xc0) == 0
                && (bytes.getShort(at + 2) & 0xffff) == bytes.remaining() - HEADER
                && bytes.getInt(at + 4) == TransactionId.MAGIC_COOKIE;
    }

    /// Reads a message. Of what follows an integrity attribute only another and the fingerprint count (section 14.5).
    ///
    /// @param bytes from position to limit, the whole of one message; the position does not move
    /// @throws ProtocolViolation when it is none, or its fingerprint is wrong
    public static StunMessage decode(ByteBuffer bytes) throws ProtocolViolation {
        var fields = new FieldReader(bytes);
        int type = fields.u16("message type");
        Kind kind = kind(type);
        int length = fields.length("message length", 2, MAX_LENGTH);
        var id = TransactionId.read(fields);
        if (length != fields.remaining()) {
            throw new ProtocolViolation("message length", 2, length + " announced, " + fields.remaining() + " there");
        }
        if (length % 4 != 0) throw new ProtocolViolation("message length", 2, length + " is no multiple of 4");
        var codec = new AttributeCodec(id);
        var attributes = new ArrayList<Attribute>(4);
        boolean sealed = false;
        while (fields.remaining() > 0) {
            int at = fields.offset();
            var attribute = codec.read(fields);
            if (attribute instanceof Attribute.Fingerprint fingerprint) {
                check(fingerprint, at, bytes, fields.remaining());
            } else if (sealed && !(attribute instanceof Attribute.Digest)) {
                continue;
            }
            sealed |= attribute instanceof Attribute.Digest;
            attributes.add(attribute);
        }
        return new StunMessage(kind, id, attributes);
    }

    private static Kind kind(int type) throws ProtocolViolation {
        for (var kind : Kind.values()) if (kind.number == type) return kind;
        String problem = (type & 0xc000) != 0 ? "the first two bits are not zero"
                : "0x%04x is not of the method Binding".formatted(type);
        throw new ProtocolViolation("message type", 0, problem);
    }

    private static void check(Attribute.Fingerprint fingerprint, int at, ByteBuffer bytes, int behind)
            throws ProtocolViolation {
        if (behind != 0) throw new ProtocolViolation("FINGERPRINT", at, "not the last attribute");
        if (fingerprint.crc() != Integrity.fingerprint(bytes.slice(bytes.position(), at))) {
            throw new ProtocolViolation("FINGERPRINT", at, "does not fit the message");
        }
    }

    public byte[] encode() {
        int size = size();
        var bytes = new FieldWriter(size).u16(kind.number).u16(size - HEADER);
        id.write(bytes);
        var codec = new AttributeCodec(id);
        for (var attribute : attributes) codec.write(attribute, bytes);
        return bytes.done();
    }

    /// {@return how long the message is on the wire: bytes, header included}
    public int size() {
        int size = HEADER;
        for (var attribute : attributes) size += AttributeCodec.size(attribute);
        return size;
    }

    /// Adds an attribute behind the others.
    public StunMessage with(Attribute attribute) {
        var longer = new ArrayList<>(attributes);
        longer.add(attribute);
        return new StunMessage(kind, id, longer);
    }

    /// Adds an HMAC over all attributes so far.
    ///
    /// @param key the key, see [Credential#key()]
    public StunMessage withIntegrity(AttributeType type, byte[] key) {
        return with(new Attribute.Digest(type, Bytes.of(Integrity.hmac(type, key, ByteBuffer.wrap(encode())))));
    }

    /// Adds a checksum over all attributes so far; nothing may follow it.
    public StunMessage withFingerprint() {
        return with(new Attribute.Fingerprint(Integrity.fingerprint(ByteBuffer.wrap(encode()))));
    }

    /// Finds an attribute.
    ///
    /// @return the first of that class
    public <A extends Attribute> Optional<A> find(Class<A> shape) {
        for (var attribute : attributes) if (shape.isInstance(attribute)) return Optional.of(shape.cast(attribute));
        return Optional.empty();
    }

    /// Finds an attribute by its type.
    ///
    /// @return the first of that type
    public Optional<Attribute> find(AttributeType type) {
        for (var attribute : attributes) if (attribute.number() == type.number()) return Optional.of(attribute);
        return Optional.empty();
    }

    /// Finds a transport address.
    ///
    /// @return the first of that type
    public Optional<InetSocketAddress> address(AttributeType type) {
        return find(type).map(attribute -> ((Attribute.Endpoint) attribute).address());
    }

    /// {@return the types that a receiver must understand to act on this message, and that this module does not: numbers
    /// below 0x8000}
    public List<Integer> notUnderstood() {
        List<Integer> numbers = null;
        for (var attribute : attributes) {
            if (attribute instanceof Attribute.Unknown && AttributeType.comprehensionRequired(attribute.number())) {
                if (numbers == null) numbers = new ArrayList<>();
                if (!numbers.contains(attribute.number())) numbers.add(attribute.number());
            }
        }
        return numbers == null ? List.of() : numbers;
    }

    /// {@return the message in one line: class and attributes}
    @Override
    public String toString() {
        var text = new StringBuilder(kind.toString());
        if (!id.modern()) text.append(" (RFC 3489)");
        String separator = ": ";
        for (var attribute : attributes) {
            text.append(separator).append(attribute);
            separator = ", ";
        }
        return text.toString();
    }
}
