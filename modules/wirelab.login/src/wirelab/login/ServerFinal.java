package wirelab.login;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import wirelab.kit.ProtocolViolation;

/// The server's last message: its own proof, or why there is none.
///
/// ```
/// v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=       Signature
/// e=invalid-proof                                      Failure
/// ```
public sealed interface ServerFinal extends ScramMessage {
    /// The user is who he says, and so is the server: only it can compute this without the password.
    ///
    /// | attribute | meaning | limit |
    /// | --- | --- | --- |
    /// | `v=` | ServerSignature, base64 | 1 to 64 bytes, 32 with SHA-256 |
    /// | others | extensions without meaning here | 200 bytes |
    ///
    /// @param signature base64
    /// @param extensions unknown attributes, in order
    record Signature(String signature, List<String> extensions) implements ServerFinal {
        private static final int MAX_SIGNATURE = 64;

        public Signature {
            Attributes.require("verifier", problem(signature));
            extensions = Attributes.requireExtensions(extensions);
        }

        /// {@return the signature itself: 1 to 64 bytes}
        public byte[] signatureBytes() {
            return Base64.getDecoder().decode(signature);
        }

        @Override
        public String text() {
            return Attributes.join(extensions, "v=" + signature);
        }

        private static String problem(String text) {
            return Attributes.base64Problem(text, 1, MAX_SIGNATURE);
        }
    }

    /// The login did not succeed.
    ///
    /// | attribute | meaning | limit |
    /// | --- | --- | --- |
    /// | `e=` | why, in a word of RFC 5802, section 7, or in another | the length of the message |
    /// | others | extensions without meaning here | 200 bytes |
    ///
    /// @param extensions unknown attributes, in order
    record Failure(String error, List<String> extensions) implements ServerFinal {
        /// The proof is wrong, or the user unknown: both look the same.
        public static final Failure INVALID_PROOF = new Failure("invalid-proof");
        /// A message cannot be read.
        public static final Failure INVALID_ENCODING = new Failure("invalid-encoding");
        /// The header came back changed: somebody is in the middle.
        public static final Failure CHANNEL_BINDINGS_DONT_MATCH = new Failure("channel-bindings-dont-match");
        /// The client insists on channel binding.
        public static final Failure CHANNEL_BINDING_NOT_SUPPORTED = new Failure("channel-binding-not-supported");
        /// The client insists on an extension.
        public static final Failure EXTENSIONS_NOT_SUPPORTED = new Failure("extensions-not-supported");
        /// SASLprep refuses the user's name.
        public static final Failure INVALID_USERNAME_ENCODING = new Failure("invalid-username-encoding");
        /// Too many connections, or too many attempts at once.
        public static final Failure NO_RESOURCES = new Failure("no-resources");
        /// Anything else.
        public static final Failure OTHER_ERROR = new Failure("other-error");

        public Failure {
            Attributes.require("server-error", Attributes.valueProblem(error));
            extensions = Attributes.requireExtensions(extensions);
        }

        private Failure(String error) {
            this(error, List.of());
        }

        /// What to tell a client whose message cannot be read.
        public static Failure of(ProtocolViolation e) {
            return switch (e.field()) {
                case "channel binding" -> CHANNEL_BINDING_NOT_SUPPORTED;
                case "reserved-mext" -> EXTENSIONS_NOT_SUPPORTED;
                default -> INVALID_ENCODING;
            };
        }

        @Override
        public String text() {
            return Attributes.join(extensions, "e=" + error);
        }
    }

    /// Reads a message.
    ///
    /// @throws ProtocolViolation when it is none
    static ServerFinal decode(byte[] message) throws ProtocolViolation {
        var attributes = new Attributes(message);
        if (attributes.follows('e')) {
            String error = attributes.value('e', "server-error", Attributes::valueProblem);
            return new Failure(error, attributes.extensions('\0'));
        }
        String signature = attributes.value('v', "verifier", Signature::problem);
        return new Signature(signature, attributes.extensions('\0'));
    }

    /// Reads a message.
    ///
    /// @throws ProtocolViolation when it is none
    static ServerFinal decode(String text) throws ProtocolViolation {
        return decode(text.getBytes(StandardCharsets.UTF_8));
    }
}
