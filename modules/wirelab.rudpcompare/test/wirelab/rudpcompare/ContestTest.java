package wirelab.rudpcompare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wirelab.congestion.ControlName;
import wirelab.impair.LinkSpec;
import wirelab.impair.TunLink;

/// Contests over real links. How fast somebody is on a busy machine is for a benchmark; here it is only seen that all goes
/// over the link, and what is told of it fits together.
@Tag("hosts")
@Timeout(120)
class ContestTest {
    private static final LinkSpec NARROW = LinkSpec.parse("delay=5ms up:rate=20mbit up:queue=64K seed=7");
    private static final Competitor OURS = new Competitor.Rudp(ControlName.TOLERANT, true);

    @BeforeEach
    void needsRoot() {
        assumeTrue(TunLink.missing() == null, TunLink::missing);
    }

    @Test
    void aMegabyteComesWholeByTcpAndByOurs() throws Exception {
        var options = Contest.Options.DEFAULTS.withBytes(1_000_000).withTime(Duration.ofSeconds(60));
        for (var who : List.of(new Competitor.Tcp("cubic"), OURS)) {
            var outcome = new Contest(NARROW, options).run(List.of(who));
            var flow = outcome.flows().getFirst();
            assertEquals(1_000_000, flow.bytes());
            assertTrue(flow.path().stream().anyMatch(s -> s.window() >= 4 && s.roundTrip() >= 9), flow.path().toString());
            assertTrue(flow.rate() < 20, outcome.toString());
            assertTrue(outcome.overhead() > 1.03 && outcome.overhead() < 2, outcome.overhead() + " for " + who);
        }
    }

    @Test
    void twoAtOnceGetNoMoreThanTheLinkCarries() throws Exception {
        var options = Contest.Options.DEFAULTS.withTime(Duration.ofSeconds(4)).withGap(Duration.ofSeconds(1));
        var outcome = new Contest(NARROW, options).run(List.of(new Competitor.Tcp("cubic"), OURS));
        assertEquals(1, outcome.flows().get(1).began(), 0.5);
        assertTrue(outcome.flows().get(0).rateFrom(2) + outcome.flows().get(1).rateFrom(2) < 21, outcome.toString());
        assertTrue(outcome.share(1, 2) > 0 && outcome.share(1, 2) < 1);
        assertTrue(outcome.millis().length > 10, outcome.millis().length + " probes came back");
    }

    @Test
    void aCableCarriesBothWithAndWithoutOffload() throws Exception {
        var options = Contest.Options.DEFAULTS.withBytes(20_000_000).withTime(Duration.ofSeconds(60));
        for (boolean offload : new boolean[] {false, true}) {
            var who = new Competitor.Rudp(ControlName.TOLERANT, true, offload);
            assertEquals(20_000_000, new Contest(null, options).run(List.of(who)).flows().getFirst().bytes());
        }
    }

    @Test
    void aControllerThatThisKernelDoesNotHaveIsSaidInWords() {
        var e = assertThrows(IOException.class,
                () -> new Contest(NARROW, Contest.Options.DEFAULTS).run(List.of(new Competitor.Tcp("nosuch"))));
        assertTrue(e.getMessage().contains("no controller 'nosuch'"), e.getMessage());
    }
}
