package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import wirelab.multicast.Failover.Action;
import wirelab.multicast.Failover.Action.Down;
import wirelab.multicast.Failover.Action.GiveUp;
import wirelab.multicast.Failover.Action.Send;
import wirelab.multicast.Failover.Action.Up;

class FailoverTest {
    private static final long PATIENCE = 100;
    private static final long RETRY = 1000;

    private final Failover failover = new Failover(3, PATIENCE, RETRY);

    @Test
    void theFirstMemberGetsEverythingAsLongAsItAnswers() {
        for (long n = 1; n <= 10; n++) {
            assertEquals(List.of(new Send(0, n)), failover.offer(n * 10, n));
            assertEquals(List.of(), failover.answered(n, 0));
        }
        assertEquals(List.of(), failover.tick(10_000));
        assertEquals(Long.MAX_VALUE, failover.nextDue());
    }

    @Test
    void whatASilentMemberHasNotAnsweredGoesToTheNext() {
        failover.offer(0, 1);
        failover.offer(50, 2);
        assertEquals(100, failover.nextDue());
        assertEquals(List.of(), failover.tick(99));
        assertEquals(List.of(new Down(0), new Send(1, 1), new Send(1, 2)), failover.tick(100));
        assertEquals(List.of(new Send(1, 3)), failover.offer(110, 3), "the next one knows");
        assertEquals(List.of(), failover.answered(1, 1));
        assertEquals(2, failover.waiting());
    }

    @Test
    void aDeadMemberIsTriedAgainWithOneDatagram() {
        failover.offer(0, 1);
        failover.tick(100);
        failover.answered(1, 1);
        assertEquals(List.of(new Send(1, 2)), failover.offer(1099, 2));
        failover.answered(2, 1);
        assertEquals(List.of(new Send(0, 3)), failover.offer(1100, 3), "the retry");
        assertEquals(List.of(new Send(1, 4)), failover.offer(1110, 4), "the others go where they are safe");
        failover.answered(4, 1);
        assertEquals(List.of(new Send(1, 3)), failover.tick(1200), "still silent, and nothing is lost");
        failover.answered(3, 1);
        assertEquals(List.of(new Send(0, 5)), failover.offer(2300, 5));
        assertEquals(List.of(new Up(0)), failover.answered(5, 0));
        assertEquals(List.of(new Send(0, 6)), failover.offer(2310, 6));
    }

    @Test
    void whenAllAreSilentADatagramIsGivenUpAfterEachWasAsked() {
        failover.offer(0, 1);
        assertEquals(List.of(new Down(0), new Send(1, 1)), failover.tick(100));
        assertEquals(List.of(new Down(1), new Send(2, 1)), failover.tick(200));
        assertEquals(List.of(new Down(2), new GiveUp(1)), failover.tick(300));
        assertEquals(List.of(new Send(0, 2)), failover.offer(310, 2), "the one that has been down longest");
        assertEquals(List.of(new Up(0)), failover.answered(2, 0));
    }

    @Test
    void aLateAnswerOfTheFirstCountsForTheFirst() {
        failover.offer(0, 1);
        failover.tick(100);
        assertEquals(List.of(new Up(0)), failover.answered(1, 0));
        assertEquals(List.of(), failover.answered(1, 1), "answered already");
        assertEquals(List.of(new Send(0, 2)), failover.offer(120, 2));
    }

    @Test
    void noMoreWaitThanTheLimit() {
        for (long n = 1; n <= Failover.MAX_WAITING; n++) assertEquals(1, failover.offer(0, n).size());
        assertEquals(List.of(new GiveUp(1), new Send(0, 5000)), failover.offer(0, 5000));
        assertEquals(Failover.MAX_WAITING, failover.waiting());
    }

    @Test
    void withOneMemberAliveNothingIsLostWhateverTheOthersDo() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            int members = 1 + random.nextInt(5);
            int alive = random.nextInt(members);
            var one = new Failover(members, PATIENCE, RETRY);
            var answered = new HashSet<Long>();
            long now = 0;
            for (long n = 1; n <= 100; n++) {
                now += random.nextInt(60);
                List<Action> todo = new ArrayList<>(one.tick(now));
                todo.addAll(one.offer(now, n));
                serve(one, todo, alive, random, answered);
            }
            for (int i = 0; i < 2 * members; i++) serve(one, one.tick(now += PATIENCE), alive, random, answered);
            assertEquals(100, answered.size(), "seed " + seed);
            assertEquals(0, one.waiting());
        }
    }

    /// The one that is alive answers each datagram; the others answer some.
    private static void serve(Failover failover, List<Action> actions, int alive, SplittableRandom random,
            HashSet<Long> answered) {
        for (var action : actions) {
            assertTrue(!(action instanceof GiveUp), "given up: " + action);
            if (action instanceof Send(int member, long number) && (member == alive || random.nextInt(4) == 0)) {
                failover.answered(number, member);
                answered.add(number);
            }
        }
    }
}
