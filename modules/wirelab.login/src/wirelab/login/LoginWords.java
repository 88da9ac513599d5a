package wirelab.login;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.echo.EchoServer;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.Text;

/// How the dialogue of a login is shown to people; what comes behind it is shown as echo.
final class LoginWords {
    static final Tap.Words WORDS = LoginWords::describe;

    private LoginWords() {}

    private static String describe(Tap.Direction direction, ByteBuffer bytes) {
        String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        int end = text.indexOf('\n');
        if (end < 0) return EchoServer.PARTY.words().describe(direction, bytes);
        try {
            String line = describe(LoginLine.decode(text.substring(0, end).stripTrailing()));
            return end + 1 == text.length() ? line : line + ", and " + Text.count(bytes.remaining() - end - 1, "byte")
                    + " behind it";
        } catch (ProtocolViolation _) {
            return EchoServer.PARTY.words().describe(direction, bytes);
        }
    }

    private static String describe(LoginLine line) throws ProtocolViolation {
        return switch (line) {
            case LoginLine.Hello hello -> "HELLO: offers " + String.join(", ", hello.mechanisms());
            case LoginLine.Auth auth when auth.mechanism().equals(ScramMessage.MECHANISM) ->
                    "AUTH client-first: user " + ClientFirst.decode(auth.message()).user();
            case LoginLine.Auth auth -> "AUTH by " + auth.mechanism();
            case LoginLine.Challenge challenge ->
                    "CHALLENGE server-first: salt, " + Text.count(ServerFirst.decode(challenge.message()).iterations(),
                            "iteration");
            case LoginLine.Response response -> "RESPONSE client-final: proof "
                    + ClientFinal.decode(response.message()).proof().substring(0, 4) + "…";
            case LoginLine.Ok _ -> "OK server-final: signature";
            case LoginLine.No no -> "NO: " + no.message();
        };
    }
}
