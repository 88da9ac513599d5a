package wirelab.room;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wirelab.kit.ProtocolViolation;

/// The forms of [RoomLine] as patterns, for clients that read them.
final class Forms {
    /// At most nine digits, which an `int` holds; ids and counts have no leading zero, so that one value has one form.
    private static final String ID = "#([1-9]\\d{0,8})";
    private static final String WHO = "<" + ID + "(?: (\\S+))?>";

    static final Pattern WELCOME = all("\\+ welcome, you are " + ID + "; ([1-9]\\d{0,8}) of ([1-9]\\d{0,8}) are here"
            + Pattern.quote(RoomLine.WELCOME_END));
    static final Pattern WHISPERED = all("@ " + WHO + " (.*)");
    static final Pattern NUMBERED = all("([1-9]\\d{0,17}) (.*)");
    private static final Pattern SAID = all(WHO + " (.*)");
    private static final Pattern ACTED = all("\\* " + WHO + " (.*)");
    private static final Pattern JOINED = all("-- " + WHO + " joined");
    private static final Pattern LEFT = all("-- " + WHO + " left: (.*)");
    private static final Pattern RENAMED = all("-- " + WHO + " is now " + WHO);

    private Forms() {}

    private static Pattern all(String form) {
        return Pattern.compile(form, Pattern.DOTALL);
    }

    /// Reads what stands behind the number.
    static RoomLine.Numbered numbered(long number, String rest, int offset) throws ProtocolViolation {
        Matcher m;
        if ((m = SAID.matcher(rest)).matches()) return new RoomLine.Said(number, member(m, 1), m.group(3));
        if ((m = ACTED.matcher(rest)).matches()) return new RoomLine.Acted(number, member(m, 1), m.group(3));
        if ((m = JOINED.matcher(rest)).matches()) return new RoomLine.Joined(number, member(m, 1));
        if ((m = LEFT.matcher(rest)).matches()) return new RoomLine.Left(number, member(m, 1), m.group(3));
        if ((m = RENAMED.matcher(rest)).matches() && m.group(1).equals(m.group(3))) {
            return new RoomLine.Renamed(number, member(m, 1), member(m, 3));
        }
        throw new ProtocolViolation("event", offset, "none of the known forms");
    }

    static RoomMember member(Matcher m, int group) throws ProtocolViolation {
        String nick = m.group(group + 1) == null ? "" : m.group(group + 1);
        if (!nick.isEmpty() && !RoomMember.isNick(nick)) {
            throw new ProtocolViolation("name", m.start(group + 1), "not a name");
        }
        return new RoomMember(id(m.group(group)), nick);
    }

    static int id(String digits) {
        return Integer.parseInt(digits);
    }
}
