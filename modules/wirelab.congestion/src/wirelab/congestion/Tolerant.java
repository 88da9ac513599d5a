package wirelab.congestion;

import java.util.Locale;
import java.util.SplittableRandom;

/// The default: fast where packets are lost at random, and fair to CUBIC where a queue is shared.
///
/// A loss counts as congestion only when [LossVerdict] says so. While nobody fills the queue it works by a model of rate and
/// delay, as BBR does (draft-cardwell-iccrg-bbr): the greatest delivery rate times the least round trip is what belongs
/// under way. When the queue has not been empty for [#LONG_FULL] rounds somebody else fills it, and it competes as CUBIC
/// (RFC 9438); [WayBack] finds out when that is no longer needed.
public final class Tolerant implements CongestionControl {
    enum Mode { STARTUP, DELAY, COMPETE }

    enum Phase { CRUISE, PROBE, DRAIN }

    private static final double FIRST_WINDOW = 32;
    /// What a loss leaves: more in the delay mode, whose window is no larger than the path.
    private static final double LEFT_DELAY = 0.8;
    private static final double LEFT_COMPETE = 0.7;
    /// Rounds after which those who share a queue, if all are of this kind, empty it together.
    private static final int JOINT_DRAIN = 8;
    /// Rounds without an empty queue after which somebody else is there.
    static final int LONG_FULL = 16;
    /// Rounds without a loss after which the window no longer waits for its curve.
    private static final int CLEAN_ROUNDS = 32;
    private static final int CLEAN_ROUNDS_LOSSY = 4;
    private static final double MOST_GROWTH = 1.25;
    /// The mean window of who halves it at each loss is this over the root of the rate of loss (Mathis and others, 1997).
    private static final double MATHIS = 1.22;
    /// A path that holds so many times that window is not filled by whoever answers each loss.
    private static final double LOSSY = 4;
    private static final double LEAST_RATE = 50;
    /// On a shorter path the ends themselves take longer: their clocks, schedulers and held back acknowledgements, in ns.
    private static final double LEAST_PATH = 2e6;
    private static final double MS = 1e6;

    private final SplittableRandom random;
    private final CubicWindow cubic = new CubicWindow(FIRST_WINDOW);
    private final RoundTrips trips = new RoundTrips();
    private final LossVerdict verdict = new LossVerdict();
    private final WayBack wayBack = new WayBack();
    private final DeliveryRate delivery = new DeliveryRate();
    private final StartUp start = new StartUp();

    private Mode mode = Mode.STARTUP;
    private Phase phase = Phase.CRUISE;
    private int phaseRounds;
    private int cruise = 4;
    private long recovery = -1;
    private int cuts;
    /// Nothing has come back since the path was taken for gone.
    private boolean dark;
    private int inFlight;

    private long roundEnd;
    private long roundBegan;
    private double rateBefore;

    private long leastQueue = Long.MAX_VALUE;
    private long mostQueue;
    private long leastTrip = Long.MAX_VALUE;
    private long leastKnown;
    private int sinceEmpty;
    private int clean;
    private boolean limited;
    /// In the first rounds of competing: grows by half each round trip until the share no longer does.
    private boolean ramp;
    private int rampRounds;
    private double rampRate;

    public Tolerant(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public void acked(AckSample sample) {
        inFlight = sample.inFlight;
        if (sample.roundTrip > 0) see(sample);
        if (!trips.isKnown() || isFirstLight(sample)) return;
        boolean congestion = verdict.take(sample, trips, recovery, mode == Mode.STARTUP);
        boolean futile = mode == Mode.COMPETE && wayBack.isCutFutile() && !verdict.isTooMuch();
        if (congestion && !futile) cut(sample);
        else grow(sample);
        if (sample.newest >= roundEnd && sample.newest >= 0) {
            endRound(sample);
            roundEnd = sample.next;
        }
        if (mode == Mode.DELAY) stay(sample);
    }

    /// What was sent while nothing came back is lost, and says nothing of the path as it is now.
    private boolean isFirstLight(AckSample sample) {
        if (!dark || sample.acked == 0) return false;
        dark = false;
        recovery = sample.next - 1;
        roundEnd = sample.next;
        return true;
    }

    private void see(AckSample sample) {
        long queue = trips.take(sample.now, sample.newest, sample.roundTrip, mode == Mode.COMPETE);
        leastTrip = Math.min(leastTrip, sample.roundTrip);
        leastQueue = Math.min(leastQueue, queue);
        mostQueue = Math.max(mostQueue, queue);
        limited |= sample.applicationLimited;
        if (sample.deliveryRate > 0 && (!sample.applicationLimited || sample.deliveryRate > delivery.greatest())) {
            delivery.take(sample.deliveryRate);
        }
        wayBack.see(queue, sample.roundTrip);
        if (mode == Mode.STARTUP && !sample.applicationLimited) start.see(queue - (long) trips.spread(), trips.least());
    }

    private void cut(AckSample sample) {
        wayBack.cut(trips.queue(), trips.least());
        cuts++;
        clean = 0;
        double base = mode == Mode.DELAY ? cubic.window : Math.min(cubic.window, sample.before());
        cubic.cut(base, mode == Mode.COMPETE ? LEFT_COMPETE : LEFT_DELAY);
        recovery = sample.next - 1;
        verdict.answered();
        ramp = false;
        if (mode == Mode.STARTUP) {
            mode = Mode.DELAY;
            enter(Phase.DRAIN);
            cubic.plateau = cubic.window;
        } else if (mode == Mode.DELAY && phase == Phase.PROBE) {
            enter(Phase.DRAIN);
        }
    }

    private void grow(AckSample sample) {
        // In the beginning half a window in use is enough (as Linux has it): flow control grows along.
        boolean used = !sample.applicationLimited || mode == Mode.STARTUP && 2 * sample.before() >= cubic.window;
        if (!used) return;
        if (mode == Mode.STARTUP) {
            cubic.window += sample.acked;
            if (start.isQueueLong()) leaveStartup();
        } else if (sample.newest > recovery) {
            if (ramp) cubic.window += 0.5 * sample.acked;
            else if (mode == Mode.DELAY || sample.before() - sample.lostCount >= cubic.window - 10) {
                cubic.grow(sample.acked, sample.now, sample.smoothed);
            }
        }
    }

    /// The packets that the path holds without a queue.
    private double path() {
        return delivery.greatest() * Math.max(LEAST_PATH, trips.least() + trips.jitter()) / 1e9;
    }

    private double twicePath() {
        return Math.max(LEAST_WINDOW, 2 * path());
    }

    private void leaveStartup() {
        mode = Mode.DELAY;
        enter(Phase.DRAIN);
        cruise = 1; // A probe comes soon: was that too early?
        cubic.window = twicePath();
        cubic.plateau = cubic.window;
        cubic.threshold = 0;
    }

    private void enter(Phase next) {
        phase = next;
        phaseRounds = 0;
        if (next == Phase.DRAIN) cruise = 4 + random.nextInt(4);
    }

    private void stay(AckSample sample) {
        cubic.window = Math.min(cubic.window, 2 * path() + 8);
        if (phase == Phase.DRAIN && sample.inFlight <= 0.9 * path()) enter(Phase.CRUISE);
        // Of a few samples: a single one may have waited for a thread of this machine. What is uneven all the time is no queue.
        double queue = trips.queue() - trips.spread();
        if (phase == Phase.PROBE && queue > Math.max(0.3 * trips.least(), 2 * MS)) enter(Phase.DRAIN);
    }

    private void endRound(AckSample sample) {
        boolean fell = leastKnown > 0 && trips.least() < 0.99 * leastKnown - 50_000;
        leastKnown = trips.least();
        sinceEmpty = leastQueue < Math.max(0.7 * MS, 0.15 * leastKnown) && !fell ? 0 : sinceEmpty + 1;
        wayBack.endRound(mostQueue);
        phaseRounds++;
        clean++;
        switch (mode) {
            case STARTUP -> {
                if (!limited && start.isFull(delivery.greatest(), leastQueue, trips.least())) leaveStartup();
            }
            case DELAY -> endDelayRound(sample);
            case COMPETE -> endCompeteRound(sample);
        }
        trips.endRound();
        verdict.endRound();
        leastTrip = leastQueue = Long.MAX_VALUE;
        mostQueue = 0;
        roundBegan = sample.now;
        // What the application held back says nothing of the path: it does not make the path's rate grow old either.
        if (!limited) delivery.endRound();
        limited = false;
    }

    private void endDelayRound(AckSample sample) {
        double growth = growth();
        if (growth > 1 && cubic.window < 1.5 * path() && !limited) {
            cubic.window *= growth;
            cubic.restart();
            cubic.plateau = Math.max(cubic.plateau, cubic.window);
        }
        if (phase == Phase.CRUISE && phaseRounds >= cruise) {
            rateBefore = delivery.greatest();
            enter(Phase.PROBE);
        } else if (phase == Phase.PROBE && phaseRounds >= 2) {
            if (!foundMore()) {
                enter(Phase.DRAIN);
            } else if (cuts == 0) {
                mode = Mode.STARTUP;
                start.begin(delivery.greatest());
                cubic.window = Math.max(cubic.window, 2 * path());
            } else {
                enter(Phase.PROBE);
                rateBefore = delivery.greatest();
            }
        }
        if (phase == Phase.DRAIN && phaseRounds >= 4) enter(Phase.CRUISE);
        if (sinceEmpty < LONG_FULL || mode == Mode.STARTUP) return;
        mode = Mode.COMPETE;
        cubic.forget(Math.max(sample.inFlight, Math.min(cubic.window, path())));
        ramp = true;
        rampRounds = 0;
        wayBack.begin(sample.now, mostQueue);
    }

    /// How much larger the window becomes in a round without waiting for its curve.
    private double growth() {
        if (isLossy()) return clean > CLEAN_ROUNDS_LOSSY && leastQueue < trips.raised() ? MOST_GROWTH : 1;
        if (clean <= CLEAN_ROUNDS || trips.queue() >= trips.raised()) return 1;
        return Math.min(MOST_GROWTH, 1 + 0.01 * (clean - CLEAN_ROUNDS));
    }

    /// Whether the path holds several times what losses by chance leave to NewReno and CUBIC: nobody of that kind fills it, and
    /// a window that was cut without need does not wait for them. A busy machine causes such cuts: while it stands still round
    /// trips are long, and what is lost then by chance looks like congestion.
    private boolean isLossy() {
        return path() * Math.sqrt(verdict.random()) > LOSSY * MATHIS;
    }

    /// Whether a probe found more, and the queue was empty meanwhile: the next one follows at once. Where congestion was never
    /// seen the start has ended before the path was full, as on a machine that was busy then.
    private boolean foundMore() {
        return delivery.greatest() >= 1.15 * rateBefore && sinceEmpty == 0;
    }

    private void endCompeteRound(AckSample sample) {
        double acked = verdict.roundAcked() * 1e9 / Math.max(1, sample.now - roundBegan);
        if (ramp && ++rampRounds >= 3 && acked < 1.22 * rampRate) ramp = false;
        rampRate = acked;
        if (!wayBack.round(sample, trips.least(), leastQueue, leastTrip, cuts)) return;
        mode = Mode.DELAY;
        enter(Phase.CRUISE);
        sinceEmpty = 0;
        cubic.window = twicePath();
    }

    @Override
    public void collapsed(long now, long next) {
        cuts++;
        cubic.cut(Math.min(cubic.window, Math.max(inFlight, LEAST_WINDOW)), LEFT_COMPETE);
        cubic.window = Math.max(4, cubic.window / 2);
        recovery = next - 1;
        dark = true;
        mode = Mode.STARTUP;
        start.begin(0);
    }

    @Override
    public double window() {
        return switch (mode) {
            case STARTUP -> cubic.window;
            case DELAY -> Math.max(4, Math.min(cubic.window, cap()));
            case COMPETE -> wayBack.isTesting() ? Math.max(4, wayBack.window()) : cubic.window;
        };
    }

    private double cap() {
        if (sinceEmpty >= JOINT_DRAIN && sinceEmpty < JOINT_DRAIN + 2) return 0.5 * path();
        double uneven = delivery.greatest() * Math.max(0, trips.spread() - trips.jitter()) / 1e9;
        return path() * switch (phase) {
            case CRUISE -> 1.05;
            case PROBE -> 1.35;
            case DRAIN -> 0.9;
        } + uneven + 4;
    }

    @Override
    public double rate(long roundTrip) {
        double spread = CongestionControl.spread(1, cubic.window, roundTrip);
        return switch (mode) {
            case STARTUP -> Math.max(2.5 * delivery.greatest(), 1.5 * spread);
            case DELAY -> Math.max(LEAST_RATE, Math.min(1.15 * spread, delivery.greatest() * switch (phase) {
                case CRUISE -> 0.98;
                case PROBE -> 1.25;
                case DRAIN -> 0.75;
            }));
            case COMPETE -> Math.max(LEAST_RATE, CongestionControl.spread(1.2, window(), roundTrip));
        };
    }

    @Override
    public String state() {
        return switch (mode) {
            case STARTUP -> "startup";
            case DELAY -> phase.name().toLowerCase(Locale.ROOT);
            case COMPETE -> wayBack.isTesting() ? "test" : "compete";
        };
    }

    @Override
    public String toString() {
        return CongestionControl.words("tolerant", this);
    }
}
