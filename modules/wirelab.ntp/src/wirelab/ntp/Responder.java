package wirelab.ntp;

import java.net.InetAddress;
import java.time.Instant;
import wirelab.kit.Counters;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;

/// What an NTP server answers: a function of the question, the reference and the rate of each source; no socket, no clock.
final class Responder {
    private static final int UNKNOWN_SOURCES_KEPT = 10_000;
    /// One kiss in this many seconds is enough for a client that listens; for one that does not, each is wasted.
    private static final double KISSES_PER_SECOND = 0.5;

    private final RateLimit answers;
    private final RateLimit kisses;
    private final int precision;
    private final Counters counters;

    /// Begins with no source known.
    ///
    /// @param rate answers per second and source, 0 for no limit
    /// @param precision of the clock, in log2 seconds
    /// @param counters where to count `answered`, `kissed`, `limited` and `other mode`
    Responder(double rate, int burst, int precision, Counters counters) {
        answers = rate == 0 ? null : new RateLimit(new Rate(rate, burst, UNKNOWN_SOURCES_KEPT));
        kisses = new RateLimit(new Rate(KISSES_PER_SECOND, 1, UNKNOWN_SOURCES_KEPT));
        this.precision = precision;
        this.counters = counters;
    }

    /// Answers a question.
    ///
    /// @param nanos time that passes, as from [System#nanoTime()]
    /// @return the answer, in which the transmit time stamp is still that of the arrival; `null` for no answer
    NtpMessage answer(NtpMessage question, InetAddress source, long nanos, Instant received, Reference reference) {
        if (question.mode() != Mode.CLIENT) {
            counters.count("other mode");
            return null;
        }
        if (answers != null && !answers.allows(source, nanos)) {
            if (!kisses.allows(source, nanos)) {
                counters.count("limited");
                return null;
            }
            counters.count("kissed");
            return kiss(question, NtpMessage.referenceId("RATE"));
        }
        var arrival = NtpTimestamp.of(received);
        // A clock that was set back was last set before it was asked all the same, or nobody would believe it.
        var updated = reference.updated().isAfter(received) ? received : reference.updated();
        return new NtpMessage(reference.leap(), question.version(), Mode.SERVER, reference.stratum(), question.poll(),
                precision, NtpShort.ofNanos(reference.rootDelay().toNanos()),
                reference.dispersionAt(received.getEpochSecond()), reference.id(), NtpTimestamp.of(updated),
                question.transmit(), arrival, arrival);
    }

    /// A kiss-o'-death: stratum 0 and a code; its time stamps mean nothing and are those of the question, so that no client
    /// that overlooks the code learns a wrong time from it.
    private NtpMessage kiss(NtpMessage question, int code) {
        var same = question.transmit();
        return new NtpMessage(LeapIndicator.UNSYNCHRONISED, question.version(), Mode.SERVER, 0, question.poll(), precision,
                NtpShort.ZERO, NtpShort.ZERO, code, NtpTimestamp.UNKNOWN, same, same, same);
    }
}
