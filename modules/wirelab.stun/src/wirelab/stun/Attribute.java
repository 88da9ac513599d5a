package wirelab.stun;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import wirelab.kit.Address;
import wirelab.kit.Bytes;

/// One attribute of a message (RFC 8489, section 14).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |              type             |     length of the value       |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                value, filled up to a multiple of 4 bytes ...
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// What fills a value up may be anything and is not looked at; this module writes zeros.
public sealed interface Attribute {
    /// {@return the number that says what this is: 0 to 65,535}
    int number();

    /// A transport address: MAPPED-ADDRESS and its kin.
    ///
    /// ```
    /// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    /// |0 0 0 0 0 0 0 0|  1 IPv4 2 IPv6|             port              |
    /// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    /// |          address, 4 or 16 bytes ...
    /// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    /// ```
    ///
    /// In XOR-MAPPED-ADDRESS port and address are XORed with the first bytes of cookie and transaction id.
    record Endpoint(AttributeType type, InetSocketAddress address) implements Attribute {
        public Endpoint {
            check(type, AttributeType.Shape.ENDPOINT);
            if (address.isUnresolved()) throw new IllegalArgumentException("unknown host " + address.getHostString());
        }

        @Override
        public int number() {
            return type.number();
        }

        @Override
        public String toString() {
            return type + " " + Address.text(address);
        }
    }

    /// UTF-8 text: USERNAME, REALM, NONCE, SOFTWARE.
    ///
    /// @param text the text, at most [#MAX_TEXT] bytes
    record Text(AttributeType type, String text) implements Attribute {
        /// The most bytes that such a text may have: 127 characters of 6 bytes and a bit (RFC 8489, section 14.9).
        public static final int MAX_TEXT = 763;

        public Text {
            check(type, AttributeType.Shape.TEXT);
            Objects.requireNonNull(text);
        }

        @Override
        public int number() {
            return type.number();
        }

        @Override
        public String toString() {
            return type + " '" + text + "'";
        }
    }

    /// An HMAC: MESSAGE-INTEGRITY (20 bytes) or MESSAGE-INTEGRITY-SHA256 (16 to 32 bytes, a multiple of 4).
    record Digest(AttributeType type, Bytes value) implements Attribute {
        public Digest {
            check(type, AttributeType.Shape.DIGEST);
            Objects.requireNonNull(value);
        }

        @Override
        public int number() {
            return type.number();
        }

        @Override
        public String toString() {
            return type + " " + value;
        }
    }

    /// CHANGE-REQUEST: a 32-bit word with the flags 4 (change IP) and 2 (change port).
    ///
    /// @param ip whether the answer should come from the server's other address
    /// @param port whether it should come from the other port
    record ChangeRequest(boolean ip, boolean port) implements Attribute {
        @Override
        public int number() {
            return AttributeType.CHANGE_REQUEST.number();
        }

        @Override
        public String toString() {
            return "CHANGE-REQUEST" + (ip ? " IP" : "") + (port ? " port" : "");
        }
    }

    /// RESPONSE-PORT: 16 bits, then 16 bits of zero.
    ///
    /// @param port where the answer should go, at the address that the request came from
    record ResponsePort(int port) implements Attribute {
        public ResponsePort {
            if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
        }

        @Override
        public int number() {
            return AttributeType.RESPONSE_PORT.number();
        }

        @Override
        public String toString() {
            return "RESPONSE-PORT " + port;
        }
    }

    /// PADDING: so many bytes that mean nothing.
    record Padding(int length) implements Attribute {
        @Override
        public int number() {
            return AttributeType.PADDING.number();
        }

        @Override
        public String toString() {
            return "PADDING of " + wirelab.kit.Text.count(length, "byte");
        }
    }

    /// ERROR-CODE: 21 bits of zero, 3 bits of hundreds, 8 bits of the rest, and a text.
    ///
    /// @param code 300 to 699
    /// @param reason for people, may be empty
    record ErrorCode(int code, String reason) implements Attribute {
        public ErrorCode {
            if (code < 300 || code > 699) throw new IllegalArgumentException("error code " + code);
            Objects.requireNonNull(reason);
        }

        @Override
        public int number() {
            return AttributeType.ERROR_CODE.number();
        }

        @Override
        public String toString() {
            return "ERROR-CODE " + code + (reason.isEmpty() ? "" : " " + reason);
        }
    }

    /// UNKNOWN-ATTRIBUTES: 16 bits for each type that was not understood.
    record UnknownAttributes(List<Integer> numbers) implements Attribute {
        public UnknownAttributes {
            numbers = List.copyOf(numbers);
        }

        @Override
        public int number() {
            return AttributeType.UNKNOWN_ATTRIBUTES.number();
        }

        @Override
        public String toString() {
            return "UNKNOWN-ATTRIBUTES " + String.join(" ", numbers.stream().map("0x%04x"::formatted).toList());
        }
    }

    /// FINGERPRINT: CRC-32 of the message so far, XOR 0x5354554E ("STUN").
    ///
    /// @param crc the value on the wire
    record Fingerprint(int crc) implements Attribute {
        @Override
        public int number() {
            return AttributeType.FINGERPRINT.number();
        }

        @Override
        public String toString() {
            return "FINGERPRINT %08x".formatted(crc);
        }
    }

    /// An attribute that this module does not know.
    record Unknown(int number, Bytes value) implements Attribute {
        @Override
        public String toString() {
            return "0x%04x %s".formatted(number, value);
        }
    }

    private static void check(AttributeType type, AttributeType.Shape shape) {
        if (type.shape() != shape) throw new IllegalArgumentException(type + " does not hold this");
    }
}
