package wirelab.daytime;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// The messages of zoned daytime in words, for people who watch.
final class ZoneWords {
    static final Tap.Words WORDS = (_, bytes) -> describe(bytes);

    private ZoneWords() {}

    private static String describe(ByteBuffer bytes) {
        try {
            return switch (ZoneMessage.decode(bytes)) {
                case ZoneMessage.Question question -> "time in "
                        + (question.zone().isEmpty() ? "your zone" : question.zone()) + "?";
                case ZoneMessage.Answer answer -> answer.time() + " in " + answer.zone();
                case ZoneMessage.Refusal refusal -> refusal.status() + " " + refusal.text().replace('\n', ' ');
            };
        } catch (ProtocolViolation e) {
            return "not zoned daytime: " + e.getMessage();
        }
    }
}
