package wirelab.duet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wirelab.kit.Drained;
import wirelab.kit.Fuzz;

/// Both ends of the conversation over UDP without sockets: a network that loses, doubles and reorders, and a clock turned by
/// hand.
class TalkTest {
    private static final long MS = 1_000_000;
    private static final long TIMEOUT = 5000 * MS;
    private static final Token TOKEN = new Token(new byte[32]);

    private record Flight(long due, int to, byte[] datagram) {}

    private final Talk[] talks = new Talk[2];
    private final List<List<Talk.Action>> seen = List.of(new ArrayList<>(), new ArrayList<>());
    private final List<byte[]> recorded = new ArrayList<>();
    private final PriorityQueue<Flight> network = new PriorityQueue<>((x, y) -> Long.compare(x.due, y.due));
    private Random random = new Random(1);
    private double loss;
    private double duplicate;
    private long jitter;
    private boolean cut;
    private long now;

    private void begin(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 2; i++) {
            var nonce = new byte[16];
            random.nextBytes(nonce);
            talks[i] = new Talk(now, i + 1, TOKEN, nonce, TIMEOUT);
            seen.get(i).clear();
        }
        network.clear();
        perform();
    }

    private void perform() {
        for (int i = 0; i < 2; i++) {
            for (var action : Drained.from(talks[i])) {
                if (action instanceof Talk.Action.Send(byte[] datagram)) send(1 - i, datagram);
                else seen.get(i).add(action);
            }
        }
    }

    private void send(int to, byte[] datagram) {
        recorded.add(datagram);
        if (cut) return;
        for (int copies = random.nextDouble() < duplicate ? 2 : 1; copies > 0; copies--) {
            if (random.nextDouble() < loss) continue;
            network.add(new Flight(now + 5 * MS + (jitter == 0 ? 0 : random.nextLong(jitter)), to, datagram));
        }
    }

    private void pass(long nanos) {
        perform();
        long end = now + nanos;
        for (int steps = 0; ; steps++) {
            assertTrue(steps < 1_000_000, "somebody wants to be woken again and again");
            long next = Math.min(talks[0].nextAt(), talks[1].nextAt());
            if (!network.isEmpty()) next = Math.min(next, network.peek().due);
            if (next > end) break;
            now = Math.max(now, next);
            while (!network.isEmpty() && network.peek().due <= now) {
                var flight = network.remove();
                talks[flight.to].received(now, flight.datagram);
                perform();
            }
            for (var talk : talks) talk.tick(now);
            perform();
        }
        now = end;
    }

    private List<String> heard(int who) {
        return seen.get(who).stream().filter(Talk.Action.Said.class::isInstance).map(a -> ((Talk.Action.Said) a).text())
                .toList();
    }

    private long count(int who, Class<? extends Talk.Action> kind) {
        return seen.get(who).stream().filter(kind::isInstance).count();
    }

    private List<Talk.Ending> endings(int who) {
        return seen.get(who).stream().filter(Talk.Action.Over.class::isInstance).map(a -> ((Talk.Action.Over) a).ending())
                .toList();
    }

    @Test
    void bothProveThemselvesAndTalk() {
        begin(1);
        pass(20 * MS);
        assertEquals(1, count(0, Talk.Action.Proven.class));
        assertEquals(1, count(1, Talk.Action.Proven.class));
        assertEquals(1, talks[0].say(now, "hello"));
        pass(20 * MS);
        assertEquals(List.of("hello"), heard(1));
        assertEquals(1, count(0, Talk.Action.Delivered.class));
        pass(60_000 * MS);
        assertEquals(List.of(), endings(0), "signs of life keep a silent pair together");
        assertEquals(0, talks[0].counts().strangers());
    }

    @Test
    void withAFifthLostSomeDoubledAndLateEverythingArrivesOnceAndInOrder() {
        for (long seed = 1; seed <= 50; seed++) {
            loss = 0.2;
            duplicate = 0.1;
            jitter = 60 * MS;
            begin(seed);
            var said = IntStream.range(0, 100).mapToObj(i -> "message " + i).toList();
            for (String text : said) {
                assertTrue(talks[0].say(now, text) > 0);
                assertTrue(talks[1].say(now, text) > 0);
                perform();
                pass(random.nextInt(30) * MS);
            }
            pass(15_000 * MS);
            for (int who = 0; who < 2; who++) {
                assertEquals(said, heard(who), "seed " + seed);
                assertEquals(100, count(who, Talk.Action.Delivered.class), "seed " + seed);
                assertEquals(0, count(who, Talk.Action.Failed.class), "seed " + seed);
                assertTrue(talks[who].counts().repeated() > 0 && talks[who].counts().duplicates() > 0, "seed " + seed);
            }
        }
    }

    @Test
    void whoFallsSilentHasVanishedAfterTheTimeoutAndWhatWasUnderWayIsReported() {
        begin(1);
        pass(20 * MS);
        cut = true;
        long number = talks[0].say(now, "into the void");
        perform();
        pass(TIMEOUT - 50 * MS);
        assertEquals(List.of(), endings(0));
        pass(100 * MS);
        assertEquals(List.of(Talk.Ending.PEER_VANISHED), endings(0));
        assertTrue(seen.get(0).contains(new Talk.Action.Failed(number)));
        assertEquals(List.of(Talk.Ending.PEER_VANISHED), endings(1));
        assertEquals(-1, talks[0].say(now, "too late"));
    }

    @Test
    void aLinkThatIsCutForAWhileHealsWithoutLoss() {
        begin(1);
        pass(20 * MS);
        cut = true;
        talks[0].say(now, "one");
        talks[0].say(now, "two");
        perform();
        pass(3000 * MS);
        cut = false;
        pass(3000 * MS);
        assertEquals(List.of("one", "two"), heard(1));
    }

    @Test
    void whoeverLeavesEndsItForBothAfterWhatWasUnderWayHasArrived() {
        begin(1);
        pass(20 * MS);
        talks[0].say(now, "my last words");
        talks[0].leave(now, 2000 * MS);
        assertEquals(-1, talks[0].say(now, "no, wait"));
        perform();
        pass(100 * MS);
        assertEquals(List.of("my last words"), heard(1));
        assertEquals(List.of(Talk.Ending.LEFT), endings(0));
        assertEquals(List.of(Talk.Ending.PEER_LEFT), endings(1));
        assertEquals(0, count(0, Talk.Action.Failed.class));
    }

    @Test
    void whoDoesNotKnowTheTokenProvesNothing() {
        begin(1);
        network.clear();
        talks[1] = new Talk(now, 2, new Token("another token of thirty-two byte".getBytes()), new byte[16], TIMEOUT);
        pass(TIMEOUT + MS);
        assertEquals(List.of(Talk.Ending.UNPROVEN), endings(0));
        assertEquals(0, count(0, Talk.Action.Proven.class));
        assertTrue(talks[0].counts().strangers() > 0);
    }

    @Test
    void aStrangerWhoHasRecordedAllOfItCanDoNothingWithIt() {
        begin(1);
        pass(20 * MS);
        talks[0].say(now, "first");
        pass(20 * MS);
        talks[0].say(now, "second");
        pass(20 * MS);
        long before = talks[1].counts().strangers();
        var all = List.copyOf(recorded);
        // All again, to both ends, which also holds a mirror up to each.
        for (byte[] datagram : all) {
            for (int i = 0; i < 2; i++) talks[i].received(now, datagram);
        }
        perform();
        pass(20 * MS);
        assertEquals(List.of("first", "second"), heard(1), "nothing is said twice");
        assertTrue(talks[1].counts().strangers() > before, "one's own datagrams are a stranger's");
        assertTrue(talks[1].counts().stale() > 0 && talks[1].counts().duplicates() == 2, talks[1].counts().toString());
        // Played again for ever, they are no sign of life.
        cut = true;
        for (int i = 0; i < 60; i++) {
            for (byte[] datagram : all) talks[1].received(now, datagram);
            perform();
            pass(100 * MS);
        }
        assertEquals(List.of(Talk.Ending.PEER_VANISHED), endings(1));
    }

    @Test
    void datagramsOfAnotherConversationWithTheSameTokenAreAStrangers() {
        begin(1);
        pass(20 * MS);
        talks[0].say(now, "of yesterday");
        perform();
        pass(20 * MS);
        var yesterday = List.copyOf(recorded);
        begin(2);
        pass(20 * MS);
        for (byte[] datagram : yesterday) talks[1].received(now, datagram);
        perform();
        pass(20 * MS);
        assertEquals(List.of(), heard(1), "other nonces make another key");
        talks[0].say(now, "of today");
        perform();
        pass(20 * MS);
        assertEquals(List.of("of today"), heard(1));
    }

    @Test
    void tenThousandDamagedDatagramsAreDroppedCountedAndChangeNothing() {
        begin(1);
        pass(20 * MS);
        talks[0].say(now, "hello");
        pass(20 * MS);
        talks[0].leave(now, 0);
        perform();
        var all = recorded.stream().distinct().toArray(byte[][]::new);
        begin(3);
        pass(20 * MS);
        var own = recorded.toArray(byte[][]::new);
        long before = talks[1].counts().strangers();
        var damaged = Fuzz.mutations(5, 10_000, all).filter(d -> Arrays.stream(own).noneMatch(o -> Arrays.equals(o,
                d))).toList();
        for (byte[] datagram : damaged) talks[1].received(now, datagram);
        perform();
        assertEquals(List.of(), endings(1));
        assertEquals(List.of(), heard(1));
        assertTrue(talks[1].counts().strangers() - before > 9_000, talks[1].counts().toString());
        talks[0].say(now, "still us");
        perform();
        pass(20 * MS);
        assertEquals(List.of("still us"), heard(1));
    }

    @Test
    void aSenderIsHeldBackAndAPeerOutsideTheWindowIsNotHeard() {
        begin(1);
        pass(20 * MS);
        cut = true;
        for (int i = 0; i < 128; i++) assertEquals(i + 1, talks[0].say(now, "x"));
        assertEquals(-1, talks[0].say(now, "one too many"));
        int sent = recorded.size();
        perform();
        assertEquals(32, recorded.size() - sent, "one window is under way");
        var incoming = new ReceiveWindow();
        assertEquals(List.of(), incoming.take(33, "from beyond"));
        assertEquals(0, incoming.bits());
        assertEquals(List.of(), incoming.take(32, "early"));
        assertEquals(1 << 31, incoming.bits());
        assertEquals(1, incoming.take(1, "first").size());
        assertEquals(1, incoming.ack());
        assertEquals(1 << 30, incoming.bits());
    }

    @Test
    void theWaitForAnAcknowledgementFollowsTheRoundTripAndDoubles() {
        var roundTrip = new RetransmissionTimeout();
        assertEquals(300 * MS, roundTrip.timeout(1));
        assertEquals(600 * MS, roundTrip.timeout(2));
        assertEquals(2000 * MS, roundTrip.timeout(20));
        roundTrip.sample(100 * MS);
        assertEquals(300 * MS, roundTrip.timeout(1), "100 ms and four times 50 ms: RFC 6298, 2.2");
        for (int i = 0; i < 100; i++) roundTrip.sample(100 * MS);
        assertTrue(roundTrip.timeout(1) < 110 * MS && roundTrip.timeout(1) >= 100 * MS);
        assertFalse(roundTrip.timeout(3) < 400 * MS);
    }
}
