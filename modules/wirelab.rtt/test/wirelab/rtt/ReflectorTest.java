package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import wirelab.ntp.NtpTimestamp;

class ReflectorTest {
    private static final NtpTimestamp NOW = new NtpTimestamp(0xebb5c3a1_80000000L);
    private static final InetSocketAddress ONE = new InetSocketAddress("192.0.2.1", 4000);
    private static final InetSocketAddress OTHER = new InetSocketAddress("192.0.2.1", 4001);

    private static StampTest test(long sequence) {
        return new StampTest(sequence, new NtpTimestamp(sequence), ErrorEstimate.UNKNOWN);
    }

    private static List<Long> numbers(Reflector reflector, InetSocketAddress source, long... sequences) {
        return LongStream.of(sequences).mapToObj(n -> reflector.answer(test(n), source, NOW, 64).sequence()).toList();
    }

    @Test
    void aStatelessReflectorRepeatsTheNumber() {
        var reflector = new Reflector(false, ErrorEstimate.UNKNOWN);
        assertEquals(List.of(0L, 5L, 4_294_967_295L), numbers(reflector, ONE, 0, 5, 4_294_967_295L));
    }

    @Test
    void aStatefulReflectorCountsForEachSession() {
        var reflector = new Reflector(true, ErrorEstimate.UNKNOWN);
        assertEquals(List.of(0L, 1L, 2L), numbers(reflector, ONE, 0, 2, 3));
        assertEquals(List.of(0L, 1L), numbers(reflector, OTHER, 0, 9));
        assertEquals(List.of(3L), numbers(reflector, ONE, 7));
        assertEquals(List.of(0L, 1L), numbers(reflector, ONE, 0, 1), "a new session from the same port");
    }

    @Test
    void theSessionThatWasSilentForTheLongestIsForgotten() {
        var reflector = new Reflector(true, ErrorEstimate.UNKNOWN);
        numbers(reflector, ONE, 0, 1, 2);
        for (int i = 0; i < Reflector.MOST_SESSIONS; i++) {
            numbers(reflector, new InetSocketAddress("198.51.100." + i % 250, 1_000 + i / 250), 1);
        }
        assertEquals(List.of(0L), numbers(reflector, ONE, 3));
    }

    @Test
    void theQuestionComesBackWithTheTimeOfArrivalAndTheHopsLeft() {
        var reply = new Reflector(false, ErrorEstimate.UNKNOWN).answer(test(3), ONE, NOW, 61);
        assertEquals(new StampReply(3, NOW, ErrorEstimate.UNKNOWN, NOW, test(3), 61), reply);
        var later = new NtpTimestamp(NOW.bits() + 9);
        assertEquals(later, reply.leavingAt(later).timestamp());
    }
}
