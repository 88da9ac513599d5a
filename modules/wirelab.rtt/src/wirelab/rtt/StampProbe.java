package wirelab.rtt;

import java.nio.ByteBuffer;
import java.time.Instant;
import wirelab.kit.ProtocolViolation;
import wirelab.ntp.NtpTimestamp;

/// Probes of a STAMP Session-Sender: the reflector says when each came and when its answer left, so that its own time can be
/// taken off; where both clocks agree, that makes two one-way delays; and it says how many hops each probe had left.
final class StampProbe implements ProbeFormat {
    private static final int KEPT = 1 << 16;

    private final StampMode mode;
    private final int size;
    private final ErrorEstimate error;
    /// The time stamp of each probe under way, which an answer must repeat: nobody who did not see it can.
    private final long[] stamps = new long[KEPT];
    private long counted = -1;
    private boolean counts;
    private int ttl = -1;

    /// @param size bytes of a probe, at least those of the mode; what is more is padding
    StampProbe(StampMode mode, int size, ErrorEstimate error) {
        this.mode = mode;
        this.size = Math.max(size, mode.size());
        this.error = error;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void encode(ByteBuffer into, int sequence) {
        var timestamp = NtpTimestamp.of(Instant.now());
        synchronized (stamps) {
            stamps[sequence % KEPT] = timestamp.bits();
        }
        new StampTest(sequence, timestamp, error).encode(mode, into);
        while (into.position() < size) into.put((byte) 0);
    }

    @Override
    public Reading decode(ByteBuffer datagram, long wall) throws ProtocolViolation {
        var reply = StampReply.decode(mode, datagram);
        var question = reply.question();
        if (question.sequence() > Integer.MAX_VALUE) return Reading.Not.FOREIGN;
        int sequence = (int) question.sequence();
        synchronized (stamps) {
            if (stamps[sequence % KEPT] != question.timestamp().bits()) return Reading.Not.FOREIGN;
            if (reply.sequence() != question.sequence()) counts = true;
            counted = Math.max(counted, reply.sequence());
            ttl = reply.ttl();
        }
        var now = NtpTimestamp.of(Instant.ofEpochSecond(0, wall));
        return Answer.to(sequence).withTimes(Math.max(0, reply.timestamp().nanosSince(reply.received())),
                reply.received().nanosSince(question.timestamp()), now.nanosSince(reply.timestamp()));
    }

    /// How many probes have reached a stateful reflector, as its own numbers tell: of what is lost, the one part went on the
    /// way there and the other on the way back (RFC 8762, section 4).
    ///
    /// @return -1 from a reflector that counts nothing, or while nothing is lost
    long reached() {
        synchronized (stamps) {
            return counts ? counted + 1 : -1;
        }
    }

    /// {@return hops that the last probe had left on arrival; 0 when the reflector does not know, -1 before any answer}
    int ttl() {
        synchronized (stamps) {
            return ttl;
        }
    }
}
