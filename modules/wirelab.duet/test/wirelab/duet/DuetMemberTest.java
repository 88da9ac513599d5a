package wirelab.duet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said before there is a partner is said to the partner, or its author is told that it was not.
class DuetMemberTest {
    private static final long NOW = 1_000_000_000;
    private static final String PAIR = "PAIR 1 bob 127.0.0.1 41873 " + new Token(new byte[32]).text() + " 5000";

    private final DuetMember member = new DuetMember(NOW, "alice", 40_052, new byte[Key.NONCE]);
    private final List<String> lines = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private void perform() {
        member.drain(action -> {
            switch (action) {
                case DuetMember.Action.Line(String line) -> lines.add(line);
                case DuetMember.Action.Tell(DuetNotice notice) -> told.add(notice.text());
                case DuetMember.Action.Send _, DuetMember.Action.Close _ -> {
                    // Not what this is about.
                }
            }
        });
    }

    @Test
    void whatIsSaidEarlyIsKeptAndSaidInOrderUnderItsNumber() {
        assertEquals(1, member.say(NOW, "one"));
        assertEquals(2, member.say(NOW, "two"));
        perform();
        assertEquals(List.of("* message 1 waits for a partner", "* message 2 waits for a partner"), told);
        assertEquals(List.of("JOIN alice 40052"), lines);
        member.heard(NOW, PAIR);
        assertEquals(3, member.say(NOW, "three"));
        perform();
        assertEquals(List.of("JOIN alice 40052", "COPY 1 one", "COPY 2 two", "COPY 3 three"), lines);
    }

    @Test
    void whatNobodyCameForIsSaidToHaveBeenSentNeverWhetherOneLeavesOrIsRefused() {
        member.say(NOW, "hello");
        member.heard(NOW, "ERROR taken somebody has that name");
        perform();
        assertEquals(List.of("* message 1 waits for a partner", "* message 1 was NOT sent: no partner came",
                "* it is over: taken: somebody has that name"), told);
        assertEquals(-1, member.say(NOW, "hello?"), "over is over");
        var other = new DuetMember(NOW, "carol", 40_053, new byte[Key.NONCE]);
        other.say(NOW, "hello");
        other.exit(NOW);
        var words = new ArrayList<String>();
        other.drain(action -> {
            if (action instanceof DuetMember.Action.Tell(DuetNotice notice)) words.add(notice.text());
        });
        assertEquals("* message 1 was NOT sent: no partner came", words.get(1));
    }

    @Test
    void whatThePartnerHasNotAcknowledgedIsReportedOnceWhenTheServerGoes() {
        member.say(NOW, "one");
        member.heard(NOW, PAIR);
        member.say(NOW, "two");
        member.disconnected(NOW, "the server has hung up");
        perform();
        for (int i = 1; i <= 2; i++) {
            String failed = "* message " + i + " has NOT arrived, as far as is known";
            assertEquals(1, told.stream().filter(failed::equals).count(), told.toString());
        }
    }

    @Test
    void noMoreIsKeptThanCanBeSaidAtOnce() {
        for (int i = 1; i <= 128; i++) assertEquals(i, member.say(NOW, "x"));
        assertEquals(-1, member.say(NOW, "x"));
        assertTrue(member.isTalking(), "whoever says it waits, for there may be room soon");
    }
}
