package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Fuzz;

/// A stranger at the socket of a living ring: what Section 10 of the text says happens.
@Tag("scripts")
class StrangerTest {
    private static final int PATIENCE = 30_000;
    private static final long GREAT = 0xffff_fff0L;

    @TempDir
    Path folder;

    private static Signal hello(long src, Mark mark) {
        return Signal.of(SignalKind.HELLO, src, 1, mark, GREAT, 1);
    }

    /// Brings a ring of three to life, with 200 messages to come.
    ///
    /// @return node 0, which reaches both others
    private static Talker living(RingRun run) throws IOException {
        run.fill(3, 200);
        var talker = run.talker(0);
        run.start(1);
        run.start(2);
        run.up();
        talker.reaches(1);
        talker.reaches(2);
        return talker;
    }

    @Test
    @DisplayName("without a key a stranger's turn in a greater epoch makes the true one stale: still each message once")
    void injects() throws IOException {
        try (var run = new RingRun(folder, 3, RingRun.QUICK + "form = 60s")) {
            var talker = living(run);
            var mark = new Mark(Mark.epoch(5000, 2), 7, 0);
            try (var stranger = RawLink.dial(run.port(1), PATIENCE)) {
                stranger.send(hello(2, mark));
                assertEquals(SignalKind.WELCOME, stranger.next().kind(), "it is the predecessor now");
                stranger.send(new Signal(SignalKind.TOKEN, 2, 1, false, mark.nextTurn(), GREAT, 0,
                        new Signal.Note(0, 0, 7).encode()));
                RingRun.until("node 1 holds it", () -> Files.readString(run.trace(1)).contains("\"note\":\"5000.2/8/0\""));
            }
            talker.reaches(1);
            talker.reaches(2);
            run.allEnd();
            run.eachOnce(3, 200, List.of());
            var result = run.check();
            assertNotNull(result.problem());
            assertTrue(result.problem().contains("\"of\":" + GREAT), "what nobody has sent is named:\n" + result.problem());
        }
    }

    @Test
    @DisplayName("with a key a stranger gets a nonce and no answer, and 100 silent links cost the ring nothing")
    void key() throws IOException {
        try (var run = new RingRun(folder, 3, RingRun.QUICK + "form = 60s\nkey = open sesame")) {
            var talker = living(run);
            try (var plain = RawLink.dial(run.port(1), PATIENCE); var guess = RawLink.dial(run.port(1), PATIENCE)) {
                plain.send(hello(0, new Mark(Mark.epoch(5000, 2), 7, 0)));
                assertEquals(Seal.NONCE, plain.untilClosed(), "a nonce, and the end");
                var seal = Seal.agree(guess.stream(), "open says me".getBytes(), true);
                guess.send(seal.seal(hello(0, new Mark(Mark.epoch(5000, 2), 7, 0)).frame()).encode());
                assertEquals(0, guess.untilClosed(), "no answer to a wrong tag");
            }
            var silent = new ArrayList<RawLink>();
            for (int n = 0; n < 100; n++) silent.add(RawLink.dial(run.port(1), PATIENCE));
            talker.reaches(1);
            talker.reaches(2);
            for (var link : silent) link.close();
            run.ends();
            run.eachOnce(3, 200, List.of());
            assertFalse(Files.readString(run.trace(1)).contains(Long.toString(GREAT)));
        }
    }

    @Test
    @DisplayName("a length of 2^32-1 and 500 mutated frames close the links on which they come, and nothing else")
    void hostile() throws IOException {
        try (var run = new RingRun(folder, 3, RingRun.QUICK + "form = 60s")) {
            var talker = living(run);
            byte[] good = hello(77, new Mark(Mark.epoch(5000, 2), 7, 0)).frame().encode();
            byte[] huge = good.clone();
            Arrays.fill(huge, 9, 13, (byte) 0xff);
            try (var link = RawLink.dial(run.port(1), PATIENCE)) {
                link.send(huge);
                assertEquals(0, link.untilClosed());
            }
            for (byte[] bytes : Fuzz.mutations(10, 500, good).filter(StrangerTest::isNoMember).toList()) {
                try (var link = RawLink.dial(run.port(1), PATIENCE)) {
                    link.send(bytes);
                } catch (SocketException _) {
                    // It is one stranger too many just then, and closed before it has said anything.
                }
            }
            talker.reaches(1);
            talker.reaches(2);
            run.ends();
            run.eachOnce(3, 200, List.of());
        }
    }

    /// Whether it cannot be HELLO of a node of the ring: that would be believed.
    private static boolean isNoMember(byte[] bytes) {
        return bytes.length < 4 || Integer.compareUnsigned(ByteBuffer.wrap(bytes).getInt(), 2) > 0;
    }

    @Test
    @DisplayName("a stranger who is the predecessor delivers in any name, ends a run, or claims what nobody can outdo")
    void predecessor() {
        var desk = new Desk().linked(Desk.mark(2, 1, 0));
        desk.data(0, 1, Desk.mark(2, 2, 1), GREAT, 9);
        assertEquals(1, desk.count(RingAction.Deliver.class), "forged, and delivered");
        desk.data(0, 1, Desk.mark(2, 2, 2), 7, 3);
        assertEquals(1, desk.count(RingAction.Deliver.class), "the true sender's number is less");
        desk.from(Desk.IN, Signal.of(SignalKind.FINISH, 0, 0, Desk.mark(2, 2, 3), 50, 0));
        desk.lose(Desk.IN);
        assertTrue(desk.said().contains("Exit[status=0"), desk.said());

        var claims = new Desk().linked(Desk.mark(2, 1, 0));
        claims.from(Desk.IN, Signal.of(SignalKind.CLAIM, 3, 3, new Mark(Mark.epoch(0xffff_ffffL, 3), 0, 0), 50, 1));
        claims.actions.clear();
        claims.keptAlive(20_000, Desk.mark(2, 1, 0));
        assertEquals(List.of(), claims.sent(), "no claim is greater, and none is made twice");
    }
}
