package wirelab.duet;

import wirelab.chat.LineFields;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// What a member says to the server over TCP: one line, its verb in any case.
///
/// | line | meaning |
/// | --- | --- |
/// | `JOIN name port` | I want a partner; my UDP socket has that port, at the address that this connection comes from |
/// | `COPY n text` | a copy of message n, which goes to my partner over UDP |
/// | `EXIT` | I leave |
/// | `PING`, `PONG` | are you there? I am here |
public sealed interface Request {
    /// Wants a partner.
    ///
    /// @param name 1 to 32 letters, digits, `_`, `-` or `.`
    /// @param port UDP port, 1 to 65,535
    record Join(String name, int port) implements Request {
        public Join {
            LineFields.requireName(name);
            DuetFields.requireNumber(port, 1, 65_535);
        }
    }

    /// Says what was said to the partner.
    ///
    /// @param number the sequence number that the message has over UDP
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    record Copy(long number, String text) implements Request {
        public Copy {
            DuetFields.requireNumber(number, 1, DuetFields.MAX_NUMBER);
            LineFields.requireText(text);
        }
    }

    /// Leaves.
    record Exit() implements Request {}

    /// Asks for a sign of life.
    record Ping() implements Request {}

    /// Gives a sign of life.
    record Pong() implements Request {}

    /// Reads a request.
    ///
    /// @param line its text without the line end
    /// @throws ProtocolViolation when it is none
    static Request decode(String line) throws ProtocolViolation {
        FieldReader fields = LineFields.of(line);
        Request request = switch (LineFields.verb(fields)) {
            case "JOIN" -> new Join(LineFields.name(fields), (int) DuetFields.number("port", fields, 1, 65_535));
            case "COPY" -> new Copy(DuetFields.number("number", fields, 1, DuetFields.MAX_NUMBER), LineFields.text(fields));
            case "EXIT" -> new Exit();
            case "PING" -> new Ping();
            case "PONG" -> new Pong();
            default -> throw new ProtocolViolation("verb", 0, "none of JOIN, COPY, EXIT, PING, PONG");
        };
        fields.end();
        return request;
    }

    /// Writes the request.
    ///
    /// @return its text without a line end
    default String encode() {
        return switch (this) {
            case Join(String name, int port) -> "JOIN " + name + " " + port;
            case Copy(long number, String text) -> "COPY " + number + " " + text;
            case Exit _ -> "EXIT";
            case Ping _ -> "PING";
            case Pong _ -> "PONG";
        };
    }
}
