package wirelab.dialogue;

import wirelab.chat.LineFields;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// What a client says to the server: one line, its verb in any case.
///
/// | line | meaning |
/// | --- | --- |
/// | `LOGIN name` | I type by hand: expect no acknowledgements of me, no answer to `PING` |
/// | `OPEN name` | I am a program: I number my lines, acknowledge yours, answer `PING`, and come back when cut off |
/// | `RESUME token n` | I am back; I have all your lines up to number n |
/// | `WHO` | who is there? |
/// | `INVITE name` | I want to talk to that user |
/// | `ACCEPT`, `REFUSE` | I want, or do not want, to talk to who has invited me |
/// | `SAY text` | for the other: 1 to 1,000 bytes without control characters |
/// | `LEAVE` | I leave the conversation, or take back my invitation |
/// | `QUIT` | I leave altogether; `EXIT` does as well |
/// | `GOT n` | I have your lines up to number n |
/// | `PING`, `PONG` | are you there? I am here |
/// | `HELP` | what can I type? |
public sealed interface Command {
    /// Logs in by hand.
    ///
    /// @param name 1 to 32 letters, digits, `_`, `-` or `.`
    record Login(String name) implements Command {
        public Login {
            LineFields.requireName(name);
        }
    }

    /// Logs in as a program.
    ///
    /// @param name 1 to 32 letters, digits, `_`, `-` or `.`
    record Open(String name) implements Command {
        public Open {
            LineFields.requireName(name);
        }
    }

    /// Comes back on a new connection.
    ///
    /// @param token what `WELCOME` said
    /// @param got the highest number of the server's lines that has arrived
    record Resume(String token, long got) implements Command {
        public Resume {
            if (!DialogueFields.isToken(token)) throw new IllegalArgumentException("not a token");
            DialogueFields.requireNumber(got);
        }
    }

    /// Asks who is there.
    record Who() implements Command {}

    /// Asks a user for a conversation.
    record Invite(String name) implements Command {
        public Invite {
            LineFields.requireName(name);
        }
    }

    /// Accepts the invitation.
    record Accept() implements Command {}

    /// Refuses the invitation.
    record Refuse() implements Command {}

    /// Says something to the other.
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    record Say(String text) implements Command {
        public Say {
            LineFields.requireText(text);
        }
    }

    /// Leaves the conversation.
    record Leave() implements Command {}

    /// Leaves the server.
    record Quit() implements Command {}

    /// Acknowledges all lines up to a number.
    record Got(long number) implements Command {
        public Got {
            DialogueFields.requireNumber(number);
        }
    }

    /// Asks for a sign of life.
    record Ping() implements Command {}

    /// Gives a sign of life.
    record Pong() implements Command {}

    /// Asks what can be typed.
    record Help() implements Command {}

    /// Reads a command.
    ///
    /// @param line its text, without number and line end
    /// @throws ProtocolViolation when it is none
    static Command decode(String line) throws ProtocolViolation {
        FieldReader fields = LineFields.of(line);
        Command command = switch (LineFields.verb(fields)) {
            case "LOGIN" -> new Login(LineFields.name(fields));
            case "OPEN" -> new Open(LineFields.name(fields));
            case "RESUME" -> new Resume(DialogueFields.token(fields), DialogueFields.number("number", fields));
            case "WHO" -> new Who();
            case "INVITE" -> new Invite(LineFields.name(fields));
            case "ACCEPT" -> new Accept();
            case "REFUSE" -> new Refuse();
            case "SAY" -> new Say(LineFields.text(fields));
            case "LEAVE" -> new Leave();
            case "QUIT", "EXIT" -> new Quit();
            case "GOT" -> new Got(DialogueFields.number("number", fields));
            case "PING" -> new Ping();
            case "PONG" -> new Pong();
            case "HELP" -> new Help();
            default -> throw new ProtocolViolation("verb", 0, "unknown; HELP shows what can be typed");
        };
        fields.end();
        return command;
    }

    /// Writes the command.
    ///
    /// @return its text, without number and line end
    default String encode() {
        return switch (this) {
            case Login(String name) -> "LOGIN " + name;
            case Open(String name) -> "OPEN " + name;
            case Resume(String token, long got) -> "RESUME " + token + " " + got;
            case Who _ -> "WHO";
            case Invite(String name) -> "INVITE " + name;
            case Accept _ -> "ACCEPT";
            case Refuse _ -> "REFUSE";
            case Say(String text) -> "SAY " + text;
            case Leave _ -> "LEAVE";
            case Quit _ -> "QUIT";
            case Got(long number) -> "GOT " + number;
            case Ping _ -> "PING";
            case Pong _ -> "PONG";
            case Help _ -> "HELP";
        };
    }
}
