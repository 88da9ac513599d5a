package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wirelab.kit.Machine;
import wirelab.rtt.Probe.Fate;

/// The sender by hand, in no time at all.
class ProbeSenderTest {
    private static final long MS = 1_000_000;
    /// A clock that is about to turn over.
    private static final long START = Long.MAX_VALUE - 3 * MS;

    private final List<Integer> asked = new ArrayList<>();
    private ProbeSender sender;

    private void start(int count, int everyMillis, int thresholdMillis) {
        var plan = new ProbeSender.Plan(SendingTimes.periodic(Duration.ofMillis(everyMillis)), count, Duration.ofDays(1),
                Duration.ofMillis(thresholdMillis));
        sender = new ProbeSender(START, plan, new SplittableRandom(1));
    }

    /// Time passes to so many milliseconds after the start; what is due is sent at once.
    private void at(double millis) {
        long until = START + Math.round(millis * MS);
        while (Machine.isDue(sender.nextAt(), until)) {
            long now = sender.nextAt();
            sender.tick(now);
            perform(now);
        }
        sender.tick(until);
        perform(until);
    }

    private void perform(long now) {
        sender.drain(action -> {
            int sequence = ((ProbeSender.Action.Send) action).sequence();
            asked.add(sequence);
            sender.sent(now, sequence);
        });
    }

    private boolean answer(int sequence, double millis) {
        at(millis);
        long now = START + Math.round(millis * MS);
        return sender.answered(now, Answer.to(sequence).at(now, -1));
    }

    @Test
    void anAnswerMayBeToldBeforeItIsToldThatTheProbeLeft() {
        start(1, 100, 1000);
        sender.tick(START);
        sender.drain(_ -> {});
        sender.answered(START + 3 * MS, Answer.to(0).at(START + 3 * MS, -1));
        sender.sent(START + MS, 0);
        var probe = sender.probes(1).getFirst();
        assertEquals(Fate.ANSWERED, probe.fate());
        assertEquals(START + MS, probe.sent());
        assertEquals(2 * MS, probe.delay());
        assertTrue(sender.isDone());
    }

    private List<Fate> fates() {
        return sender.probes(100).stream().map(Probe::fate).toList();
    }

    @Test
    void probesAreSentWhenTheyAreDueAndNotAfterTheAnswer() {
        start(5, 10, 1000);
        at(35);
        assertEquals(List.of(0, 1, 2, 3), asked, "no answer has come yet");
        assertEquals(List.of(0L, 10 * MS, 20 * MS, 30 * MS),
                sender.probes(9).stream().map(probe -> probe.due() - START).toList());
    }

    @Test
    void anIntervalShorterThanTheRoundTripChangesNothing() {
        start(40, 2, 1000);
        for (int i = 0; i < 40; i++) assertTrue(answer(i, 2 * i + 25));
        assertTrue(sender.isDone());
        assertEquals(List.of(25.0 * MS), sender.probes(99).stream().map(Probe::fromSend).distinct().toList());
    }

    @Test
    void aProbeIsLostAfterTheThresholdAndNotBefore() {
        start(1, 10, 100);
        at(100);
        assertEquals(List.of(Fate.WAITING), fates());
        at(100.001);
        assertEquals(List.of(Fate.LOST), fates());
        assertTrue(sender.isDone());
    }

    @Test
    void anAnswerAfterTheThresholdIsLateAndStaysLost() {
        start(2, 10, 100);
        assertTrue(answer(0, 150));
        assertEquals(List.of(Fate.LATE, Fate.LOST), fates());
        assertEquals(Delays.UNDEFINED, sender.probes(9).getFirst().fromSend());
    }

    /// The clock may have been asleep when the threshold passed: what counts is when the answer came.
    @Test
    void anAnswerThatTheClockHasNotSeenToBeLateIsLateAllTheSame() {
        start(1, 10, 100);
        at(0);
        long now = START + 101 * MS;
        assertTrue(sender.answered(now, Answer.to(0).at(now, -1)));
        assertEquals(List.of(Fate.LATE), fates());
        sender = null;
        start(1, 10, 100);
        at(0);
        assertTrue(sender.answered(START + 150 * MS, Answer.to(0).at(START + 99 * MS, -1)));
        assertEquals(List.of(Fate.ANSWERED), fates());
    }

    @Test
    void ofSeveralAnswersTheFirstCounts() {
        start(1, 10, 100);
        assertTrue(answer(0, 20));
        assertTrue(answer(0, 30));
        assertTrue(answer(0, 40));
        assertEquals(20.0 * MS, sender.probes(9).getFirst().fromSend());
        assertEquals(2, sender.duplicates());
    }

    @Test
    void answersThatOvertakeEachOtherAreCountedAndMatchedByNumber() {
        start(4, 10, 1000);
        for (var each : List.of(List.of(0, 35), List.of(2, 36), List.of(1, 37), List.of(3, 60))) {
            assertTrue(answer(each.getFirst(), each.getLast()));
        }
        assertEquals(1, sender.reordered());
        assertEquals(List.of(35.0, 27.0, 16.0, 30.0), sender.probes(9).stream().map(probe ->
                probe.fromSend() / MS).toList());
    }

    @Test
    void anAnswerToNothingIsNone() {
        start(2, 10, 100);
        at(5);
        assertFalse(answer(1, 5), "not sent yet");
        assertFalse(answer(-1, 5));
        assertFalse(answer(7, 5));
    }

    @Test
    void whatCannotBeSentIsNotLost() {
        start(2, 10, 100);
        sender.tick(START);
        sender.drain(action -> sender.unsent(START, 0));
        assertTrue(answer(1, 30));
        assertEquals(List.of(Fate.UNSENT, Fate.ANSWERED), fates());
        assertFalse(sender.answered(START + 31 * MS, Answer.to(0).at(START + 31 * MS, -1)));
        assertTrue(sender.isDone());
    }

    /// Coordinated omission: the machine stands still for a second, and what was due meanwhile was late for whoever waited.
    @Test
    void theDelayFromTheDueTimeHoldsWhatTheSenderWaited() {
        start(3, 10, 2000);
        long now = START + 1_000 * MS;
        sender.tick(now);
        perform(now);
        for (int i = 0; i < 3; i++) assertTrue(answer(i, 1_020));
        var probes = sender.probes(9);
        assertEquals(List.of(20.0, 20.0, 20.0), probes.stream().map(probe -> probe.fromSend() / MS).toList());
        assertEquals(List.of(1_020.0, 1_010.0, 1_000.0), probes.stream().map(probe -> probe.fromDue() / MS).toList());
    }

    @Test
    void whenItIsStoppedItWaitsForWhatIsUnderWay() {
        start(100, 10, 100);
        at(25);
        sender.stop(START + 25 * MS);
        assertFalse(sender.isDone());
        at(500);
        assertEquals(3, asked.size());
        assertTrue(sender.isDone());
        assertEquals(Machine.NEVER, sender.nextAt());
    }

    @Test
    void theEndInTimeIsAnEndToo() {
        var plan = new ProbeSender.Plan(SendingTimes.periodic(Duration.ofMillis(10)), 1_000, Duration.ofMillis(95),
                Duration.ofMillis(50));
        sender = new ProbeSender(START, plan, new SplittableRandom(1));
        at(1_000);
        assertEquals(IntStream.range(0, 10).boxed().toList(), asked);
        assertTrue(sender.isDone());
    }
}
