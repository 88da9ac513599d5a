package wirelab.multicast;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolException;
import wirelab.kit.Tap;

/// What datagrams of this protocol say, for ladders and captures.
final class CastWords {
    static final Tap.Words WORDS = (_, bytes) -> describe(bytes);

    private CastWords() {}

    private static String describe(ByteBuffer bytes) {
        try {
            return switch (Payload.decode(bytes)) {
                case Message.Data data -> "#" + data.sequence() + (data.answerWanted() ? "?" : "")
                        + (data.text().isEmpty() ? ", " + bytes.remaining() + " bytes" : " " + data.text());
                case Message.End end -> "end, last was #" + end.sequence();
                case Message.Answer answer -> "got #" + answer.sequence();
                case IperfDatagram iperf -> "iperf #" + (iperf.last() ? "-" : "") + iperf.id();
                case Foreign _ -> null;
            };
        } catch (ProtocolException e) {
            return "malformed: " + e.getMessage();
        }
    }
}
