package wirelab.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import wirelab.kit.Counters;
import wirelab.kit.Drained;
import wirelab.kit.Machine;

/// The hall without sockets, by a clock that is turned by hand, shortly before the numbers of nanoseconds wrap around.
class HallTest {
    private static final long SECOND = 1_000_000_000;

    private final Counters counters = new Counters();
    private final Hall hall = new Hall(RoomServer.Options.DEFAULTS.withRules(Rules.DEFAULTS.withMax(3).withFlood(0, 1, 1))
            .withSlow(100_000, Duration.ofSeconds(30)), counters);
    private long now = Long.MAX_VALUE - 10 * SECOND;

    private Seat join() {
        var seat = new Seat(null, 1000);
        hall.join(now, seat);
        return seat;
    }

    private void say(Seat seat, String text) {
        hall.heard(now, seat.with(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8))));
    }

    /// What a courier would write at a seat now.
    private String next(Seat seat) {
        var batch = hall.next(now, seat);
        return batch == null ? null : Arrays.stream(batch).map(piece -> StandardCharsets.UTF_8.decode(piece).toString())
                .collect(Collectors.joining());
    }

    @Test
    void aCourierIsSentOncePerSeatUntilNothingWaitsThere() {
        var alice = join();
        assertEquals(List.of(alice.carry), Drained.from(hall));
        var bob = join();
        assertEquals(List.of(bob.carry), Drained.from(hall), "to alice one is on its way");
        assertTrue(next(alice).endsWith("1 -- <#1> joined\n2 -- <#2> joined\n"));
        assertNull(next(alice));
        say(bob, "hello");
        assertEquals(List.of(alice.carry), Drained.from(hall));
        assertEquals("3 <#2> hello\n", next(alice));
    }

    @Test
    void whoTakesTooLongForOneWriteIsDroppedWhenTheTimeIsUp() {
        var alice = join();
        var bob = join();
        assertEquals(Machine.NEVER, hall.nextAt(), "nothing is being written yet");
        next(alice);
        long until = now + 30 * SECOND;
        assertTrue(until < 0, "the clock wraps around meanwhile");
        assertEquals(until, hall.nextAt());
        now += 20 * SECOND;
        next(bob);
        assertEquals(until, hall.nextAt());
        Drained.from(hall);
        now = until - 1;
        hall.tick(now);
        assertEquals(List.of(), Drained.from(hall));
        now = until;
        hall.tick(now);
        assertTrue(Drained.from(hall).contains(new Hall.Errand.Reset(alice)));
        assertEquals(1, counters.get("slow"));
        assertEquals(until + 20 * SECOND, hall.nextAt(), "bob has begun later");
        assertEquals("3 -- <#1> left: did not read\n", next(bob));
        assertNull(next(bob));
        hall.tick(now + 60 * SECOND);
        assertEquals(Machine.NEVER, hall.nextAt());
        assertEquals(1, counters.get("slow"));
    }

    @Test
    void whoHoldsBackTooMuchIsDroppedAndNothingIsWrittenThereAnyMore() {
        var alice = join();
        var bob = join();
        next(bob);
        assertNull(next(bob));
        for (int i = 0; i < 120; i++) say(bob, "x".repeat(999));
        assertTrue(alice.isDropped());
        assertTrue(Drained.from(hall).contains(new Hall.Errand.Reset(alice)));
        assertSame(Seat.END, hall.next(now, alice));
        assertFalse(bob.isDropped());
        assertEquals(List.of(2), hall.members().stream().map(RoomMember::id).toList());
    }

    @Test
    void lastLinesGoOutBeforeTheEnd() {
        var alice = join();
        join();
        next(alice);
        hall.close();
        assertTrue(alice.isClosing());
        assertTrue(next(alice).endsWith("! the room closes\n"));
        assertSame(Seat.END, hall.next(now, alice));
    }

    @Test
    void aFullHallSaysWhy() {
        for (int i = 0; i < 3; i++) join();
        assertTrue(join().refusal().encode().contains("the room is full: 3 of 3"));
        assertEquals(1, counters.get("full"));
    }
}
