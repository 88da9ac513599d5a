package wirelab.duet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.chat.LineMachine;
import wirelab.kit.Drained;
import wirelab.kit.ProtocolViolation;

/// The server's state without sockets, by a clock that is turned by hand.
class PairingTest {
    private static final long MS = 1_000_000;
    private final Pairing pairing = new Pairing(Pairing.Limits.DEFAULTS, () -> new Token(new byte[32]));
    private final List<String> log = new ArrayList<>();
    private long now;

    private void perform() {
        for (var action : Drained.from(pairing)) {
            log.add(switch (action) {
                case LineMachine.Action.Send(long to, String line) -> to + " " + line;
                case LineMachine.Action.HangUp(long to) -> to + " hung up";
                case LineMachine.Action.Print(String text) -> "print " + text;
                case LineMachine.Action.Count(String what) -> "count " + what;
            });
        }
    }

    private void open(long client) {
        pairing.opened(now, client, new InetSocketAddress("192.0.2." + client, 1000));
        perform();
    }

    private void say(long client, String line) {
        pairing.said(now, client, line);
        perform();
    }

    private void pass(long nanos, long... answering) {
        for (long end = now + nanos; now < end; ) {
            now = Math.min(end, Math.max(now, pairing.nextAt()));
            int before = log.size();
            pairing.tick(now);
            perform();
            for (long client : answering) {
                if (log.subList(before, log.size()).contains(client + " PING")) say(client, "PONG");
            }
        }
    }

    private void pair() {
        open(1);
        open(2);
        say(1, "JOIN alice 5001");
        say(2, "join bob 5002");
    }

    @Test
    void whoComesFirstWaitsForTheSecondAndEachLearnsTheOthersAddress() {
        pair();
        String token = "A".repeat(43);
        assertTrue(log.contains("1 WAIT"));
        assertTrue(log.contains("1 PAIR 1 bob 192.0.2.2 5002 " + token + " 5000"), log.toString());
        assertTrue(log.contains("2 PAIR 2 alice 192.0.2.1 5001 " + token + " 5000"), log.toString());
        say(1, "COPY 1 hello");
        assertTrue(log.contains("print alice> hello"));
        open(3);
        say(3, "COPY 1 hello");
        assertTrue(log.getLast().startsWith("3 ERROR alone "));
        say(3, "JOIN carol 1");
        assertTrue(log.contains("3 WAIT"));
    }

    @Test
    void exitOfEitherHangsUpOnBoth() {
        pair();
        say(2, "EXIT");
        assertTrue(log.containsAll(List.of("2 hung up", "1 END left", "1 hung up")), log.toString());
        pairing.closed(now, 1);
        pairing.closed(now, 2);
        perform();
        assertEquals(1, log.stream().filter("1 hung up"::equals).count());
    }

    @Test
    void theEndOfAConnectionHangsUpOnTheOther() {
        pair();
        pairing.closed(now, 1);
        perform();
        assertTrue(log.containsAll(List.of("2 END vanished", "2 hung up")), log.toString());
    }

    @Test
    void whoIsSilentIsAskedAndThenHasVanished() {
        pair();
        pass(4990 * MS, 2);
        assertTrue(log.contains("1 PING") && !log.contains("2 END vanished"), log.toString());
        pass(20 * MS, 2);
        assertTrue(log.containsAll(List.of("1 hung up", "2 END vanished", "2 hung up", "count timed out")), log.toString());
    }

    @Test
    void thoseWhoAnswerStayForHours() {
        pair();
        pass(Duration.ofHours(3).toNanos(), 1, 2);
        assertTrue(log.stream().noneMatch(line -> line.contains("END")));
    }

    @Test
    void whoNeverJoinsIsSentAwayAndOneWhoWaitsAndLeavesIsForgotten() {
        open(1);
        say(1, "PING");
        pass(Duration.ofSeconds(11).toNanos());
        assertTrue(log.get(log.size() - 2).startsWith("1 ERROR slow ") && log.contains("1 hung up"), log.toString());
        open(2);
        say(2, "JOIN bob 7");
        say(2, "JOIN bob 7");
        assertTrue(log.getLast().startsWith("2 ERROR joined "));
        open(3);
        say(3, "JOIN BOB 8");
        assertTrue(log.getLast().startsWith("3 ERROR taken "));
        pairing.closed(now, 2);
        say(3, "JOIN bob 8");
        assertTrue(log.contains("3 WAIT"), log.toString());
        pairing.garbled(now, 3, new ProtocolViolation("line", 0, "too long"));
        perform();
        assertTrue(log.contains("3 ERROR malformed line at byte 0: too long") && log.contains("3 hung up"));
        open(4);
        pairing.stopping(now);
        perform();
        assertTrue(log.containsAll(List.of("4 END stopping", "4 hung up")));
    }
}
