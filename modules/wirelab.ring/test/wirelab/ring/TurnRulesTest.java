package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.ring.Desk.IN;
import static wirelab.ring.Desk.hello;
import static wirelab.ring.Desk.mark;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Sections 4.3 and 5.3 to 5.7 of the text, requirement by requirement.
class TurnRulesTest {
    private static Signal finish(long from, Mark mark) {
        return Signal.of(SignalKind.FINISH, from, from, mark, 50, 0);
    }

    private static Signal claim(long from, long round, long members) {
        return Signal.of(SignalKind.CLAIM, from, from, new Mark(Mark.epoch(round, from), 0, 0), 50, members);
    }

    private static String first(List<String> sent) {
        return sent.isEmpty() ? "nothing" : sent.getFirst();
    }

    @Test
    @DisplayName("R4: a frame is forwarded as it came")
    void unchanged() {
        var desk = new Desk().linked(mark(4, 4, 0));
        var data = new Signal(SignalKind.DATA, 0, 3, true, mark(4, 5, 1), 7, 8, new byte[] {1, 2, (byte) 0xff});
        desk.from(IN, data);
        assertEquals(HexFormat.of().formatHex(data.frame().encode()),
                HexFormat.of().formatHex(desk.last().frame().encode()));
    }

    @Test
    @DisplayName("R5, R6: what is not later than the mark is discarded, and so is one's own that nobody waits for")
    void stale() {
        var desk = new Desk("2 hello").linked(mark(4, 4, 2));
        desk.data(0, 3, mark(4, 4, 2), 1, 1);
        desk.data(0, 1, mark(4, 4, 1), 1, 1);
        desk.data(0, 1, mark(3, 9, 9), 1, 1);
        desk.token(mark(4, 4, 0), 0, 0, 1);
        desk.from(IN, finish(0, mark(4, 3, 1)));
        desk.data(1, 2, mark(4, 9, 9), 1, 1);
        assertEquals(List.of(), desk.sent());
        assertEquals(mark(4, 4, 2), desk.machine.mark());
    }

    @Test
    @DisplayName("R7: a later mark voids the turn that is held, and the message stays to be sent")
    void voided() {
        var desk = new Desk("2 hello").holding();
        assertTrue(first(desk.sent().reversed()).startsWith("DATA 1>2"), desk.said());
        desk.actions.clear();
        desk.data(3, 2, mark(3, 1, 1), 1, 1);
        assertFalse(desk.machine.holds());
        desk.actions.clear();
        desk.keptAlive(2000, mark(3, 1, 1));
        assertEquals(List.of(), desk.sent(), "no copy under the void turn");
        desk.token(mark(3, 2, 0), 0, 1, 1);
        desk.token(mark(3, 6, 0), 0, 1, 1);
        assertTrue(desk.said().contains("DATA 1>2 3.3/"), desk.said());
    }

    @Test
    @DisplayName("R21: a turn that is meant for another node is discarded")
    void notMine() {
        var desk = new Desk().linked(mark(4, 4, 0));
        desk.from(IN, new Signal(SignalKind.TOKEN, 0, 2, false, mark(4, 5, 0), 50, 0, new Signal.Note(0, 0, 1).encode()));
        assertEquals(mark(4, 4, 0), desk.machine.mark());
    }

    @Test
    @DisplayName("R22, R23: one frame at a time; after a lap it goes out again; after four copies the turn is passed")
    void copies() {
        var desk = new Desk("2 hello", "2 again").holding();
        desk.keptAlive(900, mark(2, 4, 0));
        assertEquals(List.of("DATA 1>2 2.3/5/1 #100.1 hello"), desk.sent().stream().filter(s
                -> s.startsWith("DATA")).toList());
        desk.keptAlive(3500, mark(2, 4, 0));
        var sent = desk.sent().stream().filter(s -> s.startsWith("DATA")
                || s.startsWith("TOKEN 1>2 2.3/6")).distinct().toList();
        assertEquals(List.of("DATA 1>2 2.3/5/1 #100.1 hello", "DATA 1>2 2.3/5/2 #100.1 hello",
                "DATA 1>2 2.3/5/3 #100.1 hello",
                "DATA 1>2 2.3/5/4 #100.1 hello", "TOKEN 1>2 2.3/6/0"), sent);
    }

    @Test
    @DisplayName("R24: after 16 copies a message is given up, and reported as unanswered")
    void givenUp() {
        var desk = new Desk("2 hello").holding();
        for (int turn = 9; turn < 60 && desk.count(RingAction.Report.class) == 0; turn += 4) {
            desk.keptAlive(4500, mark(2, 9999, 0));
            desk.token(mark(2, turn, 0), 0, 1, turn - 4);
            desk.after(10);
            desk.token(mark(2, turn += 4, 0), 0, 1, turn - 4);
        }
        assertTrue(desk.said().contains("fate=UNANSWERED"), desk.said());
        assertEquals(16, desk.sent().stream().filter(s -> s.startsWith("DATA")).count());
    }

    @Test
    @DisplayName("R25, R26: a turn that the successor has not seen is repeated as it was, to that node and no other")
    void repeated() {
        var desk = new Desk().holding();
        desk.actions.clear();
        desk.keptAlive(600, mark(2, 4, 0));
        assertEquals(List.of("TOKEN 1>2 2.3/6/0"), desk.sent());
        desk.actions.clear();
        desk.keptAlive(1000, mark(2, 6, 0));
        assertEquals(List.of(), desk.sent(), "it has seen it now");
        var other = new Desk().holding();
        other.machine.closed(other.now, other.out);
        other.after(0);
        other.machine.failed(other.now, other.out);
        other.after(0);
        other.actions.clear();
        other.answer(hello(SignalKind.WELCOME, 3, mark(2, 5, 0)));
        other.after(1500);
        assertFalse(other.said().contains("TOKEN"), other.said());
        var reborn = new Desk().holding();
        reborn.machine.closed(reborn.now, reborn.out);
        reborn.after(0);
        reborn.actions.clear();
        reborn.answer(Signal.of(SignalKind.WELCOME, 2, 1, mark(2, 5, 0), 51, 0));
        reborn.keptAlive(900, mark(2, 5, 0));
        assertFalse(reborn.said().contains("TOKEN"), reborn.said());
    }

    @Test
    @DisplayName("R27: a turn that died with the successor is claimed at once; one that has come past it is not")
    void died() {
        for (int seen : new int[] {6, 7}) {
            var desk = new Desk().holding();
            desk.machine.closed(desk.now, desk.out);
            desk.after(0);
            desk.machine.failed(desk.now, desk.out);
            desk.after(0);
            desk.actions.clear();
            desk.answer(hello(SignalKind.WELCOME, 3, mark(2, seen, 0)));
            assertEquals(seen == 6, desk.said().contains("CLAIM"), desk.said());
            var reborn = new Desk().holding();
            reborn.machine.closed(reborn.now, reborn.out);
            reborn.after(0);
            reborn.actions.clear();
            reborn.answer(Signal.of(SignalKind.WELCOME, 2, 1, mark(2, seen, 0), 51, 0));
            assertEquals(seen == 6, reborn.said().contains("CLAIM"), "the same node in its next life:\n" + reborn.said());
        }
    }

    @Test
    @DisplayName("R28: a turn is used as long as it was early, a late one not, and the less urgent stop sooner")
    void timed() {
        long milli = Desk.MILLI;
        var holding = new Holding(Duration.ofMillis(800));
        long now = Long.MAX_VALUE - 5;
        holding.begin(now);
        assertFalse(holding.allows(now, 7), "the first is not used");
        holding.begin(now += 300 * milli);
        assertTrue(holding.allows(now + 499 * milli, 7) && !holding.allows(now + 500 * milli, 7), "early by 500 ms");
        assertTrue(holding.allows(now + 149 * milli, 0) && !holding.allows(now + 150 * milli, 0),
                "350 ms less for priority 0");
        holding.begin(now += 900 * milli);
        assertFalse(holding.allows(now, 7), "late by 100 ms");
        holding.begin(now += 600 * milli);
        assertTrue(holding.allows(now + 99 * milli, 7) && !holding.allows(now + 100 * milli, 7),
                "which count against the next");
        for (int priority : new int[] {3, 7, 3}) holding.add(new Outgoing(priority, 1, priority, new byte[0]));
        assertEquals(7, holding.next(now - 400 * milli).priority());
    }

    @Test
    @DisplayName("R29: no claim is made twice, not even after a crash")
    void claims() {
        var memory = new Memory();
        var desk = new Desk(memory).linked(mark(4, 4, 0));
        desk.keptAlive(7900, mark(4, 4, 0));
        var claims = desk.sent().stream().filter(s -> s.startsWith("CLAIM")).toList();
        assertEquals(List.of("CLAIM 1>1 5.1/0/0", "CLAIM 1>1 6.1/0/0"), claims);
        assertTrue(desk.said().indexOf("Claimed") < desk.said().indexOf("signal=CLAIM"), desk.said());
        var again = new Desk(memory, 101).linked(mark(4, 4, 0));
        again.keptAlive(6500, mark(4, 4, 0));
        assertEquals("CLAIM 1>1 7.1/0/0", first(again.sent()));
    }

    @Test
    @DisplayName("R30: greater claims are forwarded with one member more, others discarded")
    void greater() {
        var desk = new Desk().linked(mark(4, 4, 0));
        desk.from(IN, claim(0, 6, 2));
        assertEquals("CLAIM 0>0 6.0/0/0", first(desk.sent()));
        assertEquals(3, desk.last().sequence());
        desk.from(IN, claim(0, 6, 2));
        desk.from(IN, claim(3, 5, 2));
        desk.from(IN, claim(3, 4, 2));
        assertEquals(1, desk.sent().size(), desk.said());
    }

    @Test
    @DisplayName("R31: a fresh node makes the first turn when all are there, or when it has waited for 30 s")
    void complete() {
        var desk = new Desk().linked(Mark.NONE);
        desk.after(1);
        desk.from(IN, claim(1, 1, 3));
        assertEquals(0, desk.machine.mark().turn());
        desk.from(IN, claim(1, 1, 4));
        assertEquals(1, desk.machine.mark().turn());
        var late = new Desk().linked(Mark.NONE);
        late.keptAlive(31_000, Mark.NONE);
        late.from(IN, claim(1, late.last().mark().round(), 2));
        assertEquals(1, late.machine.mark().turn());
    }

    @Test
    @DisplayName("R32: a holder that had something to send passes the turn on with quiet 0, any other with quiet plus 1")
    void vote() {
        var desk = new Desk().holding();
        assertEquals(1, desk.last().note().quiet());
        var busy = new Desk("2 hello").holding();
        assertEquals(0, busy.last().kind() == SignalKind.TOKEN ? busy.last().note().quiet() : 0);
        busy.from(IN, new Signal(SignalKind.DATA, 1, 2, true, mark(2, 5, 1), 100, 1, "hello".getBytes()));
        assertEquals(0, busy.last().note().quiet());
    }

    @Test
    @DisplayName("R33: the least id of those that live is in the turn, and a dead one's is replaced after a lap")
    void least() {
        var desk = new Desk().linked(mark(2, 1, 0));
        desk.token(mark(2, 2, 0), 0, 0, 1);
        assertEquals(new Signal.Note(1, 0, 1), desk.last().note());
        desk.token(mark(2, 5, 0), 0, 0, 4);
        assertEquals(new Signal.Note(1, 0, 4), desk.last().note());
        desk.token(mark(2, 8, 0), 0, 0, 4);
        assertEquals(new Signal.Note(1, 1, 8), desk.last().note(), "node 0 has not held it since");
        desk.token(mark(2, 11, 0), 0, 3, 10);
        assertEquals(new Signal.Note(1, 1, 11), desk.last().note());
    }

    @Test
    @DisplayName("R34, R35: the least node orders the end after a quiet lap of one epoch, and nobody else does")
    void end() {
        var desk = new Desk().linked(mark(2, 1, 0));
        desk.token(mark(2, 3, 0), 9, 1, 1);
        assertEquals(SignalKind.TOKEN, desk.last().kind(), "it has not held in this epoch");
        desk.token(mark(2, 7, 0), 3, 1, 3);
        assertEquals(SignalKind.TOKEN, desk.last().kind(), "one of four was not quiet");
        desk.token(mark(2, 11, 0), 4, 0, 10);
        assertEquals(SignalKind.TOKEN, desk.last().kind(), "it is not the least");
        desk.token(mark(2, 15, 0), 4, 1, 14);
        assertEquals("FINISH 1>1 2.3/15/1", desk.last().toString());
        desk.from(IN, finish(1, mark(2, 15, 1)));
        assertTrue(desk.said().contains("Exit[status=0"));
    }

    @Test
    @DisplayName("R36: a node that has something to send stops the end of the run")
    void stops() {
        var desk = new Desk("2 hello").linked(mark(2, 1, 0));
        desk.from(IN, finish(0, mark(2, 4, 1)));
        assertEquals(List.of(), desk.sent());
    }

    @Test
    @DisplayName("R37, R38: behind the end of the run frames are forwarded until the predecessor is gone, then it ends")
    void finished() {
        var desk = new Desk().linked(mark(2, 1, 0));
        desk.from(IN, finish(0, mark(2, 4, 1)));
        desk.from(IN, finish(0, mark(2, 4, 2)));
        assertEquals(List.of("FINISH 0>0 2.3/4/1", "FINISH 0>0 2.3/4/2"), desk.sent());
        desk.lose(IN);
        assertTrue(desk.said().contains("Exit[status=0"), desk.said());
    }

    @Test
    @DisplayName("R39: a turn that is stale for the second time in an epoch is discarded, and a new one claimed")
    void two() {
        var desk = new Desk().linked(mark(2, 1, 0));
        desk.token(mark(2, 5, 0), 0, 0, 4);
        desk.token(mark(2, 8, 0), 0, 0, 3);
        assertEquals(SignalKind.TOKEN, desk.last().kind());
        desk.token(mark(2, 11, 0), 0, 0, 6);
        assertEquals(SignalKind.CLAIM, desk.last().kind());
        assertFalse(desk.machine.holds());
    }

    @Test
    @DisplayName("R40: the number of a message is on disk before it is sent, and after a crash it is sent under it, first")
    void numbered() {
        var desk = new Desk("2 hello", "3 later").holding();
        String said = desk.said();
        assertTrue(said.indexOf("Numbered[incarnation=100, sequence=1") < said.indexOf("signal=DATA")
                && said.contains("Numbered"));
        var memory = new Memory();
        memory.add(new JournalEntry.Started(100));
        memory.add(new JournalEntry.Numbered(100, 1, 0));
        var again = new Desk(memory, 101, "2 hello", "3 later").holding();
        assertEquals("DATA 1>2 2.3/5/1 #100.1 hello", again.last().toString());
        again.from(IN, new Signal(SignalKind.DATA, 1, 2, true, mark(2, 5, 1), 100, 1, "hello".getBytes()));
        assertEquals("DATA 1>3 2.3/5/2 #101.1 later", again.last().toString());
    }

    @Test
    @DisplayName("R41, R42: a delivery is on the disk before it is acknowledged, and happens once, also across a crash")
    void once() {
        var memory = new Memory();
        var desk = new Desk(memory).linked(mark(2, 1, 0));
        desk.data(0, 1, mark(2, 2, 1), 7, 3);
        String said = desk.said();
        assertTrue(said.indexOf("Delivered") < said.indexOf("signal=DATA") && said.contains("Delivered"), said);
        assertTrue(desk.last().acknowledged());
        desk.data(0, 1, mark(2, 2, 2), 7, 3);
        desk.data(0, RingFrame.ALL, mark(2, 2, 3), 7, 4);
        assertEquals(2, desk.count(RingAction.Deliver.class));
        var again = new Desk(memory, 101).linked(mark(2, 3, 0));
        again.data(0, 1, mark(2, 4, 1), 7, 3);
        assertEquals(0, again.count(RingAction.Deliver.class));
        assertTrue(again.last().acknowledged());
        again.data(0, 1, mark(2, 4, 2), 8, 1);
        assertEquals(1, again.count(RingAction.Deliver.class));
    }

    @Test
    @DisplayName("R43: what comes back without A is reported, and not sent again")
    void refused() {
        var desk = new Desk("2 hello").holding();
        desk.from(IN, new Signal(SignalKind.DATA, 1, 2, false, mark(2, 5, 1), 100, 1, "hello".getBytes()));
        assertTrue(desk.said().contains("fate=REFUSED"));
        desk.actions.clear();
        desk.token(mark(2, 9, 0), 0, 1, 5);
        assertEquals(SignalKind.TOKEN, desk.last().kind());
    }

    @Test
    @DisplayName("R44: an incarnation is greater than any before, on record before anything is sent")
    void incarnation() {
        var desk = new Desk().dial();
        assertEquals(new RingAction.Record(new JournalEntry.Started(100)), desk.actions.getFirst());
    }
}
