package wirelab.ntp;

import java.nio.ByteBuffer;
import java.util.Locale;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// NTP messages in words, for people who watch.
final class NtpWords {
    static final Tap.Words WORDS = NtpWords::describe;

    private NtpWords() {}

    private static String describe(Tap.Direction direction, ByteBuffer bytes) {
        try {
            var message = NtpMessage.decode(bytes);
            return switch (message.mode()) {
                case CLIENT -> "NTP question";
                case SERVER -> message.stratum() == 0 ? "NTP kiss " + message.referenceText()
                        : "NTP answer, stratum " + message.stratum();
                default -> "NTP " + message.mode().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            };
        } catch (ProtocolViolation e) {
            return "not NTP: " + e.getMessage();
        }
    }
}
