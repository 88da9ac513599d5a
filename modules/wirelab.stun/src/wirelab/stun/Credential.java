package wirelab.stun;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Objects;
import wirelab.kit.UsageException;

/// A short-term credential: a name and a password that both ends got in another way (RFC 8489, section 9.1).
///
/// @param username who asks
/// @param password what the HMAC is made with; it is never sent
public record Credential(String username, String password) {
    /// Checks that nothing is missing.
    public Credential {
        Objects.requireNonNull(username);
        Objects.requireNonNull(password);
    }

    /// Reads `NAME:PASSWORD`.
    ///
    /// @param text what the user wrote; the password may hold colons
    /// @return the credential
    /// @throws UsageException when there is no colon
    public static Credential parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) throw new UsageException("a credential is NAME:PASSWORD");
        return new Credential(text.substring(0, colon), text.substring(colon + 1));
    }

    /// The key of the HMAC: the password after the profile OpaqueString (RFC 8265, section 4.2), which makes all spaces
    /// the same and composes letters and their accents.
    ///
    /// @return UTF-8
    public byte[] key() {
        String oneSpace = password.codePoints().map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return Normalizer.normalize(oneSpace, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    /// Signs a request.
    ///
    /// @param request without any integrity
    /// @param type MESSAGE-INTEGRITY or MESSAGE-INTEGRITY-SHA256
    /// @return the request with USERNAME and HMAC
    public StunMessage sign(StunMessage request, AttributeType type) {
        return request.with(new Attribute.Text(AttributeType.USERNAME, username)).withIntegrity(type, key());
    }

    /// The credential without its secret.
    ///
    /// @return the name
    @Override
    public String toString() {
        return "credential of " + username;
    }
}
