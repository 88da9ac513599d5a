package wirelab.echo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import wirelab.kit.ProtocolException;

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
    /// Checks the limits.
    public ClientFirst {
        if (authorization != null) Attributes.require("authzid", Attributes.nameProblem(authorization));
        Attributes.require("username", Attributes.nameProblem(user));
        Attributes.require("nonce", nonceProblem(nonce));
        extensions = Attributes.requireExtensions(extensions);
    }

    /// The usual message.
    ///
    /// @param user who wants to log in
    /// @param nonce the client's nonce
    public ClientFirst(String user, String nonce) {
        this(false, null, user, nonce, List.of());
    }

    /// Reads a message.
    ///
    /// @param message its bytes
    /// @return the message
    /// @throws ProtocolException when it is none, or asks for what is not supported
    public static ClientFirst decode(byte[] message) throws ProtocolException {
        var attributes = new Attributes(message);
        String flag = attributes.bare("gs2-cbind-flag");
        if (flag.startsWith("p=")) throw new ProtocolException("channel binding", 0, "not supported");
        if (!flag.equals("n") && !flag.equals("y")) throw new ProtocolException("gs2-cbind-flag", 0, "neither n nor y");
        String authorization = null;
        if (attributes.follows('a')) {
            authorization = Attributes.unescape(attributes.value('a', "authzid", Attributes::escapedNameProblem));
        } else {
            int at = attributes.offset();
            if (!attributes.bare("authzid").isEmpty()) throw new ProtocolException("authzid", at, "neither a= nor nothing");
        }
        String user = Attributes.unescape(attributes.value('n', "username", Attributes::escapedNameProblem));
        String nonce = attributes.value('r', "nonce", ClientFirst::nonceProblem);
        return new ClientFirst(flag.equals("y"), authorization, user, nonce, attributes.extensions('\0'));
    }

    /// Reads a message.
    ///
    /// @param text its text
    /// @return the message
    /// @throws ProtocolException when it is none, or asks for what is not supported
    public static ClientFirst decode(String text) throws ProtocolException {
        return decode(text.getBytes(StandardCharsets.UTF_8));
    }

    /// What the client repeats in its second message as `c=`, so that nobody can change it under way.
    ///
    /// @return flag and authorization with their commas, such as `n,,`
    public String gs2Header() {
        return (channelBinding ? "y," : "n,") + (authorization == null ? "" : "a=" + Attributes.escape(authorization)) + ",";
    }

    /// The part that is signed.
    ///
    /// @return the text behind the header
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
