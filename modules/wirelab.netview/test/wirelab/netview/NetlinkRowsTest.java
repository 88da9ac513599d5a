package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wirelab.hosts.NetlinkMessage;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

/// Rows of netlink, put together by the structures of the kernel's headers.
class NetlinkRowsTest {
    private static final RouteMessages.Names NAMES = index -> "eth" + index;

    private static ByteBuffer fixed(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    private static byte[] number(int value) {
        return fixed(4).putInt(value).array();
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    private static NetlinkMessage message(ByteBuffer fixed, Object... typesAndValues) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(fixed.array());
        for (int i = 0; i < typesAndValues.length; i += 2) {
            body.writeBytes(NetlinkMessage.attribute((int) typesAndValues[i], (byte[]) typesAndValues[i + 1]));
        }
        return new NetlinkMessage(0, 0, 1, ByteBuffer.wrap(body.toByteArray()).order(ByteOrder.nativeOrder()));
    }

    private static NetlinkMessage link() {
        var counters = fixed(64);
        for (int i = 1; i <= 8; i++) counters.putLong(i);
        return message(fixed(16).putInt(4, 3).putInt(8, 0x11043), 3, "eth0\0".getBytes(), 4, number(1500), 16,
                new byte[] {6}, 1, HexFormat.of().parseHex("02fc00000001"), 23, counters.array());
    }

    private static NetlinkMessage address() {
        var cache = fixed(16).putInt(100).putInt(200);
        return message(fixed(8).put((byte) 2).put((byte) 24).put(3, (byte) 0).putInt(4, 3), 1, address("192.0.2.2"), 2,
                address("192.0.2.2"), 4, address("192.0.2.255"), 6, cache.array());
    }

    private static NetlinkMessage route() {
        return message(fixed(12).put((byte) 2).put((byte) 8).put(4, (byte) 254).put(5, (byte) 4).put(7, (byte) 1), 1,
                address("10.0.0.0"), 4, number(3), 5, address("192.0.2.1"), 6, number(100), 7, address("192.0.2.2"));
    }

    private static NetlinkMessage neighbour() {
        return message(fixed(12).put((byte) 10).putInt(4, 3).putShort(8, (short) 4), 1, address("fd00::1"), 2,
                HexFormat.of().parseHex("02fc00000005"));
    }

    private static NetlinkMessage socket() {
        var row = fixed(72).put((byte) 2).put((byte) 1).put(3, (byte) 4);
        var network = row.duplicate().order(ByteOrder.BIG_ENDIAN);
        network.putShort(4, (short) 22).putShort(6, (short) 50_000).put(8, address("192.0.2.2")).put(24,
                address("10.1.2.3"));
        row.putInt(56, 5).putInt(60, 7).putInt(64, 1000).putInt(68, 4711);
        var info = fixed(152).putInt(68, 1500).putInt(80, 10).putInt(100, 2).putLong(120, 3000).putLong(128, 4000)
                .putInt(148, 900);
        return message(row, 2, info.array());
    }

    @Test
    void anInterfaceHasNameFlagsAndCounters() throws Exception {
        var link = RouteMessages.link(link());
        assertEquals("eth0, UP, MTU 1500", link.toString());
        assertEquals(List.of("BROADCAST", "MULTICAST", "UP", "LOWER_UP"), link.flags());
        assertEquals("02:fc:00:00:00:01", link.mac());
        assertEquals(new NetInterface.Traffic(3, 1, 4, 2, 11, 15), link.traffic());
    }

    @Test
    void anAddressHasScopeAndLifetime() throws Exception {
        var found = RouteMessages.address(address());
        assertEquals(3, found.index());
        assertEquals("192.0.2.2/24 scope global, valid for 200 s", found.address().toString());
        assertEquals(100, found.address().preferred());
    }

    @Test
    void aRouteOfTheMainTableCountsAlone() throws Exception {
        assertEquals("10.0.0.0/8 via 192.0.2.1 dev eth3 src 192.0.2.2 metric 100",
                RouteMessages.route(route(), NAMES).toString());
        var local = route();
        local.body().put(4, (byte) 255);
        assertNull(RouteMessages.route(local, NAMES));
        assertEquals("static", RouteMessages.any(local, NAMES).protocol());
    }

    @Test
    void aRouteOfSeveralWaysShowsTheFirst() throws Exception {
        var hop = new ByteArrayOutputStream();
        byte[] gateway = NetlinkMessage.attribute(5, address("192.0.2.9"));
        hop.writeBytes(fixed(8).putShort((short) (8 + gateway.length)).putInt(4, 7).array());
        hop.writeBytes(gateway);
        var route = message(fixed(12).put((byte) 2).put(4, (byte) 254).put(7, (byte) 1), 9, hop.toByteArray());
        assertEquals("default via 192.0.2.9 dev eth7", RouteMessages.route(route, NAMES).toString());
    }

    @Test
    void aNeighbourHasAState() throws Exception {
        assertEquals("fd00::1 dev eth3 lladdr 02:fc:00:00:00:05 STALE", RouteMessages.neighbour(neighbour(),
                NAMES).toString());
    }

    @Test
    void aSocketHasQueuesOwnerAndFigures() throws Exception {
        var socket = DiagMessages.socket(socket());
        assertEquals("tcp ESTAB 192.0.2.2:22 10.1.2.3:50000", socket.toString());
        assertEquals(List.of(5L, 7L, 4L, 1000L, 4711L), List.of(socket.received(), socket.unsent(), (long) socket.tries(),
                socket.user(), socket.inode()));
        assertEquals(new TcpFigures(1500, 900, 2, 10, 3000, 4000), socket.tcp());
    }

    /// A socket of IPv6 whose peer is of IPv4 is named by addresses in the mapped form (RFC 4291, section 2.5.5.2).
    @Test
    void whoeverEndsAConnectionNamesItByItsAddresses() {
        var socket = new SocketEntry("tcp", true, false, new InetSocketAddress("127.0.0.1", 80),
                new InetSocketAddress("127.0.0.1", 5000), SocketState.ESTABLISHED, 0, 0, 0, 0, 0, "", List.of(), null);
        byte[] question = DiagMessages.one(socket);
        assertEquals(DiagMessages.QUESTION_SIZE, question.length);
        assertEquals("0050138800000000000000000000ffff7f00000100000000000000000000ffff7f000001",
                HexFormat.of().formatHex(question, 8, 44));
        assertEquals(10, question[0]);
    }

    private interface Row {
        Object read(NetlinkMessage message) throws ProtocolViolation;
    }

    @Test
    void everyMutationIsReadOrRefused() {
        List<Row> rows = List.of(RouteMessages::link, RouteMessages::address, message -> RouteMessages.route(message, NAMES),
                message -> RouteMessages.neighbour(message, NAMES), DiagMessages::socket);
        var counts = new int[2];
        for (var valid : List.of(link(), address(), route(), neighbour(), socket())) {
            byte[] bytes = valid.body().array();
            Stream.concat(Fuzz.truncations(bytes), Fuzz.mutations(17, 2_000, bytes)).forEach(mutant -> {
                var message = new NetlinkMessage(0, 0, 1, ByteBuffer.wrap(mutant).order(ByteOrder.nativeOrder()));
                for (var row : rows) counts[read(row, message)]++;
            });
        }
        assertTrue(counts[0] > 1000 && counts[1] > 1000, counts[0] + " refused, " + counts[1] + " read");
    }

    private static int read(Row row, NetlinkMessage message) {
        try {
            String.valueOf(row.read(message));
            return 1;
        } catch (ProtocolViolation e) {
            return 0;
        }
    }
}
