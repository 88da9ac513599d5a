package wirelab.multicast;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.Text;

/// What datagrams of this protocol say, for ladders and captures.
final class CastWords {
    static final Tap.Words WORDS = (_, bytes) -> describe(bytes);

    private CastWords() {}

    private static String describe(ByteBuffer bytes) {
        try {
            return switch (Payload.decode(bytes)) {
                case CastMessage.Data data -> "#" + data.sequence() + (data.answerWanted() ? "?" : "")
                        + (data.text().isEmpty() ? ", " + Text.count(bytes.remaining(), "byte") : " " + data.text());
                case CastMessage.End end -> "end, last was #" + end.sequence();
                case CastMessage.Answer answer -> "got #" + answer.sequence();
                case IperfDatagram iperf -> "iperf #" + (iperf.last() ? "-" : "") + iperf.id();
                case Foreign _ -> null;
            };
        } catch (ProtocolViolation e) {
            return "malformed: " + e.getMessage();
        }
    }
}
