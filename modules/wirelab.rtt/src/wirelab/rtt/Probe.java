package wirelab.rtt;

/// One probe and what became of it. Times are nanoseconds, of which nothing but differences mean anything.
///
/// @param due when it was to be sent
/// @param sent when it was
/// @param delay until its answer came, -1 if none did
/// @param inside how long the other end had it, as it says; -1 if it does not
/// @param wake from when the kernel got the answer to when this program had it, -1 if the kernel does not say
/// @param forward one-way delay to the other end, by both clocks; [#UNKNOWN] without
/// @param back one-way delay from there
/// @param again how often TCP sent something again meanwhile, -1 if nobody knows
public record Probe(int sequence, long due, long sent, Fate fate, long delay, long inside, long wake, long forward,
        long back,
        int again) {
    /// No one-way delay; a true one can be negative when clocks differ.
    public static final long UNKNOWN = Long.MIN_VALUE;

    /// What became of it.
    public enum Fate {
        /// On its way.
        WAITING,
        ANSWERED,
        /// Answered by a refusal, which comes from the other host all the same.
        REFUSED,
        /// No answer within the loss threshold.
        LOST,
        /// Its answer came after the threshold: it counts as lost (RFC 2681, section 2.5).
        LATE,
        /// This system could not send it.
        UNSENT
    }

    static Probe waiting(int sequence, long due, long now) {
        return new Probe(sequence, due, now, Fate.WAITING, -1, -1, -1, UNKNOWN, UNKNOWN, -1);
    }

    Probe withSent(long at) {
        return new Probe(sequence, due, at, fate, delay, inside, wake, forward, back, again);
    }

    /// Sent at another moment than was thought; its answer, if there is one, came when it came.
    Probe left(long at) {
        long since = delay < 0 ? delay : Math.max(0, delay + sent - at);
        return new Probe(sequence, due, at, fate, since, inside, wake, forward, back, again);
    }

    Probe withFate(Fate fate) {
        return new Probe(sequence, due, sent, fate, delay, inside, wake, forward, back, again);
    }

    Probe with(Answer answer, long delay, Fate fate) {
        return new Probe(sequence, due, sent, fate, delay, answer.inside(), answer.wake(), answer.forward(), answer.back(),
                answer.again());
    }

    /// {@return whether it has a delay}
    public boolean isAnswered() {
        return fate == Fate.ANSWERED || fate == Fate.REFUSED;
    }

    /// {@return the delay from the moment of sending, undefined when it was lost}
    public double fromSend() {
        return isAnswered() ? delay : Delays.UNDEFINED;
    }

    /// {@return the delay from the moment at which it was due: what a user would have waited who came then}
    public double fromDue() {
        return isAnswered() ? Math.max(0, delay + sent - due) : Delays.UNDEFINED;
    }

    /// {@return the delay without the time that the other end had it}
    public double path() {
        return !isAnswered() ? Delays.UNDEFINED : inside < 0 ? delay : Math.max(0, delay - inside);
    }
}
