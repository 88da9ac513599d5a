package wirelab.login;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import wirelab.kit.ProtocolViolation;

/// The server's first message: how the client is to turn its password into a key.
///
/// ```
/// r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096
///   └─ client's nonce ──┘└───── server's nonce ──────┘
/// ```
///
/// | attribute | meaning | limit |
/// | --- | --- | --- |
/// | `r=` | the client's nonce with the server's behind it | 256 |
/// | `s=` | the user's salt, base64 | 1 to 64 bytes |
/// | `i=` | the user's iteration count, without leading zeros | 1 to 999,999,999; a client bounds it further |
/// | others | extensions without meaning here | 200 bytes |
///
/// @param nonce both nonces
/// @param salt base64
/// @param iterations how often the hash is applied to the password
/// @param extensions unknown attributes, in order
public record ServerFirst(String nonce, String salt, int iterations, List<String> extensions) implements ScramMessage {
    public ServerFirst {
        Attributes.require("nonce", Attributes.nonceProblem(nonce));
        Attributes.require("salt", saltProblem(salt));
        Attributes.require("iteration-count", Attributes.numberProblem(Integer.toString(iterations)));
        extensions = Attributes.requireExtensions(extensions);
    }

    /// The usual message.
    ///
    /// @param nonce both nonces
    /// @param salt base64
    public ServerFirst(String nonce, String salt, int iterations) {
        this(nonce, salt, iterations, List.of());
    }

    /// Reads a message.
    ///
    /// @throws ProtocolViolation when it is none
    public static ServerFirst decode(byte[] message) throws ProtocolViolation {
        var attributes = new Attributes(message);
        String nonce = attributes.value('r', "nonce", Attributes::nonceProblem);
        String salt = attributes.value('s', "salt", ServerFirst::saltProblem);
        int iterations = Integer.parseInt(attributes.value('i', "iteration-count", Attributes::numberProblem));
        return new ServerFirst(nonce, salt, iterations, attributes.extensions('\0'));
    }

    /// Reads a message.
    ///
    /// @throws ProtocolViolation when it is none
    public static ServerFirst decode(String text) throws ProtocolViolation {
        return decode(text.getBytes(StandardCharsets.UTF_8));
    }

    /// {@return the salt itself: 1 to 64 bytes}
    public byte[] saltBytes() {
        return Base64.getDecoder().decode(salt);
    }

    @Override
    public String text() {
        return Attributes.join(extensions, "r=" + nonce, "s=" + salt, "i=" + iterations);
    }

    private static String saltProblem(String text) {
        return Attributes.base64Problem(text, 1, MAX_SALT);
    }
}
