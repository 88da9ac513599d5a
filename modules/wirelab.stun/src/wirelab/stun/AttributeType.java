package wirelab.stun;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The attributes that this module understands, with the numbers of IANA's registry "STUN Attributes".
///
/// A number below 0x8000 says: who does not understand this attribute must not act on the message (comprehension-required);
/// from 0x8000 on it may be passed over.
public enum AttributeType {
    /// The source of the request as the server saw it, in clear (RFC 8489, section 14.1).
    MAPPED_ADDRESS(0x0001, Shape.ENDPOINT),
    /// "Answer from another of your addresses, or ports" (RFC 5780, section 7.2; RFC 3489).
    CHANGE_REQUEST(0x0003, Shape.CHANGE),
    /// Where the answer was sent from (RFC 3489, section 11.2.5).
    SOURCE_ADDRESS(0x0004, Shape.ENDPOINT),
    /// Where it would have been sent from with both changes (RFC 3489, section 11.2.3).
    CHANGED_ADDRESS(0x0005, Shape.ENDPOINT),
    /// Whose password the integrity is made with (RFC 8489, section 14.3).
    USERNAME(0x0006, Shape.TEXT),
    /// HMAC-SHA1 over all before it (RFC 8489, section 14.5).
    MESSAGE_INTEGRITY(0x0008, Shape.DIGEST),
    /// What went wrong (RFC 8489, section 14.8).
    ERROR_CODE(0x0009, Shape.ERROR),
    /// Which attributes were not understood (RFC 8489, section 14.13).
    UNKNOWN_ATTRIBUTES(0x000A, Shape.NUMBERS),
    /// The realm of a long-term credential (RFC 8489, section 14.9).
    REALM(0x0014, Shape.TEXT),
    /// What makes a long-term credential fresh (RFC 8489, section 14.10).
    NONCE(0x0015, Shape.TEXT),
    /// HMAC-SHA256 over all before it (RFC 8489, section 14.6).
    MESSAGE_INTEGRITY_SHA256(0x001C, Shape.DIGEST),
    /// The source of the request, masked, since some NATs rewrite an address wherever they find it (RFC 8489, section 14.2).
    XOR_MAPPED_ADDRESS(0x0020, Shape.ENDPOINT),
    /// Bytes that only make the message long enough to be fragmented (RFC 5780, section 7.6).
    PADDING(0x0026, Shape.PADDING),
    /// "Answer to this port of mine" (RFC 5780, section 7.5).
    RESPONSE_PORT(0x0027, Shape.PORT),
    /// The name of the program that sends this (RFC 8489, section 14.14).
    SOFTWARE(0x8022, Shape.TEXT),
    /// Another server to ask (RFC 8489, section 14.15).
    ALTERNATE_SERVER(0x8023, Shape.ENDPOINT),
    /// CRC-32 over all before it, which tells STUN from what else runs on a port (RFC 8489, section 14.7).
    FINGERPRINT(0x8028, Shape.CHECKSUM),
    /// Where the answer was sent from (RFC 5780, section 7.3).
    RESPONSE_ORIGIN(0x802B, Shape.ENDPOINT),
    /// Where it would have been sent from with both changes (RFC 5780, section 7.4).
    OTHER_ADDRESS(0x802C, Shape.ENDPOINT);

    /// What the value of an attribute looks like.
    enum Shape { ENDPOINT, TEXT, DIGEST, CHANGE, PORT, PADDING, ERROR, NUMBERS, CHECKSUM }

    private static final Map<Integer, AttributeType> BY_NUMBER = new HashMap<>();

    static {
        for (var type : values()) BY_NUMBER.put(type.number, type);
    }

    private final String words = name().toUpperCase(Locale.ROOT).replace('_', '-');
    private final int number;
    private final Shape shape;

    AttributeType(int number, Shape shape) {
        this.number = number;
        this.shape = shape;
    }

    /// {@return its number on the wire: 0 to 65,535}
    public int number() {
        return number;
    }

    Shape shape() {
        return shape;
    }

    /// {@return whether a receiver that does not know a type must refuse the message: true below 0x8000}
    public static boolean comprehensionRequired(int number) {
        return number < 0x8000;
    }

    /// The type with a number, `null` when this module does not know it.
    static AttributeType of(int number) {
        return BY_NUMBER.get(number);
    }

    /// {@return its name in the RFCs: such as `XOR-MAPPED-ADDRESS`}
    @Override
    public String toString() {
        return words;
    }
}
