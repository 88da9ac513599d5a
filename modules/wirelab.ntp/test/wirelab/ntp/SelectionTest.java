package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static Interval of(long low, long high) {
        return new Interval(low, high);
    }

    private static Optional<Selection> select(Interval... intervals) {
        return Selection.of(List.of(intervals));
    }

    @Test
    void threeHonestServersAgreeOnWhatTheyHaveInCommon() {
        assertEquals(Optional.of(new Selection(of(11, 12), List.of(0, 1, 2))), select(of(8, 12), of(11, 13), of(10, 12)));
    }

    @Test
    void aFalseTickerIsLeftOut() {
        assertEquals(Optional.of(new Selection(of(11, 12), List.of(0, 1))), select(of(8, 12), of(11, 13), of(14, 15)));
        assertEquals(Optional.of(new Selection(of(9, 9), List.of(0, 2, 3))),
                select(of(8, 9), of(100, 120), of(9, 12), of(7, 10)));
    }

    @Test
    void withoutAMajorityNobodyIsBelieved() {
        assertEquals(Optional.empty(), select(of(1, 2), of(4, 5)));
        assertEquals(Optional.empty(), select(of(1, 2), of(1, 2), of(4, 5), of(4, 5)));
        assertEquals(Optional.empty(), select());
    }

    @Test
    void oneServerIsItsOwnMajorityAndTouchingCounts() {
        assertEquals(Optional.of(new Selection(of(1, 2), List.of(0))), select(of(1, 2)));
        assertEquals(Optional.of(new Selection(of(2, 2), List.of(0, 1))), select(of(1, 2), of(2, 3)));
    }

    @Test
    void theResultIsThatOfTryingEveryPoint() {
        var random = new Random(1984);
        for (int round = 0; round < 5_000; round++) {
            var intervals = Stream.generate(() -> {
                int low = random.nextInt(30);
                return of(low, low + random.nextInt(12));
            }).limit(1 + random.nextInt(7)).toList();
            int most = IntStream.range(0, 45).map(at -> (int) intervals.stream().filter(i -> i.contains(at)).count()).max()
                    .orElseThrow();
            var selection = Selection.of(intervals);
            assertEquals(2 * most > intervals.size(), selection.isPresent(), intervals::toString);
            selection.ifPresent(found -> {
                assertEquals(most, found.survivors().size(), intervals::toString);
                var inside = found.interval();
                assertTrue(found.survivors().stream().allMatch(i -> intervals.get(i).contains(inside.low())
                        && intervals.get(i).contains(inside.high())), intervals::toString);
            });
        }
    }

    @Test
    void ifMostServersAreHonestTheTruthIsInside() {
        var random = new Random(1990);
        for (int round = 0; round < 5_000; round++) {
            int honest = 2 + random.nextInt(5);
            int liars = random.nextInt(honest);
            var intervals = new ArrayList<Interval>();
            for (int i = 0; i < honest; i++) intervals.add(of(-random.nextInt(1000), random.nextInt(1000)));
            // Liars far away: near the truth, some of them may be right by chance, and then nobody can tell.
            for (int i = 0; i < liars; i++) {
                intervals.add(Interval.around(5_000 + random.nextInt(5_000), random.nextInt(1000)));
            }
            var selection = Selection.of(intervals).orElseThrow();
            assertTrue(selection.interval().contains(0));
            assertTrue(selection.survivors().stream().allMatch(i -> i < honest));
        }
    }
}
