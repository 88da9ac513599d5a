package wirelab.dialogue;

import wirelab.chat.LineFields;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// One line as it travels, in either direction.
///
/// ```
/// @7 SAY hello, bob          a numbered line: kept by its sender until the other has acknowledged it with GOT 7
///    SAY hello, bob          the same typed by hand, without a number
/// └┬┘└──────┬─────┘
/// number    a command or an event
/// ```
///
/// @param number 1 for the first numbered line of a session and direction, one more for each further; 0 for none
/// @param body the [Command] or [Event], as text
public record Numbered(long number, String body) {
    public Numbered {
        DialogueFields.requireNumber(number);
        if (body.startsWith("@")) throw new IllegalArgumentException("a number inside the body");
    }

    /// Reads a line.
    ///
    /// @param line without its end
    /// @throws ProtocolViolation when the number is none
    public static Numbered decode(String line) throws ProtocolViolation {
        if (line.indexOf('\n') >= 0) throw new ProtocolViolation("line", line.indexOf('\n'), "a line end inside");
        if (!line.startsWith("@")) return new Numbered(0, line);
        FieldReader fields = LineFields.of(line);
        fields.expect("number", "@");
        long number = DialogueFields.number("number", fields);
        if (number == 0) throw new ProtocolViolation("number", 1, "the first number is 1");
        int at = fields.offset();
        String body = fields.text("body", fields.remaining());
        if (body.startsWith("@")) throw new ProtocolViolation("body", at, "begins with a second number");
        return new Numbered(number, body);
    }

    /// Writes the line.
    ///
    /// @return without its end
    public String encode() {
        return number == 0 ? body : "@" + number + " " + body;
    }
}
