package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.ring.Desk.IN;
import static wirelab.ring.Desk.hello;
import static wirelab.ring.Desk.mark;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Section 5.2 of the text, requirement by requirement.
class LinkRulesTest {
    @Test
    @DisplayName("R8: the first frame on a link is HELLO, and the answer WELCOME; anything else closes it")
    void first() {
        var desk = new Desk().dial();
        desk.machine.connected(desk.now, desk.out);
        desk.answer(hello(SignalKind.WELCOME, 2, Mark.NONE));
        assertEquals(List.of("HELLO 1>2 0.0/0/0"), desk.sent().subList(0, 1));
        desk.machine.accepted(desk.now, IN);
        desk.from(IN, Signal.of(SignalKind.ALIVE, 0, 1, Mark.NONE, 50, 0));
        assertTrue(desk.closed(IN));
        desk.machine.accepted(desk.now, 3);
        desk.from(3, hello(SignalKind.HELLO, 0, Mark.NONE));
        assertTrue(desk.sent().contains("WELCOME 1>0 0.0/0/0"), desk.said());
        desk.from(3, hello(SignalKind.HELLO, 0, Mark.NONE));
        assertTrue(desk.closed(3), "a second HELLO");
        var unanswered = new Desk().dial();
        long first = unanswered.out;
        unanswered.answer(hello(SignalKind.ALIVE, 2, Mark.NONE));
        assertTrue(unanswered.closed(first), "no answer, but ALIVE");
    }

    @Test
    @DisplayName("R9: whoever is not in the configuration, or means another node, is refused with reason 3")
    void unknown() {
        var desk = new Desk().linked(Mark.NONE);
        desk.machine.accepted(desk.now, 3);
        desk.from(3, hello(SignalKind.HELLO, 77, mark(9, 9, 0)));
        assertEquals(3, desk.last().sequence());
        assertTrue(desk.closed(3));
        desk.machine.accepted(desk.now, 5);
        desk.from(5, Signal.of(SignalKind.HELLO, 3, 2, mark(9, 9, 0), 99, 1));
        assertEquals(3, desk.last().sequence());
        desk.machine.accepted(desk.now, 7);
        desk.from(7, Signal.of(SignalKind.HELLO, 1, 2, mark(9, 9, 0), 100, 1));
        assertEquals(3, desk.last().sequence(), "its own id and life, but meant for another");
    }

    private static Desk rival(long id, Mark mark, long incarnation) {
        var desk = new Desk().linked(mark(4, 4, 0));
        desk.machine.accepted(desk.now, 3);
        desk.from(3, Signal.of(SignalKind.HELLO, id, 1, mark, incarnation, 1));
        return desk;
    }

    @Test
    @DisplayName("R10: the predecessor's id from a lesser incarnation is refused with reason 2, otherwise it is taken")
    void sameId() {
        assertEquals(2, rival(0, mark(4, 4, 0), 49).last().sequence());
        assertEquals(SignalKind.WELCOME, rival(0, mark(1, 1, 0), 50).last().kind());
    }

    @Test
    @DisplayName("R11, R12: of two predecessors the newer epoch stays, then the newer incarnation; the other is closed")
    void rivals() {
        var newer = rival(3, mark(5, 0, 0), 1);
        assertEquals(SignalKind.WELCOME, newer.last().kind());
        assertTrue(newer.closed(IN));
        assertEquals(SignalKind.WELCOME, rival(3, mark(4, 0, 0), 51).last().kind());
        var equal = rival(3, mark(4, 9, 0), 50);
        assertEquals(1, equal.last().sequence());
        assertTrue(equal.closed(3) && !equal.closed(IN));
        assertEquals(SignalKind.REFUSE, rival(3, mark(3, 9, 0), 51).last().kind());
    }

    @Test
    @DisplayName("R11: while both are fresh the nearer predecessor stays, whatever the incarnations")
    void nearer() {
        var desk = new Desk();
        desk.machine.accepted(desk.now, 3);
        desk.from(3, Signal.of(SignalKind.HELLO, 2, 1, Mark.NONE, 70, 1));
        desk.machine.accepted(desk.now, 5);
        desk.from(5, Signal.of(SignalKind.HELLO, 0, 1, Mark.NONE, 60, 1));
        assertEquals(SignalKind.WELCOME, desk.last().kind(), "0 stands right before 1, and 2 does not");
        assertTrue(desk.closed(3));
        desk.machine.accepted(desk.now, 7);
        desk.from(7, Signal.of(SignalKind.HELLO, 3, 1, Mark.NONE, 80, 1));
        assertEquals(1, desk.last().sequence(), "farther, though its incarnation is greater");
        assertTrue(desk.closed(7) && !desk.closed(5));
        desk.machine.accepted(desk.now, 9);
        desk.from(9, Signal.of(SignalKind.HELLO, 3, 1, new Mark(0, 4, 0), 80, 1));
        assertEquals(SignalKind.WELCOME, desk.last().kind(), "one that has seen a turn is judged by its incarnation");
    }

    @Test
    @DisplayName("R13: a node whose id is in use by a newer one stops, with a status that is not 0")
    void inUse() {
        var desk = new Desk().dial();
        desk.answer(Signal.of(SignalKind.REFUSE, 2, 1, Mark.NONE, 50, 2));
        assertEquals(1, assertInstanceOf(RingAction.Exit.class, desk.actions.getLast()).status());
    }

    @Test
    @DisplayName("a HELLO with the node's own id from another life is refused with reason 2, and a newer one ends the node")
    void ownId() {
        for (long life : new long[] {99, 101}) {
            var desk = new Desk().linked(mark(4, 4, 0));
            desk.machine.accepted(desk.now, 3);
            desk.from(3, Signal.of(SignalKind.HELLO, 1, 1, mark(4, 4, 0), life, 1));
            assertTrue(desk.said().contains("REFUSE"), desk.said());
            assertEquals(life > 100, desk.machine.hasEnded());
        }
    }

    @Test
    @DisplayName("R14: the mark in HELLO, WELCOME and REFUSE is taken over if it is later")
    void learns() {
        var desk = new Desk().dial();
        desk.answer(Signal.of(SignalKind.REFUSE, 2, 1, mark(2, 2, 1), 50, 1));
        assertEquals(mark(2, 2, 1), desk.machine.mark());
        desk.after(300);
        desk.answer(hello(SignalKind.WELCOME, 2, mark(2, 3, 0)));
        assertEquals(mark(2, 3, 0), desk.machine.mark());
        desk.machine.accepted(desk.now, IN);
        desk.from(IN, hello(SignalKind.HELLO, 0, mark(2, 9, 0)));
        assertEquals(mark(2, 9, 0), desk.machine.mark());
    }

    @Test
    @DisplayName("R15: what goes round is taken from the predecessor alone; from anybody else it closes the link")
    void fromSuccessor() {
        var desk = new Desk().linked(mark(4, 4, 0));
        desk.from(desk.out, Signal.of(SignalKind.CLAIM, 3, 3, new Mark(Mark.epoch(9, 3), 0, 0), 1, 1));
        assertTrue(desk.closed(desk.out));
        assertFalse(desk.sent().stream().anyMatch(text -> text.startsWith("CLAIM")));
    }

    @Test
    @DisplayName("R16, R17: ALIVE is sent both ways where nothing was for 500 ms; a link silent for 2.5 s is closed")
    void alive() {
        var desk = new Desk().linked(mark(4, 4, 0));
        desk.after(600);
        var alive = desk.actions.stream().filter(action -> action instanceof RingAction.Send(long _, Signal signal)
                && signal.kind() == SignalKind.ALIVE).map(action -> ((RingAction.Send) action).link()).toList();
        assertEquals(List.of(desk.out, IN), alive);
        long link = desk.out;
        desk.after(1800);
        assertFalse(desk.closed(IN));
        desk.after(200);
        assertTrue(desk.closed(IN) && desk.closed(link));
    }

    @Test
    @DisplayName("R18: when the successor is lost the candidates are tried from the first to the last")
    void bypass() {
        var desk = new Desk().linked(mark(4, 4, 0));
        desk.machine.closed(desk.now, desk.out);
        for (long id : new long[] {2, 3, 0}) {
            desk.after(0);
            var dial = (RingAction.Dial) desk.actions.stream().filter(RingAction.Dial.class::isInstance).reduce((_, b) -> b)
                    .orElseThrow();
            assertEquals(id, dial.id());
            desk.machine.failed(desk.now, desk.out);
        }
        desk.actions.clear();
        desk.after(100);
        assertEquals(0, desk.count(RingAction.Dial.class), "and then there is a pause");
        desk.after(200);
        assertEquals(1, desk.count(RingAction.Dial.class));
    }

    @Test
    @DisplayName("R19: who is refused begins again with the first candidate after 250 ms, and tries nobody beyond")
    void refused() {
        var desk = new Desk().linked(mark(4, 4, 0));
        desk.machine.closed(desk.now, desk.out);
        desk.after(0);
        desk.machine.failed(desk.now, desk.out);
        desk.after(0);
        desk.actions.clear();
        desk.answer(Signal.of(SignalKind.REFUSE, 3, 1, Mark.NONE, 50, 1));
        desk.after(240);
        assertEquals(0, desk.count(RingAction.Dial.class));
        desk.after(20);
        assertEquals(2, desk.actions.stream().filter(RingAction.Dial.class::isInstance).map(a -> ((RingAction.Dial) a).id())
                .findFirst().orElseThrow());
    }

    @Test
    @DisplayName("R20: a nearer candidate is dialled every second, and takes the place of the successor when it answers")
    void probe() {
        var desk = new Desk().dial();
        desk.machine.failed(desk.now, desk.out);
        desk.after(0);
        desk.answer(hello(SignalKind.WELCOME, 3, mark(4, 4, 0)));
        long old = desk.out;
        desk.after(1100);
        assertTrue(desk.out != old, desk.said());
        assertEquals(3, desk.machine.successor());
        desk.answer(hello(SignalKind.WELCOME, 2, mark(4, 4, 0)));
        assertEquals(2, desk.machine.successor());
        assertTrue(desk.closed(old));
    }
}
