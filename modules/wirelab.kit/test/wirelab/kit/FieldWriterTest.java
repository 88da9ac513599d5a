package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldWriterTest {
    private static String hex(FieldWriter fields) {
        return HexFormat.of().formatHex(fields.done());
    }

    private static FieldReader of(String hex) {
        return new FieldReader(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void numbersAreInNetworkByteOrderAndMayBeSigned() {
        assertEquals("fffffe80000000ffec", hex(new FieldWriter().u8(255).u16(65_534).u32(2_147_483_648L).u8(-1).u8(-20)));
        assertEquals("8000000000000001", hex(new FieldWriter().u64(Long.MIN_VALUE + 1)));
    }

    @Test
    void aNumberThatDoesNotFitItsFieldIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> new FieldWriter().u8(256));
        assertThrows(IllegalArgumentException.class, () -> new FieldWriter().u8(-129));
        assertThrows(IllegalArgumentException.class, () -> new FieldWriter().u16(65_536));
        assertThrows(IllegalArgumentException.class, () -> new FieldWriter().u32(1L << 32));
        assertThrows(IllegalArgumentException.class, () -> new FieldWriter().length(1, 256));
        assertThrows(IllegalArgumentException.class, () -> new FieldWriter().length(9, 0));
        assertThrows(IllegalArgumentException.class, () -> new FieldWriter().sizedText(1, "x".repeat(256)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aLengthHasAnyWidth(int width) throws Exception {
        byte[] message = new FieldWriter().sizedText(width, "añb").sized(width, new byte[] {1, 2}).u8(7).done();
        assertEquals(2 * width + 7, message.length);
        var fields = new FieldReader(message);
        assertEquals("añb", fields.sizedText("text", width, 4));
        assertArrayEquals(new byte[] {1, 2}, fields.sized("bytes", width, 2));
        assertEquals(7, fields.u8("rest"));
        fields.end();
        var e = assertThrows(ProtocolViolation.class, () -> new FieldReader(message).sizedText("text", width, 3));
        assertEquals("text length at byte 0: 4 is more than the limit of 3", e.getMessage());
    }

    @Test
    void aLengthOfEightBytesThatLooksNegativeIsTooLong() {
        var e = assertThrows(ProtocolViolation.class, () -> of("ffffffffffffffff").length("length", 8, 10));
        assertEquals("length at byte 0: 18446744073709551615 is more than the limit of 10", e.getMessage());
        assertThrows(ProtocolViolation.class, () -> of("000001").length("length", 4, 10));
    }

    @Test
    void fieldsCanBeWrittenBehindALengthThatIsKnownAfterwards() {
        var out = new FieldWriter(1).u8(9).sized(2, in -> in.u32(1).sized(1, inner -> inner.text("ab"))).u8(8);
        assertEquals("09 0007 00000001 02 6162 08".replace(" ", ""), hex(out));
        assertThrows(IllegalArgumentException.class, () -> new FieldWriter().sized(1, in -> in.zeros(256)));
    }

    @Test
    void zerosFillUp() throws Exception {
        assertEquals("01000000", hex(new FieldWriter().u8(1).align(4)));
        assertEquals("01020304", hex(new FieldWriter().u32(0x01020304).align(4)));
        assertEquals("0100000000", hex(new FieldWriter().u8(1).zerosTo(5)));
        var fields = of("0000 05");
        var e = assertThrows(ProtocolViolation.class, () -> fields.zeros("padding", 3));
        assertEquals("padding at byte 2: is not zero", e.getMessage());
        assertThrows(ProtocolViolation.class, () -> of("00").zeros("padding", 2));
    }

    @Test
    void aBufferIsWrittenFromItsPositionAndDoesNotGrow() {
        var buffer = ByteBuffer.allocate(6).position(1);
        var out = new FieldWriter(buffer).u16(0x0102).zerosTo(3);
        assertEquals(4, buffer.position());
        assertEquals("010200", hex(out));
        assertThrows(BufferOverflowException.class, () -> out.u32(0));
    }

    @Test
    void whatIsWrittenGrowsAsNeeded() {
        byte[] much = new byte[1000];
        new Random(1).nextBytes(much);
        var message = new FieldWriter(0).bytes(much).bytes(ByteBuffer.wrap(much, 10, 20)).done();
        assertEquals(1020, message.length);
        assertArrayEquals(much, java.util.Arrays.copyOf(message, 1000));
    }

    /// The examples of RFC 4251, section 5.
    @ParameterizedTest
    @CsvSource({"0, 00000000", "9a378f9b2e332a7, 0000000809a378f9b2e332a7", "80, 000000020080", "-1234, 00000002edcc",
        "-deadbeef, 00000005ff21524111"})
    void anMpintIsThatOfRfc4251(String value, String encoded) throws Exception {
        var number = new BigInteger(value, 16);
        assertEquals(encoded, hex(new FieldWriter().mpint(number)));
        var fields = of(encoded);
        assertEquals(number, fields.mpint("e", 8));
        fields.end();
    }

    @Test
    void aStringIsThatOfRfc4251() throws Exception {
        assertEquals("0000000774657374696e67", hex(new FieldWriter().string("testing")));
        assertArrayEquals("testing".getBytes(), of("0000000774657374696e67").string("name", 7));
        assertThrows(ProtocolViolation.class, () -> of("0000000774657374696e67").string("name", 6));
        assertThrows(ProtocolViolation.class, () -> of("0000000774657374696e").string("name", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000001 00", "00000002 007f", "00000002 ff80", "00000003 ffffff", "00000002 80"})
    void anMpintLongerThanItNeedBeOrCutShortIsRefused(String encoded) {
        var e = assertThrows(ProtocolViolation.class, () -> of(encoded).mpint("e", 8));
        assertEquals(0, e.offset());
    }

    @Test
    void everyMpintComesBack() throws Exception {
        var random = new Random(4251);
        for (int i = 0; i < 2000; i++) {
            var number = new BigInteger(random.nextInt(200), random);
            if (random.nextBoolean()) number = number.negate();
            assertEquals(number, new FieldReader(new FieldWriter().mpint(number).done()).mpint("e", 26));
        }
    }
}
