package wirelab.rudpcompare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.congestion.ControlName;
import wirelab.impair.LinkSpec;
import wirelab.kit.UsageException;

/// What is computed of a contest, and the page about it.
class ContestResultTest {
    private static final LinkSpec LINK = LinkSpec.parse("delay=10ms up:rate=50mbit seed=7");
    private static final Competitor CUBIC = new Competitor.Tcp("cubic");
    private static final Competitor OURS = new Competitor.Rudp(ControlName.TOLERANT, true);

    private static ContestResult.Flow flow(Competitor who, double began, double... rates) {
        double seconds = rates.length * Meter.BIN;
        return new ContestResult.Flow(who, began, seconds, (long) (Arrays.stream(rates).average().orElse(0) * seconds * 1e6 / 8),
                rates, List.of(new ContestResult.PathSample(0, 10, 20), new ContestResult.PathSample(1, 40, 25)), "");
    }

    private static double[] steady(int count, double rate) {
        double[] rates = new double[count];
        Arrays.fill(rates, rate);
        return rates;
    }

    private static ContestResult two() {
        double[] slow = steady(80, 10);
        Arrays.fill(slow, 0, 20, 40);
        return new ContestResult(LINK, List.of(flow(CUBIC, 0, steady(100, 30)), flow(OURS, 2, slow)), 50_000_000,
                new double[] {0, 5, 6, 7}, new double[] {20, 30, 40, 25});
    }

    @Test
    void ratesSharesAndFairnessCountFromWhenBothAreThere() {
        var outcome = two();
        assertEquals(30, outcome.flows().get(0).rate(), 1e-6);
        // The second began at 2 s, so from 4 s on only its slow part counts.
        assertEquals(10, outcome.flows().get(1).rateFrom(4), 1e-9);
        assertEquals(0.25, outcome.share(1, 4), 1e-9);
        assertEquals(1_600 / (2 * 1_000.0), outcome.jain(4), 1e-9);
    }

    @Test
    void theQueueIsTheMedianOverTheLeastAndOverheadIsPacketsByData() {
        var outcome = two();
        assertEquals(10, outcome.queue(5), 1e-9);
        long data = outcome.flows().stream().mapToLong(ContestResult.Flow::bytes).sum();
        assertEquals(50_000_000.0 / data, outcome.overhead(), 1e-9);
    }

    @Test
    void thePageNeedsNothingButItselfAndShowsBothEndsOfEachPair() {
        var alone = new ContestResult(LINK, List.of(flow(OURS, 0, steady(60, 46))), 40_000_000, new double[] {1}, new double[] {20});
        var page = ComparisonPage.of(List.of(new ComparisonPage.Section("narrow <link>", List.of(alone), List.of(two()), 4)),
                List.of("by hand"));
        assertTrue(page.contains("narrow &lt;link&gt;"), page);
        assertTrue(page.contains("ours tolerant") && page.contains("TCP cubic") && page.contains("46.0"), page);
        assertTrue(page.contains("0.25") && page.contains("0.800"), page);
        assertFalse(page.contains("src='http") || page.contains("href="), "it fetches something");
    }

    @Test
    void threeDrawingsTellOfRateWindowAndRoundTrip(@TempDir Path folder) throws Exception {
        FlowPlots.write(folder.resolve("made"), "narrow", "a <narrow> link", two().flows());
        for (String what : List.of("rate", "window", "rtt")) {
            String svg = Files.readString(folder.resolve("made/narrow-" + what + ".svg"));
            assertTrue(svg.contains("a &lt;narrow&gt; link") && svg.contains("TCP cubic") && svg.contains("ours tolerant"), svg);
        }
    }

    @Test
    void namesAreReadAndWrongOnesRefused() {
        assertEquals(List.of(new Competitor.Tcp("cubic"), new Competitor.Tcp("bbr")), Competitor.ofTcp("cubic, bbr"));
        assertEquals(List.of(OURS), Competitor.ofOurs("tolerant", true));
        assertThrows(UsageException.class, () -> Competitor.ofOurs("quick", true));
        assertThrows(UsageException.class, () -> new Competitor.Tcp("x; rm"));
        assertThrows(UsageException.class, () -> Contest.Options.DEFAULTS.withTime(Duration.ofHours(1)));
    }
}
