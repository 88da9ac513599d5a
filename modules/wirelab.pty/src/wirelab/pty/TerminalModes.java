package wirelab.pty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// How a terminal treats what is typed and shown, as it travels (RFC 4254, section 8): pairs of a number of one byte and a
/// `uint32`, ended by a 0; numbers from 160 on have other arguments and end the list too, as nobody knows how long they are.
/// A number that this house does not know changes nothing.
///
/// ```
/// 03 0000007f   VERASE: Delete        35 00000001   ECHO is on        81 00009600   38,400 bits per second        00
/// ```
///
/// @param values by number
public record TerminalModes(Map<Integer, Long> values) {
    /// A terminal as the system makes it.
    public static final TerminalModes NONE = new TerminalModes(Map.of());

    private static final int END = 0, FIRST_UNKNOWN = 160;
    private static final int INPUT_SPEED = 128, OUTPUT_SPEED = 129;
    /// A key that is switched off.
    private static final long NO_KEY = 255;
    private static final int CHARACTERS_8 = 91, CHARACTERS_7 = 90;
    private static final Map<Integer, String> KEYS = numbered(1, "intr", "quit", "erase", "kill", "eof", "eol", "eol2",
            "start", "stop", "susp", "", "rprnt", "werase", "lnext", "", "", "", "discard");
    private static final Map<Integer, String> SWITCHES = switches();

    public TerminalModes {
        values = Map.copyOf(values);
    }

    private static Map<Integer, String> numbered(int first, String... names) {
        var all = new HashMap<Integer, String>();
        for (int i = 0; i < names.length; i++) if (!names[i].isEmpty()) all.put(first + i, names[i]);
        return all;
    }

    private static Map<Integer, String> switches() {
        var all = numbered(30, "ignpar", "parmrk", "inpck", "istrip", "inlcr", "igncr", "icrnl", "iuclc", "ixon", "ixany",
                "ixoff", "imaxbel", "iutf8");
        all.putAll(numbered(50, "isig", "icanon", "xcase", "echo", "echoe", "echok", "echonl", "noflsh", "tostop", "iexten",
                "echoctl", "echoke"));
        all.putAll(numbered(70, "opost", "olcuc", "onlcr", "ocrnl", "onocr", "onlret"));
        all.putAll(numbered(92, "parenb", "parodd"));
        return all;
    }

    /// Reads modes.
    ///
    /// @throws ProtocolViolation when a value is cut short
    public static TerminalModes decode(byte[] modes) throws ProtocolViolation {
        var in = new FieldReader(modes);
        var values = new TreeMap<Integer, Long>();
        while (in.remaining() > 0) {
            int number = in.u8("mode");
            if (number == END || number >= FIRST_UNKNOWN) break;
            values.put(number, in.u32("value of mode " + number));
        }
        return new TerminalModes(values);
    }

    public byte[] encode() {
        var out = new FieldWriter();
        new TreeMap<>(values).forEach((number, value) -> out.u8(number).u32(value.intValue()));
        return out.u8(END).done();
    }

    /// {@return the words that make `stty` switch a terminal so}
    List<String> words() {
        var words = new ArrayList<String>();
        new TreeMap<>(values).forEach((number, value) -> {
            if (KEYS.containsKey(number)) {
                if (value <= NO_KEY) words.addAll(List.of(KEYS.get(number), key(value)));
            } else if (SWITCHES.containsKey(number)) {
                words.add((value == 0 ? "-" : "") + SWITCHES.get(number));
            } else if (number == CHARACTERS_8 && value != 0) {
                words.add("cs8");
            } else if (number == CHARACTERS_7 && value != 0 && values.getOrDefault(CHARACTERS_8, 0L) == 0) {
                words.add("cs7");
            } else if (number == INPUT_SPEED && isSpeed(value)) {
                words.addAll(List.of("ispeed", Long.toString(value)));
            } else if (number == OUTPUT_SPEED && isSpeed(value)) {
                words.addAll(List.of("ospeed", Long.toString(value)));
            }
        });
        return words;
    }

    private static String key(long value) {
        return value == NO_KEY || value == 0 ? "undef" : String.format("0x%02x", value);
    }

    /// Only speeds that a terminal can have: `stty` refuses all of its words for one that is wrong.
    private static boolean isSpeed(long value) {
        return List.of(1_200L, 2_400L, 4_800L, 9_600L, 19_200L, 38_400L, 57_600L, 115_200L, 230_400L).contains(value);
    }
}
