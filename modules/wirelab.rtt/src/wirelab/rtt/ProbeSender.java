package wirelab.rtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import wirelab.kit.Machine;

/// Sends probes when they are due, whatever has become of those before, and keeps what became of each.
///
/// A probe is lost when no answer has come within the loss threshold after it was sent. That has nothing to do with the
/// interval: at an interval shorter than the round trip many are under way, and each answer is that of the probe whose
/// number it carries.
final class ProbeSender extends Machine.Simple<ProbeSender.Action> {
    /// What it wants done.
    sealed interface Action {
        /// Send a probe, and say [ProbeSender#sent] then.
        record Send(int sequence) implements Action {}
    }

    /// How many probes, for how long, and how long each is waited for.
    ///
    /// @param most probes at most, 1 to [#MOST]
    /// @param length no probe is due later than so long after the first
    /// @param threshold an answer that comes later counts as lost (RFC 2681, section 2.8.2)
    record Plan(SendingTimes times, int most, Duration length, Duration threshold) {}

    /// So many probes are kept, some 100 bytes each.
    static final int MOST = 1_000_000;

    private final Plan plan;
    private final RandomGenerator random;
    private final List<Probe> probes = new ArrayList<>();
    private final long end;
    private long nextDue;
    private int oldest;
    private int highest = -1;
    private int duplicates;
    private int reordered;
    private boolean stopped;

    /// @param start when the first probe is due
    ProbeSender(long start, Plan plan, RandomGenerator random) {
        this.plan = plan;
        this.random = random;
        nextDue = start;
        end = start + plan.length.toNanos();
        wakeAt(start);
    }

    @Override
    protected void wake(long now) {
        while (more() && Machine.isDue(nextDue, now)) {
            act(new Action.Send(probes.size()));
            probes.add(Probe.waiting(probes.size(), nextDue, now));
            nextDue += plan.times.gap(random);
        }
        while (oldest < probes.size() && isSettled(probes.get(oldest), now)) oldest++;
        look();
    }

    private boolean isSettled(Probe probe, long now) {
        if (probe.fate() != Probe.Fate.WAITING) return true;
        if (now - probe.sent() <= plan.threshold.toNanos()) return false;
        settle(probe.withFate(Probe.Fate.LOST));
        return true;
    }

    private boolean more() {
        return !stopped && probes.size() < plan.most && nextDue - end < 0;
    }

    private void look() {
        long at = more() ? nextDue : NEVER;
        if (oldest < probes.size()) {
            at = Machine.earlier(at, Machine.after(probes.get(oldest).sent(), plan.threshold.toNanos() + 1));
        }
        wakeAt(at);
    }

    private void settle(Probe probe) {
        probes.set(probe.sequence(), probe);
    }

    /// A probe has left; its answer may have been here before this is said.
    ///
    /// @param at the moment before it left
    void sent(long at, int sequence) {
        settle(probes.get(sequence).left(at));
        look();
    }

    /// A probe could not be sent.
    void unsent(long now, int sequence) {
        var probe = probes.get(sequence);
        if (probe.fate() == Probe.Fate.WAITING) settle(probe.withSent(now).withFate(Probe.Fate.UNSENT));
        wake(now);
    }

    /// An answer has come.
    ///
    /// @return whether there is a probe of that number
    boolean answered(long now, Answer answer) {
        if (answer.sequence() < 0 || answer.sequence() >= probes.size()) return false;
        var probe = probes.get(answer.sequence());
        long delay = Math.max(0, answer.received() - probe.sent());
        switch (probe.fate()) {
            case WAITING -> {
                if (answer.sequence() < highest) reordered++;
                highest = Math.max(highest, answer.sequence());
                var fate = delay > plan.threshold.toNanos() ? Probe.Fate.LATE
                        : answer.refused() ? Probe.Fate.REFUSED : Probe.Fate.ANSWERED;
                settle(probe.with(answer, delay, fate));
            }
            case LOST -> settle(probe.with(answer, delay, Probe.Fate.LATE));
            // The first one counts (RFC 2681, section 2.5).
            case ANSWERED, REFUSED, LATE -> duplicates++;
            case UNSENT -> {
                return false;
            }
        }
        wake(now);
        return true;
    }

    /// No further probe is sent; those under way are waited for.
    void stop(long now) {
        stopped = true;
        wake(now);
    }

    boolean isDone() {
        return !more() && oldest == probes.size();
    }

    /// {@return what became so far of each of the last probes}
    List<Probe> probes(int last) {
        return List.copyOf(probes.subList(Math.max(0, probes.size() - last), probes.size()));
    }

    int count() {
        return probes.size();
    }

    int duplicates() {
        return duplicates;
    }

    int reordered() {
        return reordered;
    }

    @Override
    public String toString() {
        return "sender of probes, " + probes.size() + " sent";
    }
}
