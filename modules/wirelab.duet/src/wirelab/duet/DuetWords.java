package wirelab.duet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import wirelab.kit.ProtocolException;
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
            return switch (Datagram.decode(copy).body()) {
                case Datagram.Challenge _ -> "CHALLENGE";
                case Datagram.Proof _ -> "PROOF";
                case Datagram.Data(long number, long ack, _, String text) -> "DATA " + number + " (ack " + ack + ") " + text;
                case Datagram.Ack(long ack, int bits) -> "ACK " + ack + (bits == 0 ? "" : " +"
                        + Integer.toBinaryString(bits));
                case Datagram.Bye _ -> "BYE";
            };
        } catch (ProtocolException _) {
            // Nothing of this module: the watcher shows the bytes.
            return null;
        }
    }
}
