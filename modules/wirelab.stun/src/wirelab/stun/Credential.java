package wirelab.stun;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Objects;

/// A short-term credential: a name and a password that both ends got in another way (RFC 8489, section 9.1).
///
/// @param password what the HMAC is made with; it is never sent
public record Credential(String username, String password) {
    public Credential {
        Objects.requireNonNull(username);
        Objects.requireNonNull(password);
    }

    /// {@return the key of the HMAC: the password after the profile OpaqueString (RFC 8265, section 4.2), which makes all
    /// spaces the same and composes letters and their accents; UTF-8}
    public byte[] key() {
        String oneSpace = password.codePoints().map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return Normalizer.normalize(oneSpace, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    /// Signs a request.
    ///
    /// @param request without any integrity
    /// @param type MESSAGE-INTEGRITY or MESSAGE-INTEGRITY-SHA256
    public StunMessage sign(StunMessage request, AttributeType type) {
        return request.with(new Attribute.Text(AttributeType.USERNAME, username)).withIntegrity(type, key());
    }

    /// The credential without its secret.
    @Override
    public String toString() {
        return "credential of " + username;
    }
}
