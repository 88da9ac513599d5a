package wirelab.duet;

import java.net.InetSocketAddress;
import java.util.Locale;
import wirelab.chat.LineFields;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// What the server says to a member over TCP: one line.
///
/// | line | meaning |
/// | --- | --- |
/// | `HELLO duet 1` | who speaks here, and which version of this |
/// | `WAIT` | nobody else is here yet |
/// | `PAIR role name host port token t` | that is your partner, with UDP address and the token of you two |
/// | `END left`, `END vanished`, `END stopping` | it is over: your partner has left, has vanished, or the server stops |
/// | `PING`, `PONG` | are you there? I am here |
/// | `ERROR word text` | that cannot be; the word is for programs, the text for people |
///
/// In `PAIR` the role says whether you are number 1 or 2; whoever is silent for t ms has vanished.
public sealed interface Reply {
    int VERSION = 1;

    /// Why it is over.
    enum Cause {
        LEFT,
        VANISHED,
        /// The server stops.
        STOPPING;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The greeting.
    record Hello(long version) implements Reply {}

    /// Nobody else is here yet.
    record Wait() implements Reply {}

    /// A partner is found.
    ///
    /// @param role 1 for the one who was here first, 2 for the other
    /// @param token of the two, which nobody else knows
    /// @param timeout milliseconds of silence after which a partner has vanished
    record Pair(int role, String name, InetSocketAddress address, Token token, long timeout) implements Reply {}

    /// It is over.
    record End(Cause cause) implements Reply {}

    /// Asks for a sign of life.
    record Ping() implements Reply {}

    /// Gives a sign of life.
    record Pong() implements Reply {}

    /// Something cannot be.
    record Problem(String word, String text) implements Reply {
        public Problem {
            LineFields.requireName(word);
            LineFields.requireText(text);
        }
    }

    /// Reads a reply.
    ///
    /// @param line its text without the line end
    /// @throws ProtocolViolation when it is none
    static Reply decode(String line) throws ProtocolViolation {
        FieldReader fields = LineFields.of(line);
        Reply reply = switch (LineFields.verb(fields)) {
            case "HELLO" -> {
                fields.expect("protocol", "duet ");
                yield new Hello(DuetFields.number("version", fields, 0, DuetFields.MAX_NUMBER));
            }
            case "WAIT" -> new Wait();
            case "PAIR" -> new Pair((int) DuetFields.number("role", fields, 1, 2), LineFields.name(fields),
                    DuetFields.address(fields),
                    Token.decode(fields), DuetFields.number("time-out", fields, 1, 3_600_000));
            case "END" -> new End(cause(fields));
            case "PING" -> new Ping();
            case "PONG" -> new Pong();
            case "ERROR" -> new Problem(LineFields.name(fields), LineFields.text(fields));
            default -> throw new ProtocolViolation("verb", 0, "unknown");
        };
        fields.end();
        return reply;
    }

    private static Cause cause(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String word = fields.until("cause", ' ');
        for (var cause : Cause.values()) {
            if (cause.word().equals(word)) return cause;
        }
        throw new ProtocolViolation("cause", at, "none of left, vanished, stopping");
    }

    /// Writes the reply.
    ///
    /// @return its text without a line end
    default String encode() {
        return switch (this) {
            case Hello(long version) -> "HELLO duet " + version;
            case Wait _ -> "WAIT";
            case Pair(int role, String name, InetSocketAddress address, Token token, long timeout) -> "PAIR " + role + " "
                    + name
                    + " " + address.getAddress().getHostAddress() + " " + address.getPort() + " " + token.text() + " "
                    + timeout;
            case End(Cause cause) -> "END " + cause.word();
            case Ping _ -> "PING";
            case Pong _ -> "PONG";
            case Problem(String word, String text) -> "ERROR " + word + " " + text;
        };
    }
}
