package wirelab.ntp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import wirelab.kit.Address;
import wirelab.kit.ProtocolViolation;

/// A question that was sent, and the checks that its answer must pass (RFC 4330, section 5; RFC 5905, section 8 and
/// A.5.1.1).
///
/// What is no answer to this question (from elsewhere, another origin time stamp, another mode) is thrown as
/// [ProtocolViolation]: anybody can send such datagrams, so the client goes on waiting. What is an answer but a bad one is a
/// [Outcome.Refused] or a [Outcome.Kiss].
///
/// @param sent T1, by the local clock
/// @param transmit the same as it was sent
record Question(InetSocketAddress server, long sent, NtpTimestamp transmit) {
    /// A server that may be wrong by this much is not worth asking (RFC 5905, MAXDISP).
    static final long MAX_DISTANCE = 16_000_000_000L;

    /// Widely used servers answer in version 3, whose header means the same (RFC 5905, section 7.3).
    private static final int OLDEST = 3;

    static Question at(long now, InetSocketAddress server) {
        return new Question(server, now, NtpTimestamp.of(LocalClock.instant(now)));
    }

    /// Judges a datagram.
    ///
    /// @param received T4, by the local clock
    /// @param least nanoseconds that one way takes at least
    /// @throws ProtocolViolation when it is no answer to this question
    Outcome judge(InetSocketAddress source, ByteBuffer datagram, long received, long least) throws ProtocolViolation {
        if (!source.equals(server)) {
            throw new ProtocolViolation("source", 0, "the datagram came from " + Address.text(source));
        }
        var answer = NtpMessage.decode(datagram);
        if (answer.mode() != Mode.SERVER) throw new ProtocolViolation("mode", 0, answer.mode() + " is no answer");
        if (!answer.origin().equals(transmit)) {
            throw new ProtocolViolation("origin time stamp", 24, answer.origin() + " is not ours, " + transmit);
        }
        if (answer.stratum() == 0 && answer.referenceId() != 0) return new Outcome.Kiss(answer.referenceText());
        String problem = problem(answer);
        if (problem != null) return new Outcome.Refused(problem);
        // Differences of time stamps are right across the end of an era.
        var exchange = new RoundTrip(sent, sent + answer.receive().nanosSince(transmit),
                sent + answer.transmit().nanosSince(transmit), received);
        var sample = new Sample(exchange, least, answer);
        if (exchange.delay() < -sample.bound()) {
            return new Outcome.Refused("it says it took longer than the whole round trip");
        }
        if (least > 0 && 2 * least > exchange.delay()) {
            return new Outcome.Refused("the round trip is shorter than the stated minimum");
        }
        return sample;
    }

    private static String problem(NtpMessage answer) {
        if (answer.version() < OLDEST) return "it answers in version " + answer.version();
        if (answer.stratum() == 0) return "stratum 0, it has no time";
        if (answer.stratum() > NtpMessage.MAX_STRATUM) return "stratum " + answer.stratum() + ", its clock is not set";
        if (answer.leap() == LeapIndicator.UNSYNCHRONISED) return "leap indicator 3, its clock is not set";
        if (answer.receive().isUnknown()) return "it has no receive time stamp";
        if (answer.transmit().isUnknown()) return "it has no transmit time stamp";
        if (answer.transmit().nanosSince(answer.receive()) < 0) return "it answered before it was asked";
        if (!answer.reference().isUnknown() && answer.transmit().nanosSince(answer.reference()) < 0) {
            return "its clock was set in the future";
        }
        long distance = answer.rootDelay().nanos() / 2 + answer.rootDispersion().nanos();
        return distance < MAX_DISTANCE ? null : "it may be wrong by " + distance / 1_000_000_000 + " s";
    }
}
