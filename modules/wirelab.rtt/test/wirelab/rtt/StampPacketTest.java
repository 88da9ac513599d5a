package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.ntp.NtpTimestamp;

/// The packets of RFC 8762, byte by byte.
class StampPacketTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final StampMode KEYED = StampMode.authenticated("a shared secret");
    private static final ErrorEstimate ERROR = new ErrorEstimate(true, false, 17, 0xab);
    private static final StampTest TEST = new StampTest(0xfedcba98L, new NtpTimestamp(0xebb5c3a1_80000000L), ERROR);
    private static final StampReply REPLY = new StampReply(7, new NtpTimestamp(0xebb5c3a2_90000000L),
            new ErrorEstimate(false, false, 32, 1), new NtpTimestamp(0xebb5c3a2_80000000L), TEST, 63);

    private static byte[] bytes(StampMode mode, Object packet) {
        var into = ByteBuffer.allocate(mode.size());
        switch (packet) {
            case StampTest test -> test.encode(mode, into);
            case StampReply reply -> reply.encode(mode, into);
            default -> throw new IllegalArgumentException();
        }
        assertEquals(mode.size(), into.position());
        return into.array();
    }

    @Test
    void theSendersPacketIsThatOfFigure2() throws Exception {
        assertEquals("fedcba98" + "ebb5c3a180000000" + "91ab" + "00".repeat(30), HEX.formatHex(bytes(StampMode.OPEN, TEST)));
        assertEquals(TEST, StampTest.decode(StampMode.OPEN, ByteBuffer.wrap(bytes(StampMode.OPEN, TEST))));
    }

    @Test
    void theReflectorsPacketIsThatOfFigure5() throws Exception {
        assertEquals("00000007" + "ebb5c3a290000000" + "2001" + "0000" + "ebb5c3a280000000" + "fedcba98" + "ebb5c3a180000000"
                + "91ab" + "0000" + "3f" + "000000", HEX.formatHex(bytes(StampMode.OPEN, REPLY)));
        assertEquals(REPLY, StampReply.decode(StampMode.OPEN, ByteBuffer.wrap(bytes(StampMode.OPEN, REPLY))));
    }

    @Test
    void inAuthenticatedModeTheFieldsStandInBlocksOf16() throws Exception {
        String test = HEX.formatHex(bytes(KEYED, TEST));
        assertEquals("fedcba98" + "00".repeat(12) + "ebb5c3a180000000" + "91ab" + "00".repeat(70), test.substring(0, 192));
        assertEquals(TEST, StampTest.decode(KEYED, ByteBuffer.wrap(HEX.parseHex(test))));
        String reply = HEX.formatHex(bytes(KEYED, REPLY));
        assertEquals("00000007" + "00".repeat(12) + "ebb5c3a290000000" + "2001" + "00".repeat(6) + "ebb5c3a280000000"
                + "00".repeat(8) + "fedcba98" + "00".repeat(12) + "ebb5c3a180000000" + "91ab" + "00".repeat(6) + "3f"
                + "00".repeat(15), reply.substring(0, 192));
        assertEquals(REPLY, StampReply.decode(KEYED, ByteBuffer.wrap(HEX.parseHex(reply))));
    }

    @Test
    void noBitOfAnAuthenticatedPacketCanBeTurnedOver() {
        byte[] packet = bytes(KEYED, TEST);
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            byte[] changed = packet.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(ProtocolViolation.class, () -> StampTest.decode(KEYED, ByteBuffer.wrap(changed)));
        }
        var other = StampMode.authenticated("another");
        assertThrows(ProtocolViolation.class, () -> StampTest.decode(other, ByteBuffer.wrap(packet)));
    }

    @Test
    void whatIsBehindAPacketStaysAndIsNotRead() throws Exception {
        byte[] longer = Arrays.copyOf(bytes(StampMode.OPEN, TEST), 60);
        longer[59] = 9;
        var buffer = ByteBuffer.wrap(longer);
        REPLY.encode(StampMode.OPEN, buffer);
        assertEquals(9, longer[59]);
        assertEquals(REPLY, StampReply.decode(StampMode.OPEN, ByteBuffer.wrap(longer)));
    }

    @Test
    void whatMustBeZeroIsIgnoredOnReceipt() throws Exception {
        byte[] packet = bytes(StampMode.OPEN, TEST);
        Arrays.fill(packet, 14, 44, (byte) 0x5a);
        assertEquals(TEST, StampTest.decode(StampMode.OPEN, ByteBuffer.wrap(packet)));
    }

    /// RFC 8762, section 4.2.1: Z says that seconds and nanoseconds stand where seconds and fraction would.
    @Test
    void timeStampsOfPtpAreUnderstood() throws Exception {
        byte[] packet = bytes(StampMode.OPEN, REPLY);
        var at = Instant.parse("2026-03-01T12:00:00.250Z");
        ByteBuffer.wrap(packet).putLong(4, at.getEpochSecond() << 32 | at.getNano()).putShort(12, (short) 0x6001)
                .putLong(16, at.getEpochSecond() << 32 | at.getNano() - 1_000);
        var reply = StampReply.decode(StampMode.OPEN, ByteBuffer.wrap(packet));
        assertTrue(reply.error().ptp());
        assertTrue(Math.abs(reply.timestamp().nanosSince(NtpTimestamp.of(at))) <= 1);
        assertTrue(Math.abs(reply.timestamp().nanosSince(reply.received()) - 1_000) <= 1);
    }

    @Test
    void everyTruncationIsRefusedAndNoMutationDoesHarm() {
        for (var mode : new StampMode[] {StampMode.OPEN, KEYED}) {
            for (var packet : new Object[] {TEST, REPLY}) {
                Fuzz.truncations(bytes(mode, packet)).forEach(cut -> {
                    var e = assertThrows(ProtocolViolation.class, () -> StampTest.decode(mode, ByteBuffer.wrap(cut)));
                    assertTrue(e.offset() <= cut.length, e.getMessage());
                    assertThrows(ProtocolViolation.class, () -> StampReply.decode(mode, ByteBuffer.wrap(cut)));
                });
            }
            Fuzz.mutations(11, 10_000, bytes(mode, TEST), bytes(mode, REPLY)).forEach(mutation -> roundTrip(mode, mutation));
        }
    }

    /// Whatever is read can be written and read again.
    private static void roundTrip(StampMode mode, byte[] packet) {
        try {
            var test = StampTest.decode(mode, ByteBuffer.wrap(packet));
            assertEquals(test, StampTest.decode(mode, ByteBuffer.wrap(bytes(mode, test))));
            var reply = StampReply.decode(mode, ByteBuffer.wrap(packet));
            if (!reply.error().ptp()) assertEquals(reply, StampReply.decode(mode, ByteBuffer.wrap(bytes(mode, reply))));
        } catch (ProtocolViolation e) {
            assertTrue(e.offset() >= 0 && e.offset() <= packet.length, e.getMessage());
        }
    }

    @Test
    void errorEstimatesAreThoseOfRfc4656() {
        assertEquals(0x91ab, ERROR.bits());
        assertEquals(ERROR, ErrorEstimate.of(0x91ab));
        for (int bits = 0; bits < 1 << 16; bits++) assertEquals(bits, ErrorEstimate.of(bits).bits());
        assertEquals(1, ErrorEstimate.UNKNOWN.seconds());
        assertEquals("not synchronised, ± 1 s", ErrorEstimate.UNKNOWN.toString());
    }

    @Test
    void theCodeIsHmacSha256CutTo16BytesOverTheSixBlocks() throws Exception {
        byte[] packet = bytes(KEYED, TEST);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("a shared secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update(packet, 0, 96);
        assertArrayEquals(Arrays.copyOf(mac.doFinal(), 16), Arrays.copyOfRange(packet, 96, 112));
    }
}
