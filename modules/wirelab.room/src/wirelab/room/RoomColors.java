package wirelab.room;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Colours for the lines of a room, by the sequences that every terminal knows (ECMA-48, SGR): each member has one, and what
/// is not said by anybody is faint.
public final class RoomColors {
    private static final Pattern SAID = Pattern.compile("([0-9]+ )((?:\\* )?)(<#([0-9]+)[^>]*>)(.*)");
    private static final Pattern ALONE = Pattern.compile("(@ )(<#([0-9]+)[^>]*>)(.*)");
    /// Such as can be read on black and on white.
    private static final int[] MEMBERS = {32, 33, 35, 36, 34, 31};
    private static final String PLAIN = "\033[0m";
    private static final int FAINT = 2, BOLD = 1, RED = 31;

    private RoomColors() {}

    /// Paints a line.
    ///
    /// @param line as a server sends it, without control characters
    public static String paint(String line) {
        Matcher said = SAID.matcher(line);
        if (said.matches()) {
            return in(FAINT, said.group(1)) + said.group(2) + in(color(said.group(4)), said.group(3)) + said.group(5);
        }
        Matcher alone = ALONE.matcher(line);
        if (alone.matches()) return in(BOLD, alone.group(1)) + in(color(alone.group(3)), alone.group(2)) + alone.group(4);
        if (line.startsWith("! ")) return in(RED, line);
        return line.startsWith("+ ") ? in(BOLD, line) : in(FAINT, line);
    }

    private static int color(String id) {
        return MEMBERS[Character.digit(id.charAt(id.length() - 1), 10) % MEMBERS.length];
    }

    private static String in(int attribute, String text) {
        return "\033[" + attribute + "m" + text + PLAIN;
    }
}
