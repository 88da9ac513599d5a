package wirelab.login;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import wirelab.kit.ProtocolViolation;

/// The client's second message: proof that it knows the password.
///
/// ```
/// c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=
/// └────── client-final-message-without-proof: signed ───────┘
/// ```
///
/// | attribute | meaning | limit |
/// | --- | --- | --- |
/// | `c=` | the header of the first message again, base64: `biws` is `n,,` | the length of the message |
/// | `r=` | both nonces again | 256 |
/// | others | extensions without meaning here | 200 bytes |
/// | `p=` | ClientProof, base64; always the last | 1 to 64 bytes, 32 with SHA-256 |
///
/// @param channelBinding base64 of the header of the first message
/// @param nonce both nonces
/// @param extensions unknown attributes, in order
/// @param proof base64
public record ClientFinal(String channelBinding, String nonce, List<String> extensions, String proof)
        implements ScramMessage {
    private static final int MAX_PROOF = 64;

    public ClientFinal {
        Attributes.require("channel-binding", bindingProblem(channelBinding));
        Attributes.require("nonce", Attributes.nonceProblem(nonce));
        extensions = Attributes.requireExtensions(extensions);
        Attributes.require("proof", proofProblem(proof));
    }

    /// Reads a message.
    ///
    /// @throws ProtocolViolation when it is none
    public static ClientFinal decode(byte[] message) throws ProtocolViolation {
        var attributes = new Attributes(message);
        String binding = attributes.value('c', "channel-binding", ClientFinal::bindingProblem);
        String nonce = attributes.value('r', "nonce", Attributes::nonceProblem);
        var extensions = attributes.extensions('p');
        String proof = attributes.value('p', "proof", ClientFinal::proofProblem);
        attributes.end();
        return new ClientFinal(binding, nonce, extensions, proof);
    }

    /// Reads a message.
    ///
    /// @throws ProtocolViolation when it is none
    public static ClientFinal decode(String text) throws ProtocolViolation {
        return decode(text.getBytes(StandardCharsets.UTF_8));
    }

    /// {@return the part that is signed: all but the proof}
    public String withoutProof() {
        return Attributes.join(extensions, "c=" + channelBinding, "r=" + nonce);
    }

    /// {@return the proof itself: 1 to 64 bytes}
    public byte[] proofBytes() {
        return Base64.getDecoder().decode(proof);
    }

    @Override
    public String text() {
        return withoutProof() + ",p=" + proof;
    }

    private static String bindingProblem(String text) {
        return Attributes.base64Problem(text, 1, MAX_BYTES);
    }

    private static String proofProblem(String text) {
        return Attributes.base64Problem(text, 1, MAX_PROOF);
    }
}
