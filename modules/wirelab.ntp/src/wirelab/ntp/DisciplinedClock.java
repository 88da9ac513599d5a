package wirelab.ntp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import wirelab.kit.UsageException;

/// A clock that is set by others and that its readers can trust: it never runs backwards, it is never more than a bounded
/// rate away from its true speed, and it knows how wrong it may be.
///
/// It counts by a [LocalClock] and adds what it has learnt: `time = local + offset + drift · elapsed`. A correction is not
/// jumped to but slewed, at no more than [Options#slew()]. The one exception is the first correction of all, which is taken
/// at once if that leads forward of everything the clock has ever shown.
///
/// What the clock knows is an interval in which the true offset lies. It becomes wider while nothing is heard, by the error
/// of the drift and by [Options#wander()], and each measurement cuts it down. A measurement that contradicts it is not
/// believed until [Options#doubts()] of them in a row agree; meanwhile the stated bound covers both.
///
/// An announced leap second is spread over the last 1,000 s of its day, as [Instant] prescribes for Java ("UTC-SLS"), so the
/// clock runs 0.1 % slower or faster then.
///
/// It has no thread, no socket and no time of its own: the local clock and the measurements are handed in.
public final class DisciplinedClock implements InstantSource {
    /// How a clock behaves.
    ///
    /// @param slew how much faster or slower than true time the clock may run to get rid of an error; 0.05 is 50 ms per
    /// second
    /// @param tolerance the most by which the local clock can be fast or slow while its drift is not known
    /// @param wander how much the drift may change unnoticed (RFC 5905, PHI): the bound grows by this even with a known
    /// drift
    /// @param doubts measurements in a row that must contradict the clock, and not each other, before they are believed
    /// @param samples measurements from which the drift is estimated
    public record Options(double slew, double tolerance, double wander, int doubts, int samples) {
        /// Slews by 5 %, knows nothing better than 500 ppm, wanders by 15 ppm, changes its mind at the third contradiction,
        /// and looks back on 64 measurements.
        public static final Options DEFAULTS = new Options(0.05, Sample.TOLERANCE, 15e-6, 3, 64);

        public Options {
            if (!(slew > 0 && slew <= 0.5) || !(tolerance > 0 && tolerance <= 0.01) || !(wander >= 0 && wander < 1)
                    || doubts < 1) {
                throw new UsageException("slew " + slew + ", tolerance " + tolerance + ", wander " + wander
                        + ", doubts " + doubts);
            }
        }
    }

    /// What the clock shows at one moment, and what it knows about that.
    ///
    /// @param bound how wrong it may be at most; [ChronoUnit#FOREVER] if the clock was never set
    /// @param age how long ago it was corrected; [ChronoUnit#FOREVER] if never
    /// @param drift what true time gains on the local clock, in seconds per second; negative if the local clock is fast
    /// @param driftError by how much more or less than that true time may gain
    public record Reading(Instant time, Duration bound, Duration age, double drift, double driftError) {
        /// {@return whether the clock was ever set}
        public boolean isSet() {
            return !age.equals(FOREVER);
        }
    }

    /// What became of a measurement.
    public enum Verdict {
        /// The first one: the clock is set.
        SET,
        /// It fits, and the clock is corrected.
        CORRECTED,
        /// It contradicts what the clock knows and is not believed yet.
        DOUBTED,
        /// So many have contradicted the clock that it begins anew.
        CONVINCED,
        /// It came within two seconds of a leap second, when servers differ, and is ignored.
        NEAR_LEAP
    }

    private static final long SECOND = 1_000_000_000L;
    private static final long LEAP_QUIET = 2 * SECOND;
    /// A drift that was known better is replaced by one that is known less well after this long.
    private static final long SPEED_LIFE = 3600 * SECOND;
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private final LocalClock local;
    private final Options options;
    private final Drift drift;
    private final Belief belief;

    /// The drift as far as it is known, and when it was learnt.
    private Speed speed;
    private long speedAt;

    // The line that is shown: `shown` ahead of the local clock at `shownAt`, gaining `speed`, slewing by `toSlew` in all.
    private long shownAt;
    private long shown;
    private long toSlew;

    private LeapSmear leap;
    private long last = Long.MIN_VALUE;

    /// Makes a clock that shows the local time until it is set.
    public DisciplinedClock(LocalClock local, Options options) {
        this.local = Objects.requireNonNull(local);
        this.options = options;
        drift = new Drift(options.samples);
        belief = new Belief(options.doubts);
        speed = new Speed(0, options.tolerance + options.wander);
        shownAt = local.nanos();
        speedAt = shownAt;
    }

    /// What this clock counts by; offsets are measured against it.
    public LocalClock local() {
        return local;
    }

    /// {@return the time: never earlier than what was given before}
    @Override
    public Instant instant() {
        return LocalClock.instant(nanos());
    }

    /// {@return the time, without making an object: nanoseconds since 1970, never less than what was given before}
    public synchronized long nanos() {
        return show(local.nanos());
    }

    /// {@return the time and what is known about it: one consistent reading; while the clock is not set its time is
    /// provisional, and may be followed by an earlier one}
    public synchronized Reading reading() {
        long now = local.nanos();
        if (belief.isEmpty()) return new Reading(LocalClock.instant(now), FOREVER, FOREVER, 0, speed.error());
        var time = LocalClock.instant(show(now));
        var bound = Duration.ofNanos(belief.farthest(now, offset(now), speed));
        return new Reading(time, bound, Duration.ofNanos(now - belief.at()), speed.rate(), speed.error());
    }

    /// Takes a measurement.
    ///
    /// @param measured where the true offset from the local clock lies now
    /// @param offset the most likely offset, inside that
    /// @param announced what the time servers say about a leap second
    public synchronized Verdict correct(Interval measured, long offset, LeapIndicator announced) {
        long now = local.nanos();
        passLeap(now);
        if (leap != null && Math.abs(unsmeared(now) - leap.midnight()) < LEAP_QUIET) return Verdict.NEAR_LEAP;
        var verdict = belief.weigh(now, measured, speed);
        if (verdict == Verdict.DOUBTED) return verdict;
        if (verdict == Verdict.CONVINCED) drift.clear();
        drift.add(now, offset, measured.farthest(offset));
        rebase(now);
        steer(now, belief.interval().nearest(learnSpeed(now, offset)), verdict == Verdict.SET);
        announce(now, announced);
        return verdict;
    }

    /// Carries an offset that was measured a little earlier, and at another place in the row of servers, to the present.
    public synchronized Interval carry(Interval measured, long at) {
        return speed.carry(measured, Math.max(0, local.nanos() - at));
    }

    /// Lays the line through all samples and takes its slope if that is better known than before.
    ///
    /// @return where the line has come by now, or the last offset while the line says nothing yet
    private long learnSpeed(long now, long offset) {
        var line = drift.fit().filter(fitted -> fitted.rateError() < options.tolerance).orElse(null);
        if (line == null) return offset;
        double error = line.rateError() + options.wander;
        if (error < speed.error() || now - speedAt > SPEED_LIFE) {
            speed = new Speed(Math.clamp(line.rate(), -options.tolerance, options.tolerance), error);
            speedAt = now;
        }
        return Math.round(line.offsetAt(now));
    }

    /// Makes the present the beginning of the line that is shown, without changing what is shown; what is left to slew is
    /// planned anew.
    private void rebase(long now) {
        shown = offset(now);
        shownAt = now;
        toSlew = 0;
    }

    /// Begins to slew towards an offset, or jumps there when nobody has seen a later time yet.
    private void steer(long now, long target, boolean first) {
        if (first) shown = last == Long.MIN_VALUE ? target : Math.max(target, last - now);
        toSlew = target - shown;
    }

    private long slewed(long now) {
        long most = (long) (options.slew * (now - shownAt));
        return Math.clamp(toSlew, -most, most);
    }

    private long offset(long now) {
        return shown + speed.over(now - shownAt) + slewed(now);
    }

    /// The time as NTP counts it, in which a leap second that is due has not been spread.
    private long unsmeared(long now) {
        return now + offset(now);
    }

    private long show(long now) {
        long time = unsmeared(now);
        last = Math.max(last, leap == null ? time : leap.spread(time));
        return last;
    }

    private void announce(long now, LeapIndicator announced) {
        long time = unsmeared(now);
        if (announced.seconds() == 0) {
            if (leap != null && time < leap.begins()) leap = null;
        } else if (leap == null) {
            leap = LeapSmear.before(time, endOfMonth(time), announced.seconds()).orElse(null);
        }
    }

    /// When a leap second is well over, the servers have counted it too: from here on all offsets are a second less or more.
    private void passLeap(long now) {
        if (leap == null || unsmeared(now) < leap.midnight() + LEAP_QUIET) return;
        long by = -leap.seconds() * SECOND;
        shown += by;
        belief.shift(by);
        drift.shift(by);
        leap = null;
    }

    private static long endOfMonth(long time) {
        var day = LocalDate.ofInstant(LocalClock.instant(time), ZoneOffset.UTC);
        return LocalClock.nanos(day.withDayOfMonth(1).plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    @Override
    public String toString() {
        return "clock, " + (last == Long.MIN_VALUE ? "not set" : reading().toString());
    }
}
