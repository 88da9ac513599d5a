package wirelab.duet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// Shows lines as they are, but for the token, and datagrams by what they say.
final class DuetWords {
    static final Tap.Words WORDS = (_, bytes) -> describe(bytes);

    private DuetWords() {}

    private static String describe(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        if (copy.length == 0 || copy[copy.length - 1] == '\n') {
            return new String(copy, StandardCharsets.UTF_8).lines()
                    .map(line -> line.replaceFirst("(PAIR \\d \\S+ \\S+ \\d+) \\S+",
                    "$1 …")).collect(Collectors.joining("; "));
        }
        try {
            return switch (SealedDatagram.decode(copy).body()) {
                case SealedDatagram.Challenge _ -> "CHALLENGE";
                case SealedDatagram.Proof _ -> "PROOF";
                case SealedDatagram.Data(long number, long ack, _, String text) ->
                        "DATA " + number + " (ack " + ack + ") " + text;
                case SealedDatagram.Ack(long ack, int bits) -> "ACK " + ack + (bits == 0 ? "" : " +"
                        + Integer.toBinaryString(bits));
                case SealedDatagram.Bye _ -> "BYE";
            };
        } catch (ProtocolViolation _) {
            // Nothing of this module: the watcher shows the bytes.
            return null;
        }
    }
}
