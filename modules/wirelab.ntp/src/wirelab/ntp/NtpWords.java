package wirelab.ntp;

import java.nio.ByteBuffer;
import java.util.Locale;
import wirelab.kit.ProtocolException;
import wirelab.kit.Tap;

/// NTP messages in words, for people who watch.
final class NtpWords {
    static final Tap.Words WORDS = NtpWords::describe;

    private NtpWords() {}

    private static String describe(Tap.Direction direction, ByteBuffer bytes) {
        try {
            var message = NtpMessage.decode(bytes);
            String mode = message.mode().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            if (message.mode() != Mode.SERVER) return "NTP " + mode + ", transmit " + message.transmit();
            if (message.stratum() == 0) return "NTP kiss-o'-death " + message.referenceText();
            return "NTP " + mode + ", stratum " + message.stratum() + ", receive " + message.receive() + ", transmit " + message.transmit();
        } catch (ProtocolException e) {
            return "not NTP: " + e.getMessage();
        }
    }
}
