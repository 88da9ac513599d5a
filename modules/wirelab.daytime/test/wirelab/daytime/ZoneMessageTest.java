package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class ZoneMessageTest {
    private static final ZoneResponder RESPONDER = new ZoneResponder(ZoneId.of("Europe/Madrid"),
            Locale.forLanguageTag("es-ES"));
    private static final Instant NOW = Instant.parse("2026-07-01T10:20:30.123456789Z");
    private static final ZoneSync SYNC = new ZoneSync(ZoneSync.State.SYNCHRONISED, Duration.ofNanos(1_234_567),
            Duration.ofSeconds(7), 11, 3, 2);

    private static final ZoneMessage.Question QUESTION = new ZoneMessage.Question(0x0123_4567_89ab_cdefL, "Asia/Kolkata",
            "hi-IN");
    private static final List<ZoneMessage> MESSAGES = List.of(QUESTION, new ZoneMessage.Question(-1, "", ""),
            RESPONDER.answer(QUESTION, NOW, SYNC), RESPONDER.answer(new ZoneMessage.Question(2, "America/New_York", ""),
            NOW, ZoneSync.NONE),
            RESPONDER.answer(new ZoneMessage.Question(3, "Asia/Madrid", "de"), NOW, SYNC),
            new ZoneMessage.Refusal(4, ZoneStatus.MALFORMED, "", "", "reserved at byte 90: is not zero"));

    private static ZoneMessage decode(byte[] bytes) throws ProtocolViolation {
        return ZoneMessage.decode(ByteBuffer.wrap(bytes));
    }

    private static void assertBroken(String field, ZoneMessage message, int at, int value) {
        byte[] bytes = message.encode();
        bytes[at] = (byte) value;
        assertEquals(field, assertThrows(ProtocolViolation.class, () -> decode(bytes), field).field());
    }

    @Test
    void everyMessageComesBackAsItWasAndHasTheOneLength() throws Exception {
        for (var message : MESSAGES) {
            assertEquals(ZoneMessage.SIZE, message.encode().length);
            assertEquals(message, decode(message.encode()));
        }
    }

    @Test
    void theFieldsStandWhereTheTableSays() {
        var bytes = ByteBuffer.wrap(MESSAGES.get(2).encode());
        assertEquals(1, bytes.get(0));
        assertEquals((byte) 0x80, bytes.get(1), "an answer; India has neither daylight saving nor a next transition");
        assertEquals(1, bytes.get(3), "synchronised");
        assertEquals(0x0123_4567_89ab_cdefL, bytes.getLong(4));
        assertEquals("Asia/Kolkata", text(bytes, 12, 40));
        assertEquals("hi-IN", text(bytes, 52, 36));
        assertEquals(NOW.getEpochSecond(), bytes.getLong(88));
        assertEquals(123_456_789, bytes.getInt(96));
        assertEquals(2026, bytes.getInt(100));
        assertArrayEquals(new byte[] {7, 1, 15, 50, 30, 3, 0, (byte) 182}, Arrays.copyOfRange(bytes.array(), 104, 112));
        assertEquals(19_800, bytes.getInt(112));
        assertEquals("IST", text(bytes, 116, 16));
        assertEquals(1_234_567, bytes.getLong(144));
        assertEquals(7, bytes.getInt(152));
        assertArrayEquals(new byte[] {11, 3, 2, 0}, Arrays.copyOfRange(bytes.array(), 156, 160));
        assertEquals("Europe/Madrid", text(bytes, 160, 40));
        assertEquals("es-ES", text(bytes, 200, 36));
        assertEquals("बुधवार, 1 जुलाई 2026, 3:50:30 pm", text(bytes, 240, 128));
        var newYork = ByteBuffer.wrap(MESSAGES.get(3).encode());
        assertEquals((byte) 0xe0, newYork.get(1), "an answer, daylight saving, a next transition");
        assertEquals(Instant.parse("2026-11-01T06:00:00Z").getEpochSecond(), newYork.getLong(132));
        assertEquals(-5 * 3600, newYork.getInt(140));
        assertEquals(-1, newYork.getLong(144), "the error bound is not known");
        assertEquals(-1, newYork.getInt(152));
    }

    private static String text(ByteBuffer bytes, int at, int size) {
        return new String(bytes.array(), at, size, StandardCharsets.UTF_8).replaceAll("\0+$", "");
    }

    @Test
    void whatContradictsItselfIsRefused() {
        var answer = MESSAGES.get(2);
        assertBroken("version", answer, 0, 2);
        assertBroken("flags", answer, 1, 0x81);
        assertBroken("status", answer, 2, 9);
        assertBroken("state of the clock", answer, 3, 3);
        assertBroken("error bound", answer, 3, 0);
        assertBroken("zone", answer, 51, 1);
        assertBroken("zone", answer, 12, 0xff);
        assertBroken("nanoseconds", answer, 96, 0x7f);
        for (int at = 100; at < 112; at++) assertBroken("date and time", answer, at, 99);
        assertBroken("offset", answer, 112, 1);
        assertBroken("date and time", answer, 115, 1);
        assertBroken("reserved", answer, 132, 1);
        assertBroken("time servers believed", answer, 158, 4);
        assertBroken("reserved", answer, 159, 1);
        assertBroken("reserved", answer, 236, 1);
        assertBroken("seconds", answer, 88, 0x7f);
        assertBroken("status", QUESTION, 2, 1);
        assertBroken("flags", QUESTION, 1, 0x10);
        for (int at = 88; at < ZoneMessage.SIZE; at++) assertBroken("reserved", QUESTION, at, 1);
    }

    @Test
    void allTruncationsAndAllThatIsLongerIsRefused() {
        for (var message : MESSAGES) {
            Stream.concat(Fuzz.truncations(message.encode()),
                    Stream.of(Arrays.copyOf(message.encode(), ZoneMessage.SIZE + 1)))
                    .forEach(bytes -> assertThrows(ProtocolViolation.class, () -> decode(bytes)));
        }
    }

    @Test
    void anyBytesGiveAMessageThatEncodesToThemOrAnError() {
        int[] good = {0};
        Fuzz.mutations(7014, 60_000, MESSAGES.stream().map(ZoneMessage::encode).toArray(byte[][]::new)).forEach(bytes -> {
            try {
                assertArrayEquals(bytes, decode(bytes).encode());
                good[0]++;
            } catch (ProtocolViolation e) {
                assertTrue(e.offset() >= 0 && e.offset() <= ZoneMessage.SIZE, e.getMessage());
            }
        });
        assertTrue(good[0] > 500, "some mutations are messages: " + good[0]);
    }

    @Test
    void whatDoesNotFitIsNoMessage() {
        assertThrows(IllegalArgumentException.class, () -> new ZoneMessage.Question(1, "x".repeat(41), ""));
        assertThrows(IllegalArgumentException.class, () -> new ZoneMessage.Question(1, "", "é".repeat(19)));
        assertThrows(IllegalArgumentException.class, () -> new ZoneMessage.Question(1, "a\0b", ""));
        assertThrows(IllegalArgumentException.class, () -> new ZoneMessage.Refusal(1, ZoneStatus.OK, "", "", ""));
    }
}
