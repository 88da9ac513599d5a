package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.Counters;

class ResponderTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Reference REFERENCE = Reference.local(3, Duration.ofMillis(20), NOW.minusSeconds(1_000));
    private static final InetAddress SOURCE = InetAddress.getLoopbackAddress();

    private final Counters counters = new Counters();

    private static NtpMessage question(int version, Mode mode) {
        return new NtpMessage(LeapIndicator.UNSYNCHRONISED, version, mode, 16, 10, -6, NtpShort.ZERO, NtpShort.ZERO, 77,
                NtpTimestamp.UNKNOWN, NtpTimestamp.UNKNOWN, NtpTimestamp.UNKNOWN, new NtpTimestamp(0x0123_4567_89ab_cdefL));
    }

    private NtpMessage ask(Responder responder, NtpMessage question, long nanos) {
        return responder.answer(question, SOURCE, nanos, NOW, REFERENCE);
    }

    @Test
    void anAnswerTakesVersionPollAndOriginFromTheQuestionAndTheRestFromTheReference() {
        var responder = new Responder(0, 1, -24, counters);
        for (int version = 1; version <= 4; version++) {
            var answer = ask(responder, question(version, Mode.CLIENT), 0);
            assertEquals(version, answer.version());
            assertEquals(Mode.SERVER, answer.mode());
            assertEquals(LeapIndicator.NONE, answer.leap());
            assertEquals(3, answer.stratum());
            assertEquals(10, answer.poll());
            assertEquals(-24, answer.precision());
            assertEquals("127.127.1.1", answer.referenceText());
            assertEquals(0x0123_4567_89ab_cdefL, answer.origin().bits());
            assertEquals(NtpTimestamp.of(NOW), answer.receive());
            assertEquals(NtpTimestamp.of(NOW.minusSeconds(1_000)), answer.reference());
            assertEquals(20_000_000 + 15_015_000, answer.rootDispersion().nanos(), 20_000,
                    "20 ms, and 15 ppm of 1,000 s since");
        }
    }

    @Test
    void aClockThatWasSetBackDoesNotSayThatItWasSetInTheFuture() {
        var responder = new Responder(0, 1, -24, counters);
        var earlier = NOW.minusSeconds(100_000);
        var answer = responder.answer(question(4, Mode.CLIENT), SOURCE, 0, earlier, REFERENCE);
        assertEquals(NtpTimestamp.of(earlier), answer.reference());
    }

    @Test
    void aVouchedClockMayBeSetBackAndForthAndItsErrorGrowsWithTheTimeThatPasses() {
        var steps = List.of(Duration.ZERO, Duration.ofDays(-400), Duration.ofDays(4000)).iterator();
        var clock = (InstantSource) () -> NOW.plus(steps.next());
        var reference = Reference.vouched(clock, 10, Duration.ofMillis(20));
        for (int days : new int[] {0, -400, 4000}) {
            var now = NOW.plus(Duration.ofDays(days));
            var responder = new Responder(0, 1, -24, counters);
            var answer = responder.answer(question(4, Mode.CLIENT), SOURCE, 0, now, reference.get());
            assertTrue(answer.reference().nanosSince(NtpTimestamp.of(now)) <= 0);
            assertEquals(20_000_000, answer.rootDispersion().nanos(), 1_000_000);
        }
    }

    @Test
    void modesThatAreNotSpokenGetNoAnswer() {
        var responder = new Responder(0, 1, -24, counters);
        for (var mode : Mode.values()) {
            if (mode == Mode.CLIENT) assertNotNull(ask(responder, question(4, mode), 0));
            else assertNull(ask(responder, question(4, mode), 0), mode::toString);
        }
        assertEquals(7, counters.get("other mode"));
    }

    @Test
    void aSourceOverItsRateGetsOneKissAndThenNothingForAWhile() {
        var responder = new Responder(1, 3, -24, counters);
        for (int i = 0; i < 3; i++) assertEquals(3, ask(responder, question(4, Mode.CLIENT), 0).stratum());
        var kiss = ask(responder, question(4, Mode.CLIENT), 0);
        assertEquals(0, kiss.stratum());
        assertEquals("RATE", kiss.referenceText());
        assertEquals(LeapIndicator.UNSYNCHRONISED, kiss.leap());
        assertEquals(0x0123_4567_89ab_cdefL, kiss.origin().bits(),
                "a kiss that nobody can forge without seeing the question");
        for (int i = 0; i < 10; i++) assertNull(ask(responder, question(4, Mode.CLIENT), 0));
        assertEquals(10, counters.get("limited"));
        assertEquals(3, ask(responder, question(4, Mode.CLIENT), 1_000_000_000L).stratum(),
                "a second later it may ask again");
    }

    @Test
    void aClockThatWasNeverSetSaysSo() {
        var answer = new Responder(0, 1, -24, counters).answer(question(4, Mode.CLIENT), SOURCE, 0, NOW,
                Reference.unsynchronised());
        assertEquals(LeapIndicator.UNSYNCHRONISED, answer.leap());
        assertEquals(0, answer.stratum());
        assertEquals("INIT", answer.referenceText());
    }
}
