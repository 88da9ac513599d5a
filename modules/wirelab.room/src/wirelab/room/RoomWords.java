package wirelab.room;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.kit.Tap;
import wirelab.kit.Visible;

/// How the room's lines are shown to people who watch: the lines themselves, short.
final class RoomWords {
    static final Tap.Words WORDS = RoomWords::describe;
    private static final int SHOWN = 60;

    private RoomWords() {}

    private static String describe(Tap.Direction direction, ByteBuffer bytes) {
        var lines = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString().lines().toList();
        if (lines.isEmpty()) return null;
        String first = Visible.of(lines.getFirst());
        if (first.length() > SHOWN) first = first.substring(0, first.offsetByCodePoints(0, SHOWN - 1)) + "…";
        return lines.size() == 1 ? first : first + " (+" + (lines.size() - 1) + (lines.size() == 2 ? " line)" : " lines)");
    }
}
