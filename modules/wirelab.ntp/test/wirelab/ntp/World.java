package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A world with a hand-driven time: true time, a local clock that is off and drifts, and time servers on jittery paths.
///
/// Each step checks what must hold at any moment: the clock does not run backwards, and true time is inside its bound.
final class World implements LocalClock {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    /// A server: how wrong its clock is, and what it announces.
    static final class Server {
        long error;
        boolean reachable = true;
        LeapIndicator leap = LeapIndicator.NONE;
        SimulatedPath path;
    }

    final List<Server> servers = new ArrayList<>();
    final DisciplinedClock clock;
    private final Random random;
    private final double drift;
    private final long began;
    private final long offsetAtBegin;
    private long now;
    private long lastShown = Long.MIN_VALUE;
    private long lastAt;
    /// What all servers were set by.
    private long set;
    /// When a leap second comes, and which.
    private long midnight = Long.MAX_VALUE / 2;
    private int leapSeconds;
    boolean checksBound = true;
    boolean slewOnly = true;

    /// Begins.
    ///
    /// @param seed of the jitter
    /// @param begin true time
    /// @param offset of the local clock from true time at the beginning, in nanoseconds
    /// @param drift of the local clock: 200e-6 gains 200 µs per second
    /// @param count of servers, each on a path of 5 ms and up to 4 ms more, either way
    World(long seed, Instant begin, long offset, double drift, int count) {
        random = new Random(seed);
        this.drift = drift;
        began = LocalClock.nanos(begin);
        offsetAtBegin = offset;
        now = began;
        for (int i = 0; i < count; i++) {
            var server = new Server();
            server.path = new SimulatedPath(5 * MS, 5 * MS, 4 * MS, MS / 10, random);
            servers.add(server);
        }
        clock = new DisciplinedClock(this, DisciplinedClock.Options.DEFAULTS);
    }

    @Override
    public long nanos() {
        return now + offsetAtBegin + Math.round(drift * (now - began));
    }

    /// What good servers say: a leap second is counted from the moment at which it begins, or at which it would have.
    long utc() {
        boolean leaped = now >= midnight + Math.min(0, leapSeconds) * SECOND;
        return now + set - (leaped ? leapSeconds * SECOND : 0);
    }

    /// What a clock should show: the same, but a leap second is spread over the last 1,000 s of its day.
    long truth() {
        long begins = midnight - 1_000 * SECOND;
        long ends = midnight + leapSeconds * SECOND;
        if (now < begins) return now + set;
        if (now >= ends) return now + set - leapSeconds * SECOND;
        return begins + (long) ((now - begins) * (1_000.0 / (1_000 + leapSeconds))) + set;
    }

    /// Sets all servers by so much.
    void setServers(long by) {
        set += by;
    }

    /// Lets a second be inserted or deleted at the end of a day.
    void leapAt(Instant midnight, int seconds) {
        this.midnight = LocalClock.nanos(midnight);
        leapSeconds = seconds;
    }

    /// What the clock is wrong by.
    long error() {
        return LocalClock.nanos(clock.instant()) - truth();
    }

    /// Lets time pass in steps of a tenth of a second, and looks at the clock at each.
    void pass(long seconds) {
        for (long i = 0; i < seconds * 10; i++) {
            now += SECOND / 10;
            look();
        }
    }

    void look() {
        var reading = clock.reading();
        long shown = LocalClock.nanos(reading.isSet() ? reading.time() : clock.instant());
        assertTrue(shown >= lastShown, () -> "at " + LocalClock.instant(now) + " the clock ran backwards");
        if (lastShown != Long.MIN_VALUE && reading.isSet() && now > lastAt) {
            double rate = (double) (shown - lastShown) / (now - lastAt);
            assertTrue(Math.abs(rate - 1) < 0.0525 || !slewOnly,
                    () -> "at " + LocalClock.instant(now) + " the clock ran at " + rate);
        }
        lastShown = shown;
        lastAt = now;
        if (reading.isSet() && checksBound) {
            long error = shown - truth();
            assertTrue(Math.abs(error) <= reading.bound().toNanos(),
                    () -> "at " + LocalClock.instant(now) + " the clock is wrong by "
                    + error + " ns, but says at most " + reading.bound().toNanos());
        }
    }

    /// Asks all servers that can be reached, four times each, and hands the result to the clock.
    ///
    /// @return what became of it, `null` without a majority
    DisciplinedClock.Verdict round() {
        long since = nanos();
        var samples = new ArrayList<Sample>();
        for (var server : servers) {
            if (!server.reachable) continue;
            var burst = new ArrayList<Sample>();
            for (int i = 0; i < 4; i++) burst.add(ask(server));
            samples.add(Sample.best(burst).orElseThrow());
        }
        var combination = Combination.of(samples, since, clock).orElse(null);
        var verdict = combination == null ? null : clock.correct(combination.interval(), combination.offset(),
                combination.leap());
        look();
        return verdict;
    }

    private Sample ask(Server server) {
        var exchange = server.path.ask(nanos(), utc() - nanos() + server.error);
        // Time does pass while the exchange is under way.
        now += Math.round((exchange.t4() - exchange.t1()) / (1 + drift));
        long gained = nanos() - exchange.t4();
        var measured = new RoundTrip(exchange.t1(), exchange.t2(), exchange.t3(), exchange.t4() + gained);
        return new Sample(measured, 0, new NtpMessage(server.leap, 4, Mode.SERVER, 1, 0, -25, NtpShort.ZERO, NtpShort.ZERO,
                0,
                NtpTimestamp.UNKNOWN, NtpTimestamp.UNKNOWN, NtpTimestamp.UNKNOWN, NtpTimestamp.UNKNOWN));
    }

    /// Rounds every 16 seconds.
    void synchronise(int rounds) {
        for (int i = 0; i < rounds; i++) {
            round();
            pass(16);
        }
    }
}
