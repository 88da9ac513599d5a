package wirelab.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.stun.Attribute.ChangeRequest;
import wirelab.stun.Attribute.Digest;
import wirelab.stun.Attribute.Endpoint;
import wirelab.stun.Attribute.ErrorCode;
import wirelab.stun.Attribute.Fingerprint;
import wirelab.stun.Attribute.Padding;
import wirelab.stun.Attribute.ResponsePort;
import wirelab.stun.Attribute.Text;
import wirelab.stun.Attribute.Unknown;
import wirelab.stun.Attribute.UnknownAttributes;

/// Reads and writes the attributes of one message, whose transaction id masks the XOR ones.
final class AttributeCodec {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int CHANGE_IP = 4;
    private static final int CHANGE_PORT = 2;

    private final TransactionId id;

    AttributeCodec(TransactionId id) {
        this.id = id;
    }

    /// Reads one attribute with what fills it up.
    Attribute read(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        int number = fields.u16("attribute type");
        var type = AttributeType.of(number);
        String name = type == null ? "attribute" : type.toString();
        int length = fields.length(name + " length", 2, StunMessage.MAX_LENGTH);
        int start = fields.offset();
        var attribute = type == null ? new Unknown(number, Bytes.of(fields.bytes(name, length)))
                : value(type, length, fields);
        int left = length - (fields.offset() - start);
        if (left != 0) throw new ProtocolViolation(name, at, "a length of " + length + " does not fit");
        fields.bytes(name + " filling", filling(length));
        return attribute;
    }

    private Attribute value(AttributeType type, int length, FieldReader fields) throws ProtocolViolation {
        String name = type.toString();
        int at = fields.offset();
        return switch (type.shape()) {
            case ENDPOINT -> endpoint(type, fields);
            case TEXT -> {
                if (length > Text.MAX_TEXT) throw new ProtocolViolation(name, at, length + " bytes of text");
                yield new Text(type, fields.text(name, length));
            }
            case DIGEST -> {
                boolean sha1 = type == AttributeType.MESSAGE_INTEGRITY;
                if (sha1 ? length != 20 : length < 16 || length > 32 || length % 4 != 0) {
                    throw new ProtocolViolation(name, at, "an HMAC of " + wirelab.kit.Text.count(length, "byte"));
                }
                yield new Digest(type, Bytes.of(fields.bytes(name, length)));
            }
            case CHANGE -> {
                long flags = fields.u32(name);
                yield new ChangeRequest((flags & CHANGE_IP) != 0, (flags & CHANGE_PORT) != 0);
            }
            case PORT -> {
                int port = fields.u16(name);
                // "Followed by 2 bytes of padding": whether those count to the value is left open, so both are understood.
                if (length == 4) fields.u16(name);
                yield new ResponsePort(port);
            }
            case PADDING -> {
                fields.bytes(name, length);
                yield new Padding(length);
            }
            case ERROR -> error(length, fields);
            case NUMBERS -> {
                var numbers = new ArrayList<Integer>(length / 2);
                for (int i = 0; i < length / 2; i++) numbers.add(fields.u16(name));
                yield new UnknownAttributes(numbers);
            }
            case CHECKSUM -> new Fingerprint((int) fields.u32(name));
        };
    }

    private Endpoint endpoint(AttributeType type, FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        fields.u8(type + " zero");
        int family = fields.u8(type + " family");
        if (family != IPV4 && family != IPV6) throw new ProtocolViolation(type + " family", at + 1, "there is no " + family);
        int port = fields.u16(type + " port");
        byte[] address = fields.bytes(type + " address", family == IPV4 ? 4 : 16);
        if (type == AttributeType.XOR_MAPPED_ADDRESS) {
            port ^= TransactionId.MAGIC_COOKIE >>> 16;
            mask(address);
        }
        try {
            return new Endpoint(type, new InetSocketAddress(InetAddress.getByAddress(address), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes", e);
        }
    }

    private static ErrorCode error(int length, FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        fields.u16("ERROR-CODE zero");
        int hundreds = fields.u8("ERROR-CODE class") & 7;
        int rest = fields.u8("ERROR-CODE number");
        if (hundreds < 3 || hundreds > 6 || rest > 99) {
            throw new ProtocolViolation("ERROR-CODE", at, "class " + hundreds + " and number " + rest + " are out of range");
        }
        if (length - 4 > Text.MAX_TEXT) throw new ProtocolViolation("ERROR-CODE", at, length - 4 + " bytes of reason");
        return new ErrorCode(hundreds * 100 + rest, fields.text("ERROR-CODE reason", length - 4));
    }

    /// Writes one attribute with what fills it up.
    void write(Attribute attribute, FieldWriter into) {
        into.u16(attribute.number()).sized(2, value -> {
            switch (attribute) {
                case Endpoint endpoint -> write(endpoint, value);
                case Text text -> value.text(text.text());
                case Digest digest -> value.bytes(digest.value().array());
                case ChangeRequest change -> value.u32((change.ip() ? CHANGE_IP : 0) | (change.port() ? CHANGE_PORT : 0));
                case ResponsePort response -> value.u16(response.port()).u16(0);
                case Padding padding -> value.zeros(padding.length());
                case ErrorCode error -> value.u16(0).u8(error.code() / 100).u8(error.code() % 100).text(error.reason());
                case UnknownAttributes unknown -> unknown.numbers().forEach(value::u16);
                case Fingerprint fingerprint -> value.u32(fingerprint.crc());
                case Unknown unknown -> value.bytes(unknown.value().array());
            }
        }).align(4);
    }

    private void write(Endpoint endpoint, FieldWriter into) {
        byte[] address = endpoint.address().getAddress().getAddress();
        int port = endpoint.address().getPort();
        if (endpoint.type() == AttributeType.XOR_MAPPED_ADDRESS) {
            port ^= TransactionId.MAGIC_COOKIE >>> 16;
            mask(address);
        }
        into.u8(0).u8(address.length == 4 ? IPV4 : IPV6).u16(port).bytes(address);
    }

    /// The bytes that an attribute takes, header and filling included.
    static int size(Attribute attribute) {
        int length = switch (attribute) {
            case Endpoint endpoint -> endpoint.address().getAddress().getAddress().length + 4;
            case Text text -> text.text().getBytes(StandardCharsets.UTF_8).length;
            case Digest digest -> digest.value().length();
            case ChangeRequest _, ResponsePort _, Fingerprint _ -> 4;
            case Padding padding -> padding.length();
            case ErrorCode error -> 4 + error.reason().getBytes(StandardCharsets.UTF_8).length;
            case UnknownAttributes unknown -> 2 * unknown.numbers().size();
            case Unknown unknown -> unknown.value().length();
        };
        return 4 + length + filling(length);
    }

    private void mask(byte[] address) {
        byte[] mask = id.bytes();
        for (int i = 0; i < address.length; i++) address[i] ^= mask[i];
    }

    private static int filling(int length) {
        return -length & 3;
    }
}
