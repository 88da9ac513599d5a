package wirelab.multicast;

import java.util.BitSet;

/// What has come of the datagrams of one sender: loss, duplicates, reordering and jitter. Pure: numbers and times go in.
///
/// *Lost* is what lies between the lowest and the highest number (or the one that the sender calls its last) and has not
/// come; what was sent before the first datagram came is not known of, since a member of a group may join at any time.
/// *Reordered* is a datagram whose number is less than one that came before (RFC 4737, section 3.3). *Jitter* is the
/// interarrival jitter of RFC 3550, section 6.4.1: for two datagrams in the order of their arrival, *D* is how much the
/// time between their arrivals differs from the time between their departures, and *J* moves by a 16th towards |*D*|.
/// Only differences are taken, so the clocks of the two ends need not agree.
///
/// Two things are not believed: a jump ahead by more than [#WINDOW] (unless the next datagram goes on from there, RFC 3550,
/// appendix A.1), and a number that far behind, of which nobody remembers whether it came before.
public final class Reception {
    /// Numbers that are remembered, and the greatest jump that is believed.
    public static final int WINDOW = 65_536;
    /// The share by which jitter moves (RFC 3550, section 6.4.1: "a good noise reduction ratio").
    private static final double GAIN = 1 / 16.0;

    /// What a datagram was.
    public enum Verdict {
        /// The first with its number, and the highest so far.
        NEW,
        /// The first with its number; a higher one came before.
        REORDERED,
        /// Its number came before.
        DUPLICATE,
        /// Too far behind to know.
        STALE,
        /// Too far ahead to be believed.
        JUMPED
    }

    private final BitSet seen = new BitSet(WINDOW);
    private boolean begun;
    private long lowest;
    private long highest;
    private long announced;
    private boolean ended;
    private long afterJump = -1;
    private long expectedBefore;

    private long received;
    private long bytes;
    private long reordered;
    private long duplicates;
    private long stale;
    private long jumped;

    private boolean timed;
    private double jitter;
    private long lastSent;
    private long lastArrived;

    /// Begins with nothing.
    public Reception() {}

    /// Takes in a datagram.
    ///
    /// @param sequence its number, 0 or more
    /// @param sent when it was sent, in nanoseconds by the sender's clock
    /// @param arrived when it came, in nanoseconds by any clock of this end
    public Verdict accept(long sequence, long sent, long arrived, int size) {
        var verdict = verdict(sequence);
        switch (verdict) {
            case DUPLICATE -> duplicates++;
            case STALE -> stale++;
            case JUMPED -> jumped++;
            default -> {
                seen.set((int) (sequence % WINDOW));
                received++;
                bytes += size;
                if (verdict == Verdict.REORDERED) reordered++;
                jitter(sent, arrived);
            }
        }
        return verdict;
    }

    private Verdict verdict(long sequence) {
        if (!begun) {
            begun = true;
            begin(sequence);
            return Verdict.NEW;
        }
        if (sequence > highest) {
            if (sequence - highest > WINDOW) return jump(sequence);
            forget(highest + 1, sequence);
            highest = sequence;
            return Verdict.NEW;
        }
        if (highest - sequence >= WINDOW) return Verdict.STALE;
        if (seen.get((int) (sequence % WINDOW))) return Verdict.DUPLICATE;
        lowest = Math.min(lowest, sequence);
        return Verdict.REORDERED;
    }

    private void begin(long sequence) {
        seen.clear();
        lowest = sequence;
        highest = sequence;
    }

    /// One datagram far ahead may be a forgery; two in a row are a sender that was away for long.
    private Verdict jump(long sequence) {
        boolean believed = sequence == afterJump;
        afterJump = believed ? -1 : sequence + 1;
        if (!believed) return Verdict.JUMPED;
        expectedBefore = expected();
        announced = 0;
        ended = false;
        begin(sequence);
        return Verdict.NEW;
    }

    /// Numbers that come for the first time take the places of those that are a window behind.
    private void forget(long from, long to) {
        int first = (int) (from % WINDOW);
        int last = (int) (to % WINDOW);
        if (to - from + 1 >= WINDOW) {
            seen.clear();
        } else if (first <= last) {
            seen.clear(first, last + 1);
        } else {
            seen.clear(first, WINDOW);
            seen.clear(0, last + 1);
        }
    }

    private void jitter(long sent, long arrived) {
        if (timed) {
            double difference = (double) (arrived - lastArrived) - (double) (sent - lastSent);
            jitter += (Math.abs(difference) - jitter) * GAIN;
        }
        timed = true;
        lastSent = sent;
        lastArrived = arrived;
    }

    /// {@return the sender says which was its last datagram: whether that is news and can be believed}
    public boolean end(long sequence) {
        if (ended) return false;
        if (begun && (sequence < highest || sequence - highest > WINDOW)) return false;
        if (!begun) {
            // Not one datagram came; how many there were before this end listened, nobody knows.
            begun = true;
            lowest = sequence + 1;
            highest = sequence;
        }
        announced = sequence;
        ended = true;
        return true;
    }

    private long expected() {
        return begun ? expectedBefore + Math.max(highest, announced) - lowest + 1 : 0;
    }

    /// {@return how things stand: the numbers}
    public ReceptionReport report() {
        return new ReceptionReport(received, bytes, expected() - received, duplicates, reordered, stale, jumped,
                Math.round(jitter), ended);
    }

    @Override
    public String toString() {
        return report().toString();
    }
}
