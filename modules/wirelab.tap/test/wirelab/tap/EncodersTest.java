package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Checksums, fragments, headers, blocks and segments, without a socket or a file.
class EncodersTest {
    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void theSumOfRfc1071Section3() {
        var bytes = hex("0001 f203 f4f5 f6f7");
        assertEquals(0x2ddf0, InternetChecksum.sum(bytes, 0, 8), "before folding");
        assertEquals(0xddf2, ~InternetChecksum.fold(InternetChecksum.sum(bytes, 0, 8)) & 0xffff);
        assertEquals(0x0d, InternetChecksum.sum(hex("0d"), 0, 1) >> 8, "an odd byte is the upper half of a word");
    }

    @Test
    void longSumsTheFastWayAreTheSameAsTheSimpleOnes() {
        var random = new Random(1071);
        for (int i = 0; i < 1000; i++) {
            var direct = ByteBuffer.allocateDirect(random.nextInt(3000));
            for (int at = 0; at < direct.capacity(); at++) {
                direct.put(at, (byte) (random.nextInt(4) == 0 ? -1 : random.nextInt()));
            }
            var heap = ByteBuffer.allocate(direct.capacity()).put(direct.duplicate());
            int from = random.nextInt(direct.capacity() + 1);
            assertEquals(InternetChecksum.fold(InternetChecksum.sum(heap, from, heap.capacity())),
                    InternetChecksum.fold(InternetChecksum.sum(direct, from, direct.capacity())));
        }
    }

    @Test
    void fragmentsCoverTheWholeInUnitsOfEightBytes() {
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (int mtu : new int[] {576, 1280, 1500, 65_536}) {
                for (int length : new int[] {8, 556, 557, 1480, 1481, 2960, 2961, 65_515}) {
                    int next = 0;
                    var all = Fragment.of(length, mtu, ipv6);
                    for (var fragment : all) {
                        assertEquals(next, fragment.offset());
                        assertEquals(0, fragment.offset() % 8);
                        assertEquals(next + fragment.length() == length, fragment.last());
                        int header = ipv6 ? 40 + (all.size() > 1 ? 8 : 0) : 20;
                        assertTrue(header + fragment.length() <= mtu, fragment + " at an MTU of " + mtu);
                        next += fragment.length();
                    }
                    assertEquals(length, next);
                }
            }
        }
    }

    @Test
    void anIpv4HeaderHasTheChecksumThatTheTextbooksHave() {
        var route = new IpHeader(new InetSocketAddress("192.168.0.1", 1), new InetSocketAddress("192.168.0.199", 2));
        var out = ByteBuffer.allocate(34);
        route.header(out, IpHeader.UDP, 95);
        assertEquals("4500007300004000" + "4011b861" + "c0a80001c0a800c7", HexFormat.of().formatHex(out.array(), 14, 34));
        assertEquals(0, InternetChecksum.fold(InternetChecksum.sum(out, 14, 34)),
                "with its checksum in place it sums to nothing");
    }

    @Test
    void groupsHaveTheEthernetAddressesOfTheirRfcs() throws Exception {
        assertEquals("01005e010101", HexFormat.of().formatHex(IpHeader.mac(InetAddress.ofLiteral("224.1.1.1"))));
        assertEquals("3333000000fb", HexFormat.of().formatHex(IpHeader.mac(InetAddress.ofLiteral("ff02::fb"))));
        assertEquals("ffffffffffff", HexFormat.of().formatHex(IpHeader.mac(InetAddress.ofLiteral("255.255.255.255"))));
        assertEquals("02007f000001", HexFormat.of().formatHex(IpHeader.mac(InetAddress.ofLiteral("127.0.0.1"))));
    }

    @Test
    void aBlockSaysItsLengthTwiceAndIsPadded() {
        var out = ByteBuffer.allocate(4096);
        int at = Pcapng.beginPacket(out, 3, 0x0102030405060708L, 5);
        out.put(new byte[] {1, 2, 3, 4, 5});
        Pcapng.endPacket(out, at, Pcapng.Flow.OUTBOUND, Pcapng.text("a comment"));
        int length = out.position();
        boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        out.order(ByteOrder.nativeOrder());
        assertEquals(6, out.getInt(0));
        assertEquals(length, out.getInt(4));
        assertEquals(length, out.getInt(length - 4));
        assertEquals(0, length % 4);
        String expected = big ? "00000003 01020304 05060708 00000005 00000005 0102030405000000"
                + " 0001 0009 6120636f6d6d656e74000000 0002 0004 00000002 00000000"
                : "03000000 04030201 08070605 05000000 05000000 0102030405000000"
                + " 0100 0900 6120636f6d6d656e74000000 0200 0400 02000000 00000000";
        assertEquals(expected.replace(" ", ""), HexFormat.of().formatHex(out.array(), 8, length - 4));
    }

    @Test
    void aCommentIsCutBetweenCharacters() {
        var out = ByteBuffer.allocate(4096);
        int at = Pcapng.beginPacket(out, 0, 0, 0);
        Pcapng.endPacket(out, at, Pcapng.Flow.UNKNOWN, Pcapng.text("x" + "ü".repeat(1000)));
        assertEquals(999, out.order(ByteOrder.nativeOrder()).getShort(30));
    }

    private final List<String> said = new ArrayList<>();

    private TcpTrace trace() {
        return new TcpTrace(1000, -2, 10, segment -> said.add("%s%s seq %d ack %d len %d".formatted(
                segment.from().name().charAt(0), flags(segment.flags()),
                segment.sequence(), segment.acknowledgement(), segment.length())));
    }

    private static String flags(int flags) {
        var text = new StringBuilder();
        var names = List.of("FIN", "SYN", "RST", "PSH", "ACK");
        for (int i = 0; i < 5; i++) if ((flags & 1 << i) != 0) text.append(" ").append(names.get(i));
        return text.toString();
    }

    @Test
    void aConversationIsToldWithNumbersThatWrapAround() {
        var trace = trace();
        trace.open();
        trace.data(Side.CLIENT, 25);
        trace.data(Side.SERVER, 3);
        trace.end(Side.CLIENT);
        assertFalse(trace.isOver());
        trace.end(Side.SERVER);
        assertTrue(trace.isOver());
        trace.data(Side.CLIENT, 1);
        trace.reset(Side.SERVER);
        assertEquals(List.of("C SYN seq 1000 ack 0 len 0", "S SYN ACK seq -2 ack 1001 len 0", "C ACK seq 1001 ack -1 len 0",
                "C ACK seq 1001 ack -1 len 10", "C ACK seq 1011 ack -1 len 10", "S ACK seq -1 ack 1021 len 0",
                "C PSH ACK seq 1021 ack -1 len 5", "S ACK seq -1 ack 1026 len 0",
                "S PSH ACK seq -1 ack 1026 len 3", "C ACK seq 1026 ack 2 len 0",
                "C FIN ACK seq 1026 ack 2 len 0", "S ACK seq 2 ack 1027 len 0",
                "S FIN ACK seq 2 ack 1027 len 0", "C ACK seq 1027 ack 3 len 0"), said);
    }

    @Test
    void nothingFollowsAReset() {
        var trace = trace();
        trace.open();
        said.clear();
        trace.reset(Side.SERVER);
        trace.reset(Side.CLIENT);
        trace.end(Side.CLIENT);
        trace.data(Side.SERVER, 1);
        assertEquals(List.of("S RST ACK seq -1 ack 1001 len 0"), said);
    }
}
