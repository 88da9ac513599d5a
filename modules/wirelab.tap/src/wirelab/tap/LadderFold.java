package wirelab.tap;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Text;

/// Shortens what goes round: of rows that come again and again in the same order, a question and its answer for instance,
/// the first turn is kept, and a remark says how many more there were. What differs in numbers alone is the same.
final class LadderFold {
    /// Longest turn that is found, in rows.
    private static final int LONGEST = 8;
    /// Fewer turns are drawn as they are.
    private static final int FEWEST = 4;

    private LadderFold() {}

    static List<LadderRow> fold(List<LadderRow> rows) {
        var folded = new ArrayList<LadderRow>();
        for (int at = 0; at < rows.size(); ) {
            int length = turn(rows, at);
            if (length == 0) {
                folded.add(rows.get(at++));
                continue;
            }
            int turns = turns(rows, at, length);
            folded.addAll(rows.subList(at, at + length));
            at += length * turns;
            var last = rows.get(at - 1);
            folded.add(LadderRow.remark(last.nanos(), last.from(), "… " + Text.count(turns - 1, "time") + " more"));
        }
        return folded;
    }

    /// The length of the shortest turn that begins here and comes often enough, 0 for none.
    private static int turn(List<LadderRow> rows, int at) {
        for (int length = 1; length <= LONGEST; length++) if (turns(rows, at, length) >= FEWEST) return length;
        return 0;
    }

    private static int turns(List<LadderRow> rows, int at, int length) {
        int next = at + length;
        while (next < rows.size() && isLike(rows.get(next), rows.get(next - length))) next++;
        return (next - at) / length;
    }

    private static boolean isLike(LadderRow one, LadderRow other) {
        return one.from() == other.from() && one.to() == other.to() && one.kind() == other.kind()
                && one.label().replaceAll("\\d+", "0").equals(other.label().replaceAll("\\d+", "0"));
    }
}
