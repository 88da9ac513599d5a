package wirelab.rtt;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import wirelab.kit.ProtocolViolation;
import wirelab.ntp.Mode;
import wirelab.ntp.NtpMessage;
import wirelab.ntp.NtpTimestamp;

/// Questions to a time server, which many hosts that run nothing of ours are. What stands where the client's time would is
/// the session and the number of the probe: the server repeats it and does not look at it (RFC 5905, section 7.3).
final class NtpProbe implements ProbeFormat {
    private final long session;

    NtpProbe(RandomGenerator random) {
        session = (long) random.nextInt() << 32;
    }

    @Override
    public int size() {
        return NtpMessage.SIZE;
    }

    @Override
    public void encode(ByteBuffer into, int sequence) {
        NtpMessage.question(new NtpTimestamp(session | sequence)).encode(into);
    }

    @Override
    public Reading decode(ByteBuffer datagram, long wall) throws ProtocolViolation {
        var answer = NtpMessage.decode(datagram);
        long origin = answer.origin().bits();
        if (answer.mode() != Mode.SERVER || (origin ^ session) >>> 32 != 0 || (int) origin < 0) return Reading.Not.FOREIGN;
        var reading = Answer.to((int) origin);
        // A kiss-o'-death has no times that mean anything.
        if (answer.stratum() == 0 || answer.receive().isUnknown()) return reading;
        return reading.withTimes(Math.max(0, answer.transmit().nanosSince(answer.receive())), Probe.UNKNOWN, Probe.UNKNOWN);
    }
}
