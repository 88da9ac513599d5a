package wirelab.room;

import java.util.regex.Matcher;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Visible;

/// What the server says to a member: one line of UTF-8, ended by `\n`.
///
/// ```
/// numbered: NUMBER <#ID NAME> TEXT                       somebody says something to all
///           NUMBER * <#ID NAME> TEXT                     somebody does something (/me)
///           NUMBER -- <#ID> joined
///           NUMBER -- <#ID NAME> left: REASON
///           NUMBER -- <#ID NAME> is now <#ID NAME>
/// for one:  + welcome, you are #ID; N of MAX are here; /help lists what you can type, exit leaves
///           @ <#ID NAME> TEXT                            somebody says something to you alone
///           = TEXT                                       an answer of the server
///           ! TEXT                                       something was refused, or a warning
/// ```
///
/// Numbered lines are the same for all members, in one order; their numbers begin with 1 and have no gaps, but that nobody
/// is sent his own lines unless he asks for it (`/echo on`). `NAME` and the space before it are missing for one without a
/// name. Since what members say begins behind the `>`, no text can pass for another kind of line.
///
/// No line holds a control character: the records make them visible, since texts come from strangers.
public sealed interface RoomLine {
    /// A line that has its place in the one order of the room.
    sealed interface Numbered extends RoomLine permits Said, Acted, Joined, Left, Renamed {
        /// {@return its place: from 1}
        long number();
    }

    /// Somebody says something to all.
    record Said(long number, RoomMember from, String text) implements Numbered {
        /// Makes control characters visible.
        public Said {
            checked(number);
            text = Visible.of(text);
        }
    }

    /// Somebody does something.
    ///
    /// @param text what, as the end of a sentence that begins with the name
    record Acted(long number, RoomMember from, String text) implements Numbered {
        /// Makes control characters visible.
        public Acted {
            checked(number);
            text = Visible.of(text);
        }
    }

    /// Somebody has come.
    record Joined(long number, RoomMember who) implements Numbered {
        public Joined {
            checked(number);
        }
    }

    /// Somebody has left.
    ///
    /// @param reason why, in a few words
    record Left(long number, RoomMember who, String reason) implements Numbered {
        /// Makes control characters visible.
        public Left {
            checked(number);
            reason = Visible.of(reason);
        }
    }

    /// Somebody has taken a name.
    ///
    /// @param after the same with the new name
    record Renamed(long number, RoomMember before, RoomMember after) implements Numbered {
        public Renamed {
            checked(number);
            if (before.id() != after.id()) throw new IllegalArgumentException(before + " cannot become " + after);
        }
    }

    /// The first line for a newcomer.
    ///
    /// @param present members now, this one included
    /// @param max members at most
    record Welcome(int id, int present, int max) implements RoomLine {}

    /// Somebody says something to you alone.
    record Whispered(RoomMember from, String text) implements RoomLine {
        /// Makes control characters visible.
        public Whispered {
            text = Visible.of(text);
        }
    }

    /// An answer of the server.
    record Info(String text) implements RoomLine {
        /// Makes control characters visible.
        public Info {
            text = Visible.of(text);
        }
    }

    /// Something was refused, or will be.
    record Warning(String text) implements RoomLine {
        /// Makes control characters visible.
        public Warning {
            text = Visible.of(text);
        }
    }

    /// {@return this line as it is sent: without the line end}
    default String encode() {
        return switch (this) {
            case Said(long number, RoomMember from, String text) -> number + " <" + from + "> " + text;
            case Acted(long number, RoomMember from, String text) -> number + " * <" + from + "> " + text;
            case Joined(long number, RoomMember who) -> number + " -- <" + who + "> joined";
            case Left(long number, RoomMember who, String reason) -> number + " -- <" + who + "> left: " + reason;
            case Renamed(long number, RoomMember before, RoomMember after) ->
                    number + " -- <" + before + "> is now <" + after + ">";
            case Welcome(int id, int present, int max) ->
                    "+ welcome, you are #" + id + "; " + present + " of " + max + " are here" + WELCOME_END;
            case Whispered(RoomMember from, String text) -> "@ <" + from + "> " + text;
            case Info(String text) -> "= " + text;
            case Warning(String text) -> "! " + text;
        };
    }

    /// Reads a line.
    ///
    /// @param line its text without the line end
    /// @throws ProtocolViolation when it has none of the forms above
    static RoomLine decode(String line) throws ProtocolViolation {
        if (line.startsWith("= ")) return new Info(line.substring(2));
        if (line.startsWith("! ")) return new Warning(line.substring(2));
        Matcher m;
        if ((m = Forms.WELCOME.matcher(line)).matches()) {
            return new Welcome(Forms.id(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
        }
        if ((m = Forms.WHISPERED.matcher(line)).matches()) return new Whispered(Forms.member(m, 1), m.group(3));
        if (!(m = Forms.NUMBERED.matcher(line)).matches()) throw new ProtocolViolation("line", 0, "none of the known forms");
        return Forms.numbered(Long.parseLong(m.group(1)), m.group(2), m.start(2));
    }

    private static void checked(long number) {
        if (number < 1) throw new IllegalArgumentException("number " + number);
    }

    /// How a welcome ends.
    String WELCOME_END = "; /help lists what you can type, exit leaves";
}
