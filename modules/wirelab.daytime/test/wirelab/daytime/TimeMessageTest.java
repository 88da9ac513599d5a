package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class TimeMessageTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant ROLL_OVER = Instant.parse("2036-02-07T06:28:16Z");

    /// The examples of RFC 868, page 2; the last one is negative, and thus of the era before 1900.
    @ParameterizedTest
    @CsvSource({
        "2208988800, 1970-01-01T00:00:00Z",
        "2398291200, 1976-01-01T00:00:00Z",
        "2524521600, 1980-01-01T00:00:00Z",
        "2629584000, 1983-05-01T00:00:00Z",
        "-1297728000, 1858-11-17T00:00:00Z"})
    void theDatesOfTheRfcAreTestVectors(long seconds, Instant time) {
        var message = new TimeMessage(seconds & 0xffff_ffffL);
        assertEquals(message, TimeMessage.of(time));
        assertEquals(time, message.time(time.plusSeconds(1_000_000_000)));
        if (seconds > 0) assertEquals(time, message.time(Instant.parse("1990-01-01T00:00:00Z")));
    }

    @Test
    void theEraOfADateBefore1900IsFoundOnlyByOneWhoLivesNear() {
        var message = new TimeMessage(-1_297_728_000L & 0xffff_ffffL);
        assertEquals(Instant.parse("1858-11-17T00:00:00Z"), message.time(Instant.parse("1900-01-01T00:00:00Z")));
        assertEquals(Instant.parse("1994-12-24T06:28:16Z"), message.time(NOW));
    }

    @Test
    void in2036TheNumberBeginsAtZeroAgainAndTheTimeGoesOn() {
        assertEquals(0xffff_ffffL, TimeMessage.of(ROLL_OVER.minusSeconds(1)).seconds());
        assertEquals(0, TimeMessage.of(ROLL_OVER).seconds());
        for (int i = -3; i <= 3; i++) {
            var time = ROLL_OVER.plusSeconds(i);
            assertEquals(time, TimeMessage.of(time).time(NOW));
            assertEquals(time, TimeMessage.of(time).time(ROLL_OVER.plusSeconds(1_000_000_000)));
        }
    }

    @Test
    void everyTimeIsReadByWhoeverKnowsItTo68Years() {
        var random = new Random(868);
        for (int i = 0; i < 100_000; i++) {
            var time = Instant.ofEpochSecond(random.nextLong(-10_000_000_000L, 10_000_000_000L));
            assertEquals(time, TimeMessage.of(time.plusNanos(999_999_999)).time(time.plusSeconds(random.nextInt())));
        }
    }

    @Test
    void aMessageHasFourBytesAndNoMore() throws Exception {
        byte[] bytes = {(byte) 0x83, (byte) 0xaa, 0x7e, (byte) 0x80};
        assertEquals(Instant.EPOCH, TimeMessage.decode(ByteBuffer.wrap(bytes)).time(NOW));
        Fuzz.truncations(bytes).forEach(cut -> assertThrows(ProtocolViolation.class,
                () -> TimeMessage.decode(ByteBuffer.wrap(cut))));
        Fuzz.mutations(868, 10_000, bytes).forEach(mutated -> {
            if (mutated.length != 4) assertThrows(ProtocolViolation.class,
                    () -> TimeMessage.decode(ByteBuffer.wrap(mutated)));
            else {
                try {
                    assertArrayEquals(mutated, TimeMessage.decode(ByteBuffer.wrap(mutated)).encode());
                } catch (ProtocolViolation e) {
                    throw new AssertionError(e);
                }
            }
        });
    }
}
