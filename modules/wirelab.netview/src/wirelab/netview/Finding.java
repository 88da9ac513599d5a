package wirelab.netview;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Visible;

/// One step of a diagnosis.
///
/// @param what it is about, in a word or two
/// @param seen what was seen
/// @param means what that means
/// @param proof what to type to see it with a stock tool
public record Finding(String what, String seen, String means, String proof) {
    private static final int INDENT = 12;
    /// A demo indents by three.
    private static final int COLUMNS = 77;

    /// {@return the step in lines for a terminal}
    public String text() {
        var text = new StringBuilder();
        wrap(text, String.format("%-" + INDENT + "s", what), Visible.of(seen));
        wrap(text, " ".repeat(INDENT), "-> " + Visible.of(means));
        text.append(" ".repeat(INDENT)).append("$ ").append(Visible.of(proof)).append('\n');
        return text.toString();
    }

    private static void wrap(StringBuilder text, String head, String words) {
        var line = new StringBuilder(head);
        var rest = new ArrayList<>(List.of(words.split(" ")));
        while (!rest.isEmpty()) {
            String word = rest.removeFirst();
            boolean first = line.length() == INDENT;
            if (!first && line.length() + 1 + word.length() > COLUMNS) {
                text.append(line.toString().stripTrailing()).append('\n');
                line.setLength(0);
                line.append(" ".repeat(INDENT));
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    @Override
    public String toString() {
        return what + ": " + seen + "; " + means;
    }
}
