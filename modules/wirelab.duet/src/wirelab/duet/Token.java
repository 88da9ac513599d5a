package wirelab.duet;

import java.util.Arrays;
import java.util.Base64;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// The secret of two members, which the server gives to both over TCP. It never goes over UDP: there each proves that it
/// knows it.
public final class Token {
    /// 256 bits: as long as the hash that it is the key of.
    public static final int BYTES = 32;
    private final byte[] bytes;

    /// Makes a token of random bytes.
    ///
    /// @param bytes 32 of them
    public Token(byte[] bytes) {
        if (bytes.length != BYTES) throw new IllegalArgumentException("a token has " + BYTES + " bytes, not "
                + bytes.length);
        this.bytes = bytes.clone();
    }

    static Token decode(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String text = fields.until("token", ' ');
        try {
            var token = new Token(Base64.getUrlDecoder().decode(text));
            if (token.text().equals(text)) return token;
        } catch (IllegalArgumentException _) {
            // Said below, together with what decodes and is not written so.
        }
        throw new ProtocolViolation("token", at, "not the base64url of 32 bytes");
    }

    /// {@return as it stands in a line: 43 characters of base64url}
    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Key key() {
        return new Key(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Token token && Arrays.equals(bytes, token.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Does not give it away.
    @Override
    public String toString() {
        return "token";
    }
}
