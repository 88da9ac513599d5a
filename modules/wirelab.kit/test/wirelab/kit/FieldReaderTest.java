package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldReaderTest {
    private static FieldReader of(String hex) {
        return new FieldReader(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void numbersAreUnsignedAndInNetworkByteOrder() throws Exception {
        var fields = of("ff fffe 80000000 8000000000000001");
        assertEquals(255, fields.u8("a"));
        assertEquals(65_534, fields.u16("b"));
        assertEquals(2_147_483_648L, fields.u32("c"));
        assertEquals(Long.MIN_VALUE + 1, fields.u64("d"));
        fields.end();
    }

    @Test
    void aMessageCutShortNamesTheFieldAndItsOffset() throws Exception {
        var fields = of("01 02");
        fields.u8("version");
        var e = assertThrows(ProtocolViolation.class, () -> fields.u32("sequence"));
        assertEquals("sequence", e.field());
        assertEquals(1, e.offset());
    }

    @Test
    void aLengthIsCheckedAgainstItsLimitAndAgainstWhatIsLeft() throws Exception {
        assertEquals(2, of("0002 abcd").length("data length", 2, 10));
        assertThrows(ProtocolViolation.class, () -> of("0003 abcd").length("data length", 2, 10));
        assertThrows(ProtocolViolation.class, () -> of("ffffffff").length("data length", 4, 10));
    }

    @Test
    void textMustBeUtf8() {
        var e = assertThrows(ProtocolViolation.class, () -> of("c328").text("name", 2));
        assertEquals("name at byte 0: not UTF-8", e.getMessage());
    }

    @Test
    void whatIsSkippedIsCheckedAsWhatIsRead() throws Exception {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            var message = new byte[random.nextInt(6)];
            random.nextBytes(message);
            if (message.length > 0) message[0] = (byte) random.nextInt(6);
            assertEquals(outcome(message, fields -> fields.sizedText("name", 1, 4)),
                    outcome(message, fields -> fields.skipText("name", 1, 4)), HexFormat.of().formatHex(message));
        }
        var fields = of("0102 c3a4 03");
        fields.skip("head", 1);
        fields.skipText("name", 1, 2);
        assertEquals(3, fields.u8("tail"));
        assertThrows(ProtocolViolation.class, () -> of("01").skip("head", 2));
    }

    private interface Reading {
        void read(FieldReader fields) throws ProtocolViolation;
    }

    /// How far it got, or why it did not.
    private static String outcome(byte[] message, Reading reading) {
        var fields = new FieldReader(message);
        try {
            reading.read(fields);
            return fields.toString();
        } catch (ProtocolViolation e) {
            return e.getMessage();
        }
    }

    @Test
    void readingUntilADelimiterTakesTheDelimiterToo() throws Exception {
        var fields = new FieldReader("n=user,r=abc".getBytes(StandardCharsets.UTF_8));
        assertEquals("n=user", fields.until("name", ','));
        fields.expect("nonce", "r=");
        assertArrayEquals(new byte[] {'a', 'b', 'c'}, fields.bytes("nonce", fields.remaining()));
        fields.end();
    }

    @Test
    void whatFollowsTheLastFieldIsAnError() {
        assertThrows(ProtocolViolation.class, () -> of("00").end());
        assertThrows(ProtocolViolation.class, () -> of("00").expect("magic", "W"));
        assertThrows(ProtocolViolation.class, () -> of("").expect("magic", "W"));
    }
}
