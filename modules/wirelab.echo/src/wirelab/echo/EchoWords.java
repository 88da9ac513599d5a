package wirelab.echo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.kit.Tap;
import wirelab.kit.Text;

/// How echo messages are shown to people: the first text of them, or their length.
final class EchoWords {
    static final Tap.Words WORDS = EchoWords::describe;
    private static final int SHOWN = 24;

    private EchoWords() {}

    private static String describe(Tap.Direction direction, ByteBuffer bytes) {
        int size = bytes.remaining();
        var head = new byte[Math.min(SHOWN, size)];
        bytes.duplicate().get(head);
        var text = new StringBuilder();
        for (char c : new String(head, StandardCharsets.UTF_8).stripTrailing().toCharArray()) {
            if (c < ' ' || c == '\uFFFD') return Text.count(size, "byte");
            text.append(c);
        }
        return "\"" + text + (size > SHOWN ? "…\" " + Text.count(size, "byte") : "\"");
    }
}
