package wirelab.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import wirelab.chat.LineFields;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// What the server says to a client: one line.
///
/// | line | meaning |
/// | --- | --- |
/// | `HELLO dialogue 1` | who speaks here, and which version of this |
/// | `INFO text` | for people alone |
/// | `WELCOME name` | you are in, by hand |
/// | `OPENED name token t g` | you are in, as a program; the token lets you back; silent for t ms is away, g ms later gone |
/// | `BACK n` | you are in again; I have all your lines up to number n |
/// | `THERE + name:state …` | who is there; more lines follow (`THERE .` is the last) |
/// | `CALLING name` | your invitation is on its way |
/// | `INVITED name` | that user wants to talk to you: `ACCEPT` or `REFUSE` |
/// | `MISSED name` | the invitation is off |
/// | `REFUSED name reason` | your invitation came to nothing |
/// | `LINKED name` | you two talk now |
/// | `MSG name text` | the other said that |
/// | `QUEUED n` | your line n waits: the other is away |
/// | `SENT n` | your line n has left for the other, who types by hand: nobody can say more |
/// | `DELIVERED n` | the other has your line n |
/// | `FAILED n reason` | the other did not get your line n |
/// | `AWAY name`, `RETURNED name` | the other's connection is broken, may come back; it is back |
/// | `LEFT name`, `GONE name` | the conversation is over: the other has left; has vanished |
/// | `GOT n` | I have your lines up to number n |
/// | `PING`, `PONG` | are you there? I am here |
/// | `ERROR word text` | that cannot be; the word is for programs, the text for people |
/// | `BYE` | I hang up |
///
/// n is the number of the line that said it; of lines without number the server counts those with `SAY`, from 1.
public sealed interface Event {
    int VERSION = 1;

    /// The greeting.
    record Hello(long version) implements Event {}

    /// For people.
    ///
    /// @param text without control characters
    record Info(String text) implements Event {
        public Info {
            LineFields.requireText(text);
        }
    }

    /// Logged in by hand.
    record Welcome(String name) implements Event {}

    /// Logged in as a program.
    ///
    /// @param token brings the user back on another connection
    /// @param timeout milliseconds of silence after which either side takes the connection for broken
    /// @param grace milliseconds that the user's place is kept then
    record Opened(String name, String token, long timeout, long grace) implements Event {}

    /// Logged in again.
    ///
    /// @param got highest number of the client's lines that has arrived
    record Back(long got) implements Event {}

    /// Who is there, or a part of it.
    ///
    /// @param users at most as many as fit a line
    /// @param more whether another line follows
    record There(List<Presence> users, boolean more) implements Event {
        public There {
            users = List.copyOf(users);
        }
    }

    /// An invitation is on its way.
    record Calling(String name) implements Event {}

    /// Somebody wants to talk.
    record Invited(String name) implements Event {}

    /// The invitation is off.
    record Missed(String name) implements Event {}

    /// The own invitation came to nothing.
    record Refused(String name, Reason reason) implements Event {}

    /// Two users talk.
    ///
    /// @param name the other
    record Linked(String name) implements Event {}

    /// What the other says.
    ///
    /// @param name the other
    record Message(String name, String text) implements Event {
        public Message {
            LineFields.requireText(text);
        }
    }

    /// A message waits.
    record Queued(long number) implements Event {}

    /// A message has left for one who types by hand.
    record Sent(long number) implements Event {}

    /// A message has arrived.
    record Delivered(long number) implements Event {}

    /// A message has not arrived.
    record Failed(long number, Reason reason) implements Event {}

    /// The other's connection is broken.
    ///
    /// @param name the other
    record Away(String name) implements Event {}

    /// The other is back.
    ///
    /// @param name the other
    record Returned(String name) implements Event {}

    /// The other has left: the conversation is over.
    ///
    /// @param name the other
    record Left(String name) implements Event {}

    /// The other has vanished: the conversation is over.
    ///
    /// @param name the other
    record Gone(String name) implements Event {}

    /// Acknowledges all lines up to a number.
    record Got(long number) implements Event {}

    /// Asks for a sign of life.
    record Ping() implements Event {}

    /// Gives a sign of life.
    record Pong() implements Event {}

    /// Something cannot be.
    ///
    /// @param word what, in a word without blanks
    record Problem(String word, String text) implements Event {
        public Problem {
            LineFields.requireName(word);
            LineFields.requireText(text);
        }
    }

    /// The server hangs up.
    record Bye() implements Event {}

    /// Reads an event.
    ///
    /// @param line its text, without number and line end
    /// @throws ProtocolViolation when it is none
    static Event decode(String line) throws ProtocolViolation {
        FieldReader fields = LineFields.of(line);
        Event event = switch (LineFields.verb(fields)) {
            case "HELLO" -> {
                fields.expect("protocol", "dialogue ");
                yield new Hello(DialogueFields.number("version", fields));
            }
            case "INFO" -> new Info(LineFields.text(fields));
            case "WELCOME" -> new Welcome(LineFields.name(fields));
            case "OPENED" -> new Opened(LineFields.name(fields), DialogueFields.token(fields),
                    DialogueFields.number("time-out", fields),
                    DialogueFields.number("grace", fields));
            case "BACK" -> new Back(DialogueFields.number("number", fields));
            case "THERE" -> there(fields);
            case "CALLING" -> new Calling(LineFields.name(fields));
            case "INVITED" -> new Invited(LineFields.name(fields));
            case "MISSED" -> new Missed(LineFields.name(fields));
            case "REFUSED" -> new Refused(LineFields.name(fields), Reason.decode(fields));
            case "LINKED" -> new Linked(LineFields.name(fields));
            case "MSG" -> new Message(LineFields.name(fields), LineFields.text(fields));
            case "QUEUED" -> new Queued(DialogueFields.number("number", fields));
            case "SENT" -> new Sent(DialogueFields.number("number", fields));
            case "DELIVERED" -> new Delivered(DialogueFields.number("number", fields));
            case "FAILED" -> new Failed(DialogueFields.number("number", fields), Reason.decode(fields));
            case "AWAY" -> new Away(LineFields.name(fields));
            case "RETURNED" -> new Returned(LineFields.name(fields));
            case "LEFT" -> new Left(LineFields.name(fields));
            case "GONE" -> new Gone(LineFields.name(fields));
            case "GOT" -> new Got(DialogueFields.number("number", fields));
            case "PING" -> new Ping();
            case "PONG" -> new Pong();
            case "ERROR" -> new Problem(LineFields.name(fields), LineFields.text(fields));
            case "BYE" -> new Bye();
            default -> throw new ProtocolViolation("verb", 0, "unknown");
        };
        fields.end();
        return event;
    }

    private static There there(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        boolean more = switch (fields.until("more", ' ')) {
            case "+" -> true;
            case "." -> false;
            default -> throw new ProtocolViolation("more", at, "neither + nor .");
        };
        var users = new ArrayList<Presence>();
        while (fields.remaining() > 0) users.add(Presence.decode(fields));
        return new There(users, more);
    }

    /// Writes the event.
    ///
    /// @return its text, without number and line end
    default String encode() {
        return switch (this) {
            case Hello(long version) -> "HELLO dialogue " + version;
            case Info(String text) -> "INFO " + text;
            case Welcome(String name) -> "WELCOME " + name;
            case Opened(String name, String token, long timeout, long grace) ->
                    "OPENED " + name + " " + token + " " + timeout + " " + grace;
            case Back(long got) -> "BACK " + got;
            case There(List<Presence> users, boolean more) -> users.stream().map(Presence::toString)
                    .collect(Collectors.joining(" ", more ? "THERE + " : "THERE . ", "")).stripTrailing();
            case Calling(String name) -> "CALLING " + name;
            case Invited(String name) -> "INVITED " + name;
            case Missed(String name) -> "MISSED " + name;
            case Refused(String name, Reason reason) -> "REFUSED " + name + " " + reason.word();
            case Linked(String name) -> "LINKED " + name;
            case Message(String name, String text) -> "MSG " + name + " " + text;
            case Queued(long number) -> "QUEUED " + number;
            case Sent(long number) -> "SENT " + number;
            case Delivered(long number) -> "DELIVERED " + number;
            case Failed(long number, Reason reason) -> "FAILED " + number + " " + reason.word();
            case Away(String name) -> "AWAY " + name;
            case Returned(String name) -> "RETURNED " + name;
            case Left(String name) -> "LEFT " + name;
            case Gone(String name) -> "GONE " + name;
            case Got(long number) -> "GOT " + number;
            case Ping _ -> "PING";
            case Pong _ -> "PONG";
            case Problem(String word, String text) -> "ERROR " + word + " " + text;
            case Bye _ -> "BYE";
        };
    }
}
