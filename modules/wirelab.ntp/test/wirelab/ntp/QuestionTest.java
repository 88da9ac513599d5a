package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import wirelab.kit.Counters;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

/// Each check that an answer must pass (RFC 4330, section 5, and RFC 5905), with an answer that fails it alone.
class QuestionTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 123);
    private static final Instant SENT = Instant.parse("2026-06-01T12:00:00.123456789Z");
    private static final long RTT = 40_000_000;
    /// The server's clock is 3 s ahead, and it took a millisecond to answer.
    private static final Instant ARRIVED = SENT.plusSeconds(3).plusMillis(20);
    private static final Question QUESTION = Question.at(LocalClock.nanos(SENT), SERVER);

    private static byte[] answer() throws ProtocolViolation {
        var question = NtpMessage.question(QUESTION.transmit());
        var reference = Reference.local(2, Duration.ofMillis(5), ARRIVED.minusSeconds(10));
        var responder = new Responder(0, 1, -25, new Counters());
        var answer = responder.answer(question, SERVER.getAddress(), 0, ARRIVED, reference);
        var bytes = ByteBuffer.wrap(answer.encode());
        bytes.putLong(NtpMessage.TRANSMIT_OFFSET, NtpTimestamp.of(ARRIVED.plusMillis(1)).bits());
        return bytes.array();
    }

    private static Outcome judge(byte[] answer) throws ProtocolViolation {
        return QUESTION.judge(SERVER, ByteBuffer.wrap(answer), LocalClock.nanos(SENT) + RTT + 1_000_000, 0);
    }

    private static Outcome judgeChanged(Consumer<ByteBuffer> change) throws ProtocolViolation {
        var bytes = ByteBuffer.wrap(answer());
        change.accept(bytes);
        return judge(bytes.array());
    }

    private static void assertRefused(String reason, Consumer<ByteBuffer> change) throws ProtocolViolation {
        var refused = assertInstanceOf(Outcome.Refused.class, judgeChanged(change));
        assertTrue(refused.reason().contains(reason), refused.reason());
    }

    private static void assertIgnored(String field, Consumer<ByteBuffer> change) {
        assertEquals(field, assertThrows(ProtocolViolation.class, () -> judgeChanged(change)).field());
    }

    @Test
    void aGoodAnswerGivesOffsetDelayAndBound() throws Exception {
        var sample = assertInstanceOf(Sample.class, judge(answer()));
        assertEquals(3_000_000_000L, sample.offset(), 2);
        assertEquals(RTT, sample.delay(), 2);
        assertEquals(RTT / 2, sample.bound(), 25_000);
        assertEquals(sample.bound() + 5_000_000, sample.distance(), 200_000,
                "5 ms at its last setting and 15 ppm of the time since");
    }

    @Test
    void aMinimumMakesTheBoundSmallerUnlessTheAnswerIsQuicker() throws Exception {
        long received = LocalClock.nanos(SENT) + RTT + 1_000_000;
        var sample = (Sample) QUESTION.judge(SERVER, ByteBuffer.wrap(answer()), received, 15_000_000);
        assertEquals(RTT / 2 - 15_000_000, sample.bound(), 25_000);
        assertInstanceOf(Outcome.Refused.class, QUESTION.judge(SERVER, ByteBuffer.wrap(answer()), received, 21_000_000));
    }

    @Test
    void whatIsNoAnswerToThisQuestionIsIgnored() throws Exception {
        var bytes = ByteBuffer.wrap(answer());
        var elsewhere = new InetSocketAddress("127.0.0.1", 124);
        assertThrows(ProtocolViolation.class, () -> QUESTION.judge(elsewhere, bytes, 0, 0));
        assertIgnored("origin time stamp", answer -> answer.putLong(24, QUESTION.transmit().bits() + 1));
        assertIgnored("origin time stamp", answer -> answer.putLong(24, 0));
        for (int mode : new int[] {0, 1, 2, 3, 5, 6, 7}) {
            assertIgnored("mode", answer -> answer.put(0, (byte) (4 << 3 | mode)));
        }
    }

    @Test
    void aClockThatIsNotSetIsRefused() throws Exception {
        assertRefused("leap indicator 3", answer -> answer.put(0, (byte) (3 << 6 | 4 << 3 | 4)));
        assertRefused("stratum 0", answer -> answer.put(1, (byte) 0).putInt(12, 0));
        assertRefused("stratum 16", answer -> answer.put(1, (byte) 16));
        assertRefused("stratum 255", answer -> answer.put(1, (byte) 255));
    }

    @Test
    void timesThatCannotBeAreRefused() throws Exception {
        assertRefused("no transmit", answer -> answer.putLong(40, 0));
        assertRefused("no receive", answer -> answer.putLong(32, 0));
        assertRefused("before it was asked", answer -> answer.putLong(40, NtpTimestamp.of(ARRIVED.minusMillis(1)).bits()));
        assertRefused("in the future", answer -> answer.putLong(16, NtpTimestamp.of(ARRIVED.plusSeconds(1)).bits()));
        assertRefused("longer than the whole round trip", answer ->
                answer.putLong(40, NtpTimestamp.of(ARRIVED.plusSeconds(1)).bits()));
        assertRefused("wrong by 20 s", answer -> answer.putInt(8, 20 << 16));
        assertRefused("wrong by 16 s", answer -> answer.putInt(4, 32 << 16));
        assertRefused("version 2", answer -> answer.put(0, (byte) (2 << 3 | 4)));
    }

    @Test
    void anAnswerInVersion3ToAQuestionInVersion4IsTaken() throws Exception {
        var sample = assertInstanceOf(Sample.class, judgeChanged(answer -> answer.put(0, (byte) (3 << 3 | 4))));
        assertEquals(3_000_000_000L, sample.offset(), 2);
    }

    @Test
    void aSampleSaysInWordsWhatItIs() throws Exception {
        assertEquals("offset +3.000000 s, round trip 40.000 ms, wrong by at most 20.021 ms, stratum 2",
                judge(answer()).toString());
    }

    @Test
    void aKissIsUnderstood() throws Exception {
        var kiss = assertInstanceOf(Outcome.Kiss.class,
                judgeChanged(answer -> answer.put(1, (byte) 0).putInt(12, NtpMessage.referenceId("DENY"))));
        assertEquals("DENY", kiss.code());
        assertTrue(kiss.isFinal());
    }

    @Test
    void anyBytesGiveAnOutcomeOrAnErrorAndNeverAnOffsetOutsideItsBound() throws Exception {
        Fuzz.mutations(4330, 10_000, answer()).forEach(bytes -> {
            try {
                if (judge(bytes) instanceof Sample sample) {
                    assertTrue(sample.bound() >= 0 && sample.distance() >= sample.bound());
                    assertTrue(sample.delay() >= -sample.bound());
                }
            } catch (ProtocolViolation e) {
                assertTrue(!e.field().isEmpty());
            }
        });
    }

    @Test
    void theEndOfAnEraBetweenQuestionAndAnswerChangesNothing() throws Exception {
        var sent = Instant.parse("2036-02-07T06:28:15.990Z");
        var question = Question.at(LocalClock.nanos(sent), SERVER);
        var arrived = NtpTimestamp.of(sent.plusMillis(20));
        var answer = new NtpMessage(LeapIndicator.NONE, 4, Mode.SERVER, 1, 0, -20, NtpShort.ZERO, NtpShort.ZERO, 0,
                NtpTimestamp.of(sent.minusSeconds(1)), question.transmit(), arrived, arrived);
        var sample = (Sample) question.judge(SERVER, ByteBuffer.wrap(answer.encode()), LocalClock.nanos(sent) + RTT, 0);
        assertEquals(0, sample.offset(), 2);
    }
}
