package wirelab.login;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A message of SCRAM (RFC 5802, sections 5 and 7): one line of text, attributes with commas between.
///
/// ```
/// client                                       server
///   | -- ClientFirst   n,,n=user,r=NONCE -------> |   who, and a number used once
///   | <- ServerFirst   r=NONCE+,s=SALT,i=COUNT -- |   how to turn the password into a key
///   | -- ClientFinal   c=biws,r=NONCE+,p=PROOF -> |   proof of the key, worth nothing in any other conversation
///   | <- ServerFinal   v=SIGNATURE -------------- |   proof that the server knows the user too
/// ```
///
/// One value has one encoding: whatever decodes encodes to the same bytes, on which both sides' signatures depend.
///
/// Stricter than the RFC: no control characters, since a message is one line here; base64 in canonical form alone; the
/// channel-binding flag `p` and mandatory extensions (`m=`) are refused as the RFC asks those who do not know them to.
public sealed interface ScramMessage permits ClientFirst, ServerFirst, ClientFinal, ServerFinal {
    /// The name of the one mechanism that is spoken here (RFC 7677).
    String MECHANISM = "SCRAM-SHA-256";
    /// Longest message in bytes; everything below at its longest fits, user names escaped throughout.
    int MAX_BYTES = 2048;
    /// Longest user name in bytes of UTF-8.
    int MAX_NAME = 255;
    /// Longest nonce of a client in characters.
    int MAX_CLIENT_NONCE = 128;
    /// Longest nonce in characters, the server's part included.
    int MAX_NONCE = 256;
    /// Longest list of extensions in bytes, with the commas between them.
    int MAX_EXTENSIONS = 200;
    /// Longest salt in bytes.
    int MAX_SALT = 64;

    /// {@return the message as it stands on the wire: its text, without a line end}
    String text();

    /// Extensions: unknown attributes, which mean nothing to either side but are signed with the rest.
    ///
    /// @return such as `x=something`, in order
    List<String> extensions();

    /// {@return the message as it stands on the wire: its bytes, UTF-8}
    default byte[] encode() {
        return text().getBytes(StandardCharsets.UTF_8);
    }
}
