package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

class IperfDatagramTest {
    /// As iperf 2.1.8 has sent them.
    private static final String FIRST = "000000016b012762000820d800000000480100980000000100003a99000000c8";
    private static final String LAST = "ffffffbe6b0127620009b150ffffffff480100980000000100003a99000000c8";

    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text));
    }

    @Test
    void whatIperfHasSentIsRead() throws Exception {
        assertEquals(new IperfDatagram(1, false, 0x6b012762L, 0x820d8, 32), Payload.decode(hex(FIRST)));
        assertEquals(new IperfDatagram(66, true, 0x6b012762L, 0x9b150, 32), Payload.decode(hex(LAST)));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        for (var each : List.of(IperfDatagram.at(1, false, 1_795_000_000_123_456_789L, 64),
                IperfDatagram.at(100, true, 1_795_000_000_000_000_999L, 16),
                IperfDatagram.at(0, false, 4_294_967_295_999_999_999L, 1470))) {
            assertEquals(each, Payload.decode(each.encode()));
        }
        assertEquals(1_795_000_000_123_456_000L, IperfDatagram.at(1, false, 1_795_000_000_123_456_789L, 64).time());
    }

    @Test
    void itsOwnSettingsAreLeftOut() {
        var bytes = new byte[48];
        IperfDatagram.at(5, false, 1_795_000_000_000_000_000L, 64).encode().position(16).get(bytes);
        assertEquals("00".repeat(48), HexFormat.of().formatHex(bytes));
    }

    @Test
    void tenThousandMutationsAreReadOrSomethingElse() {
        var first = HexFormat.of().parseHex(FIRST);
        var last = HexFormat.of().parseHex(LAST);
        long[] read = new long[1];
        Fuzz.mutations(2, 10_000, first, last).forEach(mutation -> {
            try {
                if (Payload.decode(ByteBuffer.wrap(mutation)) instanceof IperfDatagram iperf) {
                    read[0]++;
                    // All but the settings is written again as it was read.
                    assertEquals(ByteBuffer.wrap(mutation, 0, 16), iperf.encode().limit(16));
                }
            } catch (ProtocolViolation e) {
                assertTrue(e.getMessage().contains("byte"), e.getMessage());
            }
        });
        assertTrue(read[0] > 1000, read[0] + " were read");
    }

    @Test
    void whatIsNoDatagramOfIperfCannotBeMade() {
        assertThrows(UsageException.class, () -> IperfDatagram.at(0, true, 1_795_000_000_000_000_000L, 64));
        assertThrows(UsageException.class, () -> IperfDatagram.at(1, false, 5, 64));
        assertThrows(UsageException.class, () -> IperfDatagram.at(1, false, 1_795_000_000_000_000_000L, 15));
        assertThrows(UsageException.class, () -> IperfDatagram.at(1L << 31, false, 1_795_000_000_000_000_000L, 64));
    }
}
