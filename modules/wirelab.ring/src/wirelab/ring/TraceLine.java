package wirelab.ring;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of a trace, as [TraceWriter] writes it.
///
/// @param at file and number of the line
/// @param text the line itself
/// @param fields its values by name, texts without their quotes
record TraceLine(String at, String text, Map<String, String> fields) {
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":(?:\"([^\"\\\\]*)\"|(\\d+|true|false))([,}])");

    /// Reads a line, or gives `null` for one that is torn or no such line.
    static TraceLine parse(String at, String text) {
        if (!text.startsWith("{")) return null;
        var fields = new HashMap<String, String>();
        Matcher match = FIELD.matcher(text);
        int place = 1;
        while (match.find(place) && match.start() == place) {
            fields.put(match.group(1), match.group(2) == null ? match.group(3) : match.group(2));
            place = match.end();
        }
        boolean whole = place == text.length() && text.endsWith("}");
        return whole && fields.containsKey("node") && fields.containsKey("act") ? new TraceLine(at, text, fields) : null;
    }

    long number(String field) {
        return Long.parseLong(fields.getOrDefault(field, "0"));
    }

    String act() {
        return fields.get("act");
    }

    boolean is(String act, String kind) {
        return act().equals(act) && kind.equals(fields.get("kind"));
    }

    long node() {
        return number("node");
    }

    String epoch() {
        return fields.get("round") + "." + fields.get("maker");
    }

    String turn() {
        return epoch() + "/" + fields.get("turn");
    }

    String message() {
        return fields.get("src") + ":" + fields.get("of") + "." + fields.get("seq");
    }

    /// What a frame says, which must arrive as it was sent.
    String frame() {
        return String.join(" ", fields.get("kind"), fields.get("src"), fields.get("dst"), fields.get("ack"),
                fields.get("of"),
                fields.get("seq"), turn(), fields.get("copy"));
    }

    /// One direction of a link: which link, and who sends.
    String way(long sender) {
        return fields.get("link") + "<" + sender;
    }

    /// A frame on its link. Frames may be lost between two nodes, so that the counts at both ends differ.
    String place(long sender) {
        return way(sender) + " " + frame();
    }

    long dialler() {
        return Long.parseLong(fields.get("link").split("\\.")[0]);
    }

    @Override
    public String toString() {
        return at + ": " + text;
    }
}
