package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeSearchTest {
    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 1.5, 7, 29.9, 30, 64, 119, 179.5, 299})
    void theLifetimeIsFoundAsExactlyAsWanted(double lifetime) {
        var search = new LifetimeSearch(seconds(300), seconds(1));
        double waited = 0;
        int rounds = 0;
        for (var round = search.round(); !round.isEmpty(); round = search.round()) {
            rounds++;
            double ends = 0;
            for (var silence : round) {
                boolean alive = silence.compareTo(seconds(lifetime)) < 0;
                search.result(silence, alive);
                ends = silence.toMillis() / 1000.0;
                if (!alive) break;
            }
            waited += ends;
        }
        assertTrue(search.survived().compareTo(seconds(lifetime)) <= 0);
        assertTrue(search.ended().compareTo(seconds(lifetime)) >= 0);
        assertTrue(search.ended().minus(search.survived()).compareTo(seconds(1)) <= 0);
        assertTrue(rounds <= 4, "rounds: " + rounds);
        assertTrue(waited <= 5 * lifetime + 8, "waited " + waited + " s for " + lifetime);
    }

    @Test
    void aMappingThatOutlivesTheLimitIsLongEnough() {
        var search = new LifetimeSearch(seconds(10), seconds(1));
        assertEquals(List.of(seconds(1), seconds(2), seconds(4), seconds(8), seconds(10)), search.round());
        for (var silence : search.round()) search.result(silence, true);
        assertEquals(List.of(), search.round());
        assertNull(search.ended());
        assertEquals("more than 10 s", search.toString());
        assertEquals(seconds(5), search.keepAlive());
    }

    @Test
    void contradictionsEndWithTheShorterLife() {
        var random = new Random(5780);
        for (int n = 0; n < 1000; n++) {
            var search = new LifetimeSearch(seconds(100), seconds(1));
            int rounds = 0;
            for (var round = search.round(); !round.isEmpty(); round = search.round()) {
                assertTrue(++rounds < 100);
                for (var silence : round) search.result(silence, random.nextInt(3) > 0);
            }
        }
        var search = new LifetimeSearch(seconds(100), seconds(1));
        search.result(seconds(50), true);
        search.result(seconds(20), false);
        assertEquals(seconds(20), search.ended());
    }
}
