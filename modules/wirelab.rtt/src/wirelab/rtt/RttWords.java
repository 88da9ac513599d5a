package wirelab.rtt;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.Text;

/// Probes in words, for people who watch.
final class RttWords {
    /// Who reflects, for taps.
    static final Tap.Party REFLECTOR = new Tap.Party("STAMP reflector",
            (direction, bytes) -> stamp(direction == Tap.Direction.RECEIVED, bytes));
    private static final Tap.Party STAMP = new Tap.Party("STAMP sender",
            (direction, bytes) -> stamp(direction == Tap.Direction.SENT, bytes));
    private static final Tap.Party ECHO = new Tap.Party("prober", (_, bytes) -> echo(bytes));
    private static final Tap.Party OTHER = new Tap.Party("prober", Tap.Words.NONE);

    /// So long is a packet with a code; one with padding may be as long.
    private static final int AUTHENTICATED = 112;

    private RttWords() {}

    static Tap.Party party(ProbeKind kind) {
        return switch (kind) {
            case STAMP -> STAMP;
            case UDP, TCP_ECHO -> ECHO;
            default -> OTHER;
        };
    }

    private static String echo(ByteBuffer bytes) {
        if (bytes.remaining() < EchoProbe.HEADER || !EchoProbe.isProbe(bytes)) return null;
        return "echo probe " + bytes.getInt(bytes.position() + 8) + ", " + Text.count(bytes.remaining(), "byte");
    }

    private static String stamp(boolean test, ByteBuffer bytes) {
        try {
            // Without the key nobody knows where the fields stand; the sequence number is always the first.
            if (bytes.remaining() >= AUTHENTICATED) {
                return "STAMP " + (test ? "test " : "reply ") + Integer.toUnsignedLong(bytes.getInt(bytes.position()));
            }
            var mode = StampMode.OPEN;
            if (test) return "STAMP test " + StampTest.decode(mode, bytes).sequence();
            var reply = StampReply.decode(mode, bytes);
            return "STAMP reply to " + reply.question().sequence() + (reply.ttl() == 0 ? "" : ", ttl " + reply.ttl());
        } catch (ProtocolViolation e) {
            return "not STAMP: " + e.getMessage();
        }
    }
}
