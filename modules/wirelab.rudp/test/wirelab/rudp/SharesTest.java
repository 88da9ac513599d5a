package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import wirelab.congestion.ControlName;

/// How fast, and how fair: the default controller and CUBIC on links in virtual time, whole machines at both ends. The same
/// seed gives the same run, so what holds once holds always. `-Drudp.seeds=N` for more seeds than one.
class SharesTest {
    private static final int SEEDS = Integer.getInteger("rudp.seeds", 1);
    private static final long ENDLESS = Long.MAX_VALUE;
    private static final String NARROW = "delay=10ms up:rate=50mbit ";

    private interface Claim {
        void of(long seed);
    }

    private static void forSeeds(Claim claim) {
        for (long seed = 1; seed <= SEEDS; seed++) claim.of(seed);
    }

    private static void least(double goal, double is, String what) {
        assertTrue(is >= goal, what + ": " + is + ", goal " + goal);
    }

    private static void between(double low, double high, double is, String what) {
        assertTrue(is >= low && is <= high, what + ": " + is + ", goal " + low + " to " + high);
    }

    private static double alone(String line, long seed, double seconds) {
        var link = new Bottleneck(line, seed);
        var flow = link.flow(ControlName.TOLERANT, 0, ENDLESS);
        link.run(seconds);
        return flow.rate(1, seconds);
    }

    /// {@return the share of the second controller, whichever of the two came first, without the first ten seconds of both}
    private static double share(String line, long seed, boolean oursFirst, double seconds) {
        double[] rates = beside(ControlName.TOLERANT, line, seed, oursFirst, seconds);
        return rates[1] / (rates[0] + rates[1]);
    }

    /// {@return Mbit/s of another and of CUBIC beside it}
    private static double[] beside(ControlName other, String line, long seed, boolean otherFirst, double seconds) {
        var link = new Bottleneck(line, seed);
        var one = link.flow(other, otherFirst ? 0 : 5, ENDLESS);
        var cubic = link.flow(ControlName.CUBIC, otherFirst ? 5 : 0, ENDLESS);
        link.run(seconds);
        return new double[] {one.rate(15, seconds), cubic.rate(15, seconds)};
    }

    /// Jain's index of fairness: 1 when all have the same.
    private static double jain(double... rates) {
        double sum = 0, squares = 0;
        for (double rate : rates) {
            sum += rate;
            squares += rate * rate;
        }
        return sum * sum / (rates.length * squares);
    }

    @Test
    void onePercentOfRandomLossAtAGigabit() {
        forSeeds(seed -> least(600, alone("delay=10ms up:rate=1gbit up:queue=100000 loss=1%", seed, 2.5), "Mbit/s"));
    }

    /// While a machine stands still round trips are long, and what is lost then by chance looks like congestion.
    @Test
    void onePercentOfRandomLossBetweenMachinesThatAreBusy() {
        for (long seed = 1; seed <= Math.max(5, SEEDS); seed++) {
            var link = new Bottleneck("delay=10ms up:rate=1gbit up:queue=100000 loss=1%", seed);
            link.heldUp(50, 10);
            var flow = link.flow(ControlName.TOLERANT, 0, ENDLESS);
            link.run(4);
            least(550, flow.rate(2, 4), "Mbit/s with seed " + seed);
        }
    }

    @Test
    void oneBandwidthDelayProductOfQueueIsFilledNeitherWithPacketsNorWithGaps() {
        forSeeds(seed -> {
            var link = new Bottleneck(NARROW + "up:queue=128K", seed);
            var flow = link.flow(ControlName.TOLERANT, 0, 60_000_000);
            link.run(30);
            least(46, flow.whole(), "Mbit/s");
            assertTrue(flow.client.sentBytes <= 1.06 * 60e6, flow.client.sentBytes + " on the wire");
            assertTrue(flow.stats().smoothed() < 25_000_000, flow.stats().toString());
        });
    }

    @Test
    void aQueueOfFivePackets() {
        forSeeds(seed -> {
            var link = new Bottleneck(NARROW + "up:queue=5", seed);
            var flow = link.flow(ControlName.TOLERANT, 0, 60_000_000);
            link.run(30);
            least(40, flow.whole(), "Mbit/s");
            assertTrue(flow.client.sentBytes <= 1.10 * 60e6, flow.client.sentBytes + " on the wire");
        });
    }

    @Test
    void besideCubicOnAQueueOfOneProduct() {
        forSeeds(seed -> {
            between(1 / 3.0, 2 / 3.0, share(NARROW + "up:queue=128K", seed, true, 45), "CUBIC's share, ours first");
            between(1 / 3.0, 2 / 3.0, share(NARROW + "up:queue=128K", seed, false, 45), "CUBIC's share, CUBIC first");
        });
    }

    @Test
    void besideCubicThatWasFirstOnAQueueOfEightProducts() {
        forSeeds(seed -> between(1 / 3.0, 2 / 3.0, share(NARROW + "up:queue=1M", seed, false, 65), "CUBIC's share"));
    }

    @Test
    void besideCubicOnAQueueOfFivePackets() {
        forSeeds(seed -> least(1 / 3.0, share(NARROW + "up:queue=5", seed, true, 45), "CUBIC's share"));
    }

    @Test
    void twoOfOurs() {
        forSeeds(seed -> {
            for (String queue : new String[] {"128K", "1M"}) {
                var link = new Bottleneck(NARROW + "up:queue=" + queue, seed);
                var one = link.flow(ControlName.TOLERANT, 0, ENDLESS);
                var other = link.flow(ControlName.TOLERANT, 5, ENDLESS);
                link.run(30);
                least(0.95, jain(one.rate(10, 30), other.rate(10, 30)), "Jain's index with a queue of " + queue);
            }
        });
    }

    @Test
    void randomLossOnANarrowLink() {
        forSeeds(seed -> least(44, alone(NARROW + "up:queue=128K loss=1%", seed, 20), "Mbit/s"));
    }

    @Test
    void aThousandthOfRandomLossBesideCubic() {
        forSeeds(seed -> least(1 / 3.0, share(NARROW + "up:queue=128K loss=0.1%", seed, true, 45), "CUBIC's share"));
    }

    /// There its losses say what CUBIC gets, and not who is beside it.
    @Test
    void whereMoreIsLostCubicKeepsSevenTenthsOfWhatItHasBesideItself() {
        forSeeds(seed -> {
            for (String loss : new String[] {"0.2%", "0.5%", "1%"}) {
                String line = NARROW + "up:queue=128K loss=" + loss;
                double beside = beside(ControlName.CUBIC, line, seed, true, 45)[1];
                least(0.7 * beside, beside(ControlName.TOLERANT, line, seed, true, 45)[1], "CUBIC's Mbit/s with " + loss);
            }
        });
    }

    /// Whose packets do not overtake each other under jitter has long round trips nearly all the time, and no queue.
    @Test
    void threeMillisecondsOfJitterInOrder() {
        for (long seed = 1; seed <= Math.max(5, SEEDS); seed++) {
            least(300, alone("delay=10ms±3ms up:rate=500mbit up:queue=2M", seed, 2), "Mbit/s with seed " + seed);
        }
    }

    @Test
    void fiveMillisecondsOfReordering() {
        String line = "delay=10ms up:delay=12500us±2500us up:order=free up:rate=50mbit up:queue=128K";
        forSeeds(seed -> least(40, alone(line, seed, 10), "Mbit/s"));
    }
}
