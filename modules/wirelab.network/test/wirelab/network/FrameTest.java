package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class FrameTest {
    static List<Frame> frames() {
        var many = new ArrayList<Update.Distance>();
        for (int i = 0; i < Update.MOST; i++) many.add(new Update.Distance("a-rather-long-" + i, i * 2600));
        return List.of(new Hello("a", true), new Update(List.of(new Update.Distance("c", 16),
                new Update.Distance("b_2", 0))),
                new Update(many), new Advertisement("a", 7, 1500, List.of(new Advertisement.Adjacency("b", 3))),
                new Advertisement("lonely", Advertisement.MAX_SEQUENCE, 0xffff_ffffL, List.of()),
                new Datagram("a", "c", 64, 5, "hello".getBytes()),
                new Datagram("sixteen-letters1", "sixteen-letters2", 255, 0xffff_ffffL, new byte[Frame.MAX_PAYLOAD]),
                new Report("b", "a", 64, Report.Problem.MTU_EXCEEDED, 600, "c", 5),
                new Report("b", "a", 1, Report.Problem.TTL_EXPIRED, 0, "c", 9), new Setup(65_535, "a", "c", 64, 1472, 1),
                new Accepted(6, 512, 255), new Clear(7, Clear.Reason.NEIGHBOUR_DOWN, "b"), new Data(6, 41, "x".getBytes()),
                        new Keep(8));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameComesBackAsItWas(Frame frame) throws Exception {
        byte[] bytes = frame.encode();
        assertTrue(bytes.length <= Frame.MAX_LENGTH);
        var back = Frame.decode(ByteBuffer.wrap(bytes));
        assertEquals(frame.getClass(), back.getClass());
        assertArrayEquals(bytes, back.encode());
        assertEquals(frame.text(), back.text());
    }

    @ParameterizedTest
    @MethodSource("frames")
    void everyTruncationIsRefusedByFieldAndOffset(Frame frame) {
        Fuzz.truncations(frame.encode()).forEach(bytes -> {
            var e = assertThrows(ProtocolViolation.class, () -> Frame.decode(ByteBuffer.wrap(bytes)), bytes.length
                    + " bytes");
            assertFalse(e.field().isEmpty());
            assertTrue(e.offset() <= bytes.length);
        });
    }

    @ParameterizedTest
    @MethodSource("frames")
    void tenThousandMutationsGiveAFrameOfTheSameBytesOrAProtocolException(Frame frame) {
        var all = frames();
        var messages = new byte[][] {frame.encode(), all.get((all.indexOf(frame) + 1) % all.size()).encode()};
        Fuzz.mutations(7, 20_000, messages).forEach(bytes -> {
            try {
                assertArrayEquals(bytes, Frame.decode(ByteBuffer.wrap(bytes)).encode(), "one value has one encoding");
            } catch (ProtocolViolation e) {
                assertFalse(e.field().isEmpty());
            }
        });
    }

    @Test
    void theBytesOnTheWireAreThoseOfTheTables() {
        assertEquals("0101" + "0161" + "01", hex(new Hello("a", true)));
        assertEquals("0102" + "01" + "0163" + "0010", hex(new Update(List.of(new Update.Distance("c", 16)))));
        assertEquals("0103" + "0161" + "00000007" + "000005dc" + "01" + "0162" + "0003",
                hex(new Advertisement("a", 7, 1500, List.of(new Advertisement.Adjacency("b", 3)))));
        assertEquals("0104" + "0161" + "0163" + "40" + "00000005" + "0002"
                + "6869", hex(new Datagram("a", "c", 64, 5, "hi".getBytes())));
        assertEquals("0105" + "0162" + "0161" + "40" + "02" + "0258" + "0163" + "00000005",
                hex(new Report("b", "a", 64, Report.Problem.MTU_EXCEEDED, 600, "c", 5)));
        assertEquals("0106" + "0006" + "0161" + "0163" + "40" + "05c0" + "01", hex(new Setup(6, "a", "c", 64, 1472, 1)));
        assertEquals("0107" + "0006" + "05c0" + "02", hex(new Accepted(6, 1472, 2)));
        assertEquals("0108" + "0006" + "06" + "0162", hex(new Clear(6, Clear.Reason.NEIGHBOUR_DOWN, "b")));
        assertEquals("0109" + "0006" + "00000029" + "0001" + "78", hex(new Data(6, 41, "x".getBytes())));
        assertEquals("010a" + "0006", hex(new Keep(6)));
    }

    @ParameterizedTest
    @CsvSource({"0201, version, 0", "0100, type, 1", "010b, type, 1", "01010020, sender, 2", "01010120, sender, 2",
        "0101016102, heard, 4", "010200, count, 2", "01030161" + "00000000" + "00000000" + "00, sequence, 4",
        "01030161" + "00000001" + "00000000" + "19, count, 12", "0104016101630000000005" + "0000, ttl, 6",
        "01040161016340000000050579, payload length, 11", "010501620161400100010163" + "00000005, mtu, 8",
        "0106000601610163" + "4001ff01, mtu, 9", "010800060a0162, reason, 4", "010a000600, end, 4"})
    void aBrokenFieldIsNamedWithItsOffset(String hex, String field, long offset) {
        var e = assertThrows(ProtocolViolation.class, () -> Frame.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))));
        assertEquals(field + " " + offset, e.field() + " " + e.offset(), e.getMessage());
    }

    private static String hex(Frame frame) {
        return HexFormat.of().formatHex(frame.encode());
    }
}
