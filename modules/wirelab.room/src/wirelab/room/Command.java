package wirelab.room;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import wirelab.kit.ProtocolViolation;

/// What a member can type: one line of UTF-8, ended by `\n` or `\r\n`. Whatever is no command is said to all.
///
/// | line | record |
/// | --- | --- |
/// | `TEXT` or `/say TEXT` | [Say] |
/// | `/me TEXT` | [Me] |
/// | `/nick NAME` | [Nick] |
/// | `/msg WHO TEXT` | [Msg]; WHO is `3`, `#3` or a name |
/// | `/who` | [Who] |
/// | `/echo on` and `/echo off` | [Echo] |
/// | `/help` | [Help] |
/// | `exit` or `/exit` | [Exit] |
public sealed interface Command {
    /// Says something to all.
    record Say(String text) implements Command {}

    /// Tells all what one does.
    ///
    /// @param text as the end of a sentence that begins with one's name
    record Me(String text) implements Command {}

    /// Takes a name.
    record Nick(String name) implements Command {}

    /// Says something to one member alone.
    record Msg(String to, String text) implements Command {}

    /// Asks who is there.
    record Who() implements Command {}

    /// Asks to see one's own lines with their numbers, too.
    record Echo(boolean on) implements Command {}

    /// Asks what can be typed.
    record Help() implements Command {}

    /// Leaves.
    record Exit() implements Command {}

    /// What can be typed, for people.
    String HELP = "TEXT to say it, /me TEXT, /nick NAME, /msg WHO TEXT, /who, /echo on|off, /say /TEXT, exit";

    /// Reads a line.
    ///
    /// @param line its bytes without the line end
    /// @throws ProtocolViolation when it is not UTF-8, or a command that is not known or not complete
    static Command decode(byte[] line) throws ProtocolViolation {
        return parse(text(line));
    }

    /// {@return the line of this command: without the line end}
    default String encode() {
        return switch (this) {
            case Say(String text) -> text.startsWith("/") || text.equalsIgnoreCase("exit") ? "/say " + text : text;
            case Me(String text) -> "/me " + text;
            case Nick(String name) -> "/nick " + name;
            case Msg(String to, String text) -> "/msg " + to + " " + text;
            case Who() -> "/who";
            case Echo(boolean on) -> "/echo " + (on ? "on" : "off");
            case Help() -> "/help";
            case Exit() -> "exit";
        };
    }

    private static String text(byte[] line) throws ProtocolViolation {
        var in = ByteBuffer.wrap(line);
        var out = CharBuffer.allocate(line.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
            throw new ProtocolViolation("line", in.position(), "not UTF-8");
        }
        return out.flip().toString();
    }

    private static Command parse(String line) throws ProtocolViolation {
        if (line.equalsIgnoreCase("exit")) return new Exit();
        if (!line.startsWith("/")) return new Say(line);
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "/say" -> new Say(needed("text", word, rest));
            case "/me" -> new Me(needed("text", word, rest));
            case "/nick" -> new Nick(needed("name", word, rest.strip()));
            case "/msg" -> msg(word, rest);
            case "/who" -> alone(word, rest, new Who());
            case "/echo" -> switch (rest.strip().toLowerCase(Locale.ROOT)) {
                case "on" -> new Echo(true);
                case "off" -> new Echo(false);
                default -> throw new ProtocolViolation("switch", word.length(), "/echo on, or /echo off");
            };
            case "/help" -> alone(word, rest, new Help());
            case "/exit" -> alone(word, rest, new Exit());
            default -> throw new ProtocolViolation("command", 0, word + " is not known; /help lists what is");
        };
    }

    private static Command msg(String word, String rest) throws ProtocolViolation {
        int space = rest.indexOf(' ');
        String to = needed("who", word, space < 0 ? rest : rest.substring(0, space));
        return new Msg(to, needed("text", word, space < 0 ? "" : rest.substring(space + 1)));
    }

    private static Command alone(String word, String rest, Command command) throws ProtocolViolation {
        if (!rest.isBlank()) throw new ProtocolViolation("command", word.length(), word + " stands alone");
        return command;
    }

    private static String needed(String what, String word, String value) throws ProtocolViolation {
        if (value.isEmpty()) throw new ProtocolViolation(what, word.length(), "missing; /help shows how to write " + word);
        return value;
    }
}
