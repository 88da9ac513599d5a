package wirelab.daytime;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// The messages of this module in words, for people who watch.
final class TimeWords {
    static final Tap.Words DAYTIME = (_, bytes) -> bytes.hasRemaining()
            ? "daytime \"" + DaytimeText.decode(bytes).text() + "\"" : "what time is it?";
    static final Tap.Words TIME = (_, bytes) -> time(bytes);

    private TimeWords() {}

    private static String time(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) return "what time is it?";
        try {
            return "time " + TimeMessage.decode(bytes).seconds() + " s since 1900";
        } catch (ProtocolViolation e) {
            return "not a time: " + e.getMessage();
        }
    }
}
