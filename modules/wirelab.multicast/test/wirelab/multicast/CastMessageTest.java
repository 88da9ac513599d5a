package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

class CastMessageTest {
    static final List<CastMessage> MESSAGES = List.of(new CastMessage.Data(7, 3, 1_000_000_000L, false, "hello", 0),
            new CastMessage.Data(-1, CastMessage.MAX_SEQUENCE, -5, true, "", 100),
            new CastMessage.Data(0, 1, Long.MAX_VALUE, true,
                    "grüße, 世界", 3),
            new CastMessage.End(42, 1000, 17), new CastMessage.Answer(Long.MIN_VALUE, 9, Long.MIN_VALUE));

    private static byte[] bytes(CastMessage message) {
        var buffer = message.encode();
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static String error(String hex) {
        var e = assertThrows(ProtocolViolation.class, () ->
                Payload.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")))));
        return e.getMessage();
    }

    @Test
    void theBytesAreThoseOfTheDiagram() {
        assertEquals("574c4d43" + "01010000" + "0000000000000007" + "00000003" + "00000005" + "000000003b9aca00"
                + "68656c6c6f",
                HexFormat.of().formatHex(bytes(MESSAGES.getFirst())));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        for (var message : MESSAGES) assertEquals(message, Payload.decode(message.encode()));
    }

    @Test
    void aMistakeIsNamedWithFieldAndOffset() {
        String rest = "0000000000000007 00000003 00000000 0000000000000000";
        assertTrue(error("574c4d43 02010000" + rest).startsWith("version at byte 4"));
        assertTrue(error("574c4d43 01040000" + rest).startsWith("type at byte 5"));
        assertTrue(error("574c4d43 01010200" + rest).startsWith("flags at byte 6"));
        assertTrue(error("574c4d43 01020100" + rest).startsWith("flags at byte 6"));
        assertTrue(error("574c4d43 01010001" + rest).startsWith("zero at byte 7"));
        assertTrue(error("574c4d43 01010000 0000000000000007 00000000 00000000 0000000000000000")
                .startsWith("sequence at byte 16"));
        assertTrue(error("574c4d43 01010000 0000000000000007 00000001 000003e9 0000000000000000")
                .startsWith("text length at byte 20"));
        assertTrue(error("574c4d43 01010000 0000000000000007 00000001 00000001 0000000000000000")
                .startsWith("text at byte 32"));
        assertTrue(error("574c4d43 01010000" + rest + "000001").startsWith("padding at byte 34"));
        assertTrue(error("574c4d43 01020000" + rest + "00").startsWith("end at byte 32"));
    }

    @Test
    void everyTruncationOfAMessageIsRefusedOrSomethingElse() {
        for (var message : MESSAGES) {
            Fuzz.truncations(bytes(message)).forEach(piece -> {
                try {
                    var read = Payload.decode(ByteBuffer.wrap(piece));
                    if (read instanceof CastMessage ours) assertTrue(Arrays.equals(piece, bytes(ours)), "one encoding");
                } catch (ProtocolViolation e) {
                    assertTrue(piece.length >= 4, "without the magic number it is a foreign one");
                }
            });
        }
    }

    @Test
    void tenThousandMutationsGiveAMessageOrOneException() {
        byte[][] messages = MESSAGES.stream().map(CastMessageTest::bytes).toArray(byte[][]::new);
        long[] outcomes = new long[2];
        Fuzz.mutations(11_000, 10_000, messages).forEach(mutation -> {
            try {
                var read = Payload.decode(ByteBuffer.wrap(mutation));
                // What can be read has one encoding, and that is what was read.
                if (read instanceof CastMessage ours) assertEquals(HexFormat.of().formatHex(mutation), HexFormat.of()
                        .formatHex(bytes(ours)));
                outcomes[0]++;
            } catch (ProtocolViolation _) {
                outcomes[1]++;
            }
        });
        assertTrue(outcomes[0] > 1000 && outcomes[1] > 1000, Arrays.toString(outcomes));
    }

    @Test
    void whatIsTooLongCannotBeMade() {
        assertThrows(UsageException.class, () -> new CastMessage.Data(1, 1, 0, false, "x".repeat(1001), 0));
        assertThrows(UsageException.class, () ->
                new CastMessage.Data(1, 1, 0, false, "", UdpSocket.MAX_PAYLOAD - CastMessage.HEADER
                + 1));
        assertThrows(UsageException.class, () -> new CastMessage.End(1, 0, 0));
        assertThrows(UsageException.class, () -> new CastMessage.Answer(1, CastMessage.MAX_SEQUENCE + 1, 0));
    }

    @Test
    void textOfStrangersIsShownAndNothingElseOfIt() throws Exception {
        assertEquals(new Foreign("hello", 6), Payload.decode(ByteBuffer.wrap("hello\n".getBytes())));
        assertEquals(new Foreign("a\\u001b[2Jb", 6), Payload.decode(ByteBuffer.wrap("a\u001b[2Jb".getBytes())));
        assertEquals(new Foreign("", 0), Payload.decode(ByteBuffer.allocate(0)));
        var text = assertInstanceOf(Foreign.class, Payload.decode(ByteBuffer.wrap("x".repeat(5000).getBytes())));
        assertEquals(Foreign.SHOWN, text.text().length());
        assertEquals(5000, text.size());
    }

    @Test
    void aSentenceOfAnyLengthIsNotTakenForIperf() throws Exception {
        for (int length = 0; length < 64; length++) {
            assertInstanceOf(Foreign.class,
                    Payload.decode(ByteBuffer.wrap("The quick brown fox jumps over the lazy dog, again and again..."
                    .substring(0, Math.min(length, 63)).getBytes())));
        }
    }
}
