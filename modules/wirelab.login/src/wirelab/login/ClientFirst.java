package wirelab.login;

import java.nio.charset.StandardCharsets;
import java.util.List;
import wirelab.kit.ProtocolViolation;

/// The client's first message: who wants to log in.
///
/// ```
/// n,,n=user,r=rOprNGfwEbeRWgbNEkqO
/// │ │└────────┬─────────────────┘
/// │ │         client-first-message-bare: what is signed
/// │ └ a=authzid or nothing
/// └ gs2-cbind-flag: n or y
/// ```
///
/// | attribute | meaning | limit |
/// | --- | --- | --- |
/// | flag | `n`: the client knows no channel binding; `y`: it does, but thinks that the server does not | `p` is refused |
/// | `a=` | as whom to act; may be missing | 255 bytes |
/// | `n=` | the user; `,` is written `=2C` and `=` is written `=3D` | 255 bytes |
/// | `r=` | the client's nonce: printable ASCII without comma | 128 |
/// | others | extensions without meaning here | 200 bytes |
///
/// @param channelBinding whether the flag is `y` rather than `n`
/// @param authorization as whom to act, `null` for the user himself
/// @param user the name as the client sent it, without escapes
/// @param nonce a number used once, at least as the client sees it
/// @param extensions unknown attributes, in order
public record ClientFirst(boolean channelBinding, String authorization, String user, String nonce, List<String> extensions)
        implements ScramMessage {
    public ClientFirst {
        if (authorization != null) Attributes.require("authzid", Attributes.nameProblem(authorization));
        Attributes.require("username", Attributes.nameProblem(user));
        Attributes.require("nonce", nonceProblem(nonce));
        extensions = Attributes.requireExtensions(extensions);
    }

    /// The usual message.
    public ClientFirst(String user, String nonce) {
        this(false, null, user, nonce, List.of());
    }

    /// Reads a message.
    ///
    /// @throws ProtocolViolation when it is none, or asks for what is not supported
    public static ClientFirst decode(byte[] message) throws ProtocolViolation {
        var attributes = new Attributes(message);
        String flag = attributes.bare("gs2-cbind-flag");
        if (flag.startsWith("p=")) throw new ProtocolViolation("channel binding", 0, "not supported");
        if (!flag.equals("n") && !flag.equals("y")) throw new ProtocolViolation("gs2-cbind-flag", 0, "neither n nor y");
        String authorization = null;
        if (attributes.follows('a')) {
            authorization = Attributes.unescape(attributes.value('a', "authzid", Attributes::escapedNameProblem));
        } else {
            int at = attributes.offset();
            if (!attributes.bare("authzid").isEmpty()) throw new ProtocolViolation("authzid", at, "neither a= nor nothing");
        }
        String user = Attributes.unescape(attributes.value('n', "username", Attributes::escapedNameProblem));
        String nonce = attributes.value('r', "nonce", ClientFirst::nonceProblem);
        return new ClientFirst(flag.equals("y"), authorization, user, nonce, attributes.extensions('\0'));
    }

    /// Reads a message.
    ///
    /// @throws ProtocolViolation when it is none, or asks for what is not supported
    public static ClientFirst decode(String text) throws ProtocolViolation {
        return decode(text.getBytes(StandardCharsets.UTF_8));
    }

    /// {@return what the client repeats in its second message as `c=`, so that nobody can change it under way: flag and
    /// authorization with their commas, such as `n,,`}
    public String gs2Header() {
        return (channelBinding ? "y," : "n,") + (authorization == null ? "" : "a=" + Attributes.escape(authorization)) + ",";
    }

    /// {@return the part that is signed: the text behind the header}
    public String bare() {
        return Attributes.join(extensions, "n=" + Attributes.escape(user), "r=" + nonce);
    }

    @Override
    public String text() {
        return gs2Header() + bare();
    }

    private static String nonceProblem(String text) {
        if (text.length() > MAX_CLIENT_NONCE) return "longer than the limit of " + MAX_CLIENT_NONCE;
        return Attributes.nonceProblem(text);
    }
}
