package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class NtpMessageTest {
    /// Leap 1, version 4, server, stratum 2, poll 6, precision -24, and every other field different from the others.
    private static final byte[] ANSWER = HexFormat.of().parseHex("640206e8" + "00000a3d" + "00000123" + "c0000207"
            + "ebb5c3a000000001" + "ebb5c3a180000000" + "ebb5c3a190000000" + "ebb5c3a1a0000000");
    private static final byte[] QUESTION = NtpMessage.question(new NtpTimestamp(0xebb5c3a180000000L)).encode();

    private static NtpMessage decode(byte[] bytes) throws ProtocolViolation {
        return NtpMessage.decode(ByteBuffer.wrap(bytes));
    }

    @Test
    void everyFieldStandsWhereTheRfcPutsIt() throws Exception {
        var message = decode(ANSWER);
        assertEquals(LeapIndicator.INSERT, message.leap());
        assertEquals(4, message.version());
        assertEquals(Mode.SERVER, message.mode());
        assertEquals(2, message.stratum());
        assertEquals(6, message.poll());
        assertEquals(-24, message.precision());
        assertEquals(0xa3d, message.rootDelay().bits());
        assertEquals(0x123, message.rootDispersion().bits());
        assertEquals("192.0.2.7", message.referenceText());
        assertEquals("ebb5c3a0.00000001", message.reference().toString());
        assertEquals("ebb5c3a1.80000000", message.origin().toString());
        assertEquals("ebb5c3a1.90000000", message.receive().toString());
        assertEquals("ebb5c3a1.a0000000", message.transmit().toString());
        assertArrayEquals(ANSWER, message.encode());
    }

    @Test
    void aQuestionIsZeroButForVersionModeAndTransmitTimeStamp() {
        var expected = new byte[48];
        expected[0] = 0x23;
        System.arraycopy(QUESTION, 40, expected, 40, 8);
        assertArrayEquals(expected, QUESTION);
    }

    @Test
    void whatIsShorterThanAHeaderIsNoMessage() {
        Fuzz.truncations(ANSWER).forEach(cut -> {
            var e = assertThrows(ProtocolViolation.class, () -> decode(cut));
            assertTrue(e.offset() <= cut.length, e.getMessage());
        });
    }

    @Test
    void versionsThatNobodySpeaksAreRefused() throws Exception {
        for (int version = 0; version < 8; version++) {
            var bytes = ANSWER.clone();
            bytes[0] = (byte) (version << 3 | 4);
            if (version >= 1 && version <= 4) assertEquals(version, decode(bytes).version());
            else assertEquals("version", assertThrows(ProtocolViolation.class, () -> decode(bytes)).field());
        }
    }

    @Test
    void extensionFieldsMayFollowButOnlyInWholeWords() throws Exception {
        assertEquals(decode(ANSWER), decode(Arrays.copyOf(ANSWER, 68)));
        assertEquals("extension", assertThrows(ProtocolViolation.class, () -> decode(Arrays.copyOf(ANSWER, 67))).field());
    }

    @Test
    void anyBytesGiveAMessageThatEncodesToThemOrAnError() {
        Fuzz.mutations(5905, 10_000, ANSWER, QUESTION).forEach(bytes -> {
            try {
                assertArrayEquals(Arrays.copyOf(bytes, 48), decode(bytes).encode());
            } catch (ProtocolViolation e) {
                assertTrue(e.offset() >= 0 && e.offset() <= Math.max(48, bytes.length), e.getMessage());
            }
        });
    }

    @Test
    void aReferenceIdIsFourLettersOrAnAddress() throws Exception {
        assertEquals(0x52415445, NtpMessage.referenceId("RATE"));
        assertEquals("GPS", NtpMessage.referenceText(1, NtpMessage.referenceId("GPS")));
        assertEquals("127.0.0.1", NtpMessage.referenceText(2, NtpMessage.referenceId(InetAddress.getByName("127.0.0.1"))));
        // The head of the MD5 of sixteen bytes: ::1, md5sum says cf404dc8....
        assertEquals(0xcf40_4dc8, NtpMessage.referenceId(InetAddress.getByName("::1")));
        assertEquals("?", NtpMessage.referenceText(0, 0x1b00_0000), "no control character reaches a terminal");
    }
}
