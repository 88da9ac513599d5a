package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

/// Rows of `/proc/net` as a kernel on a little-endian machine writes them.
class ProcTablesTest {
    private static final String TCP = "   0: 0100007F:AE7D 0202000A:0016 01 00000010:00000020 01:00000DDC 00000002  1000"
            + "        0 156 1 0000000082e073bc 100 0 0 10 0";
    private static final String TCP6 = "   1: 0000000000000000FFFF00000100007F:8B1C 00000000000000000000000001000000:8B6B 06"
            + " 00000000:00000000 03:00000F82 00000000     0        0 0 3 0000000019028018";
    private static final String ROUTE = "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0";
    private static final String ROUTE6 = "fd000000000000000000000000000000 40 00000000000000000000000000000000 00"
            + " fe800000000000000000000000000001 00000100 00000001 00000000 00000003     eth0";
    private static final String ARP = "192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0";
    private static final String DEVICE = "  eth0: 353910805   14300    1    2    0     0          0         0  1030596"
            + "   10295    3    4    0     0       0          0";
    private static final String ADDRESS6 = "fe8000000000000000fc00fffe000001 04 40 20 80     eth0";
    private static final String GROUP6 = "4    eth0            ff0200000000000000000001ff000002     1 00000004 0";
    private static final List<String> GROUPS = List.of("Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter",
            "1\tlo        :     1      V3", "\t\t\t\t010000E0     1 0:00000000\t\t0", "4\teth0      :     2      V3",
            "\t\t\t\t0302010E     2 0:00000000\t\t0", "\t\t\t\t010000E0     1 0:00000000\t\t0");

    private static SocketEntry socket(boolean ipv6, String line) throws ProtocolViolation {
        return ProcTables.socket("tcp", ipv6, new Columns(line));
    }

    @Test
    void aRowOfTcpIsASocket() throws Exception {
        var socket = socket(false, TCP);
        assertEquals("tcp ESTAB 127.0.0.1:44669 10.0.2.2:22", socket.toString());
        assertEquals(List.of(32L, 16L, 2L, 1000L, 156L),
                List.of(socket.received(), socket.unsent(), (long) socket.tries(), socket.user(), socket.inode()));
    }

    @Test
    void aRowOfTcp6HasMappedAddresses() throws Exception {
        assertEquals("tcp TIME-WAIT [::ffff:127.0.0.1]:35612 [::1]:35691", socket(true, TCP6).toString());
    }

    @Test
    void aSocketAtTheWildcardOfIpv6IsShownAsBoth() throws Exception {
        String row = TCP6.replace("0000000000000000FFFF00000100007F",
                "0".repeat(32)).replace("00000000000000000000000001000000:8B6B",
                "0".repeat(32) + ":0000").replace(" 06 ", " 0A ");
        assertEquals("tcp LISTEN *:35612 *:*", socket(true, row).toString());
    }

    @Test
    void aRowOfRoutesIsARoute() throws Exception {
        assertEquals("default via 192.0.2.1 dev eth0 metric 100", ProcTables.route(new Columns(ROUTE)).toString());
        assertEquals("fd00::/64 via fe80::1 dev eth0 metric 256", ProcTables.route6(new Columns(ROUTE6)).toString());
    }

    @Test
    void aRowOfNeighboursIsANeighbour() throws Exception {
        assertEquals("192.0.2.1 dev eth0 lladdr 02:fc:00:00:00:05 COMPLETE",
                ProcTables.neighbour(new Columns(ARP)).toString());
        var silent = ProcTables.neighbour(new Columns(ARP.replace("0x2", "0x0").replace("02:fc:00:00:00:05",
                "00:00:00:00:00:00")));
        assertTrue(silent.failed());
    }

    @Test
    void interfacesHaveCountersAddressesAndGroups() throws Exception {
        var passed = ProcInterfaces.passed(DEVICE);
        assertEquals(new NetInterface.Traffic(353_910_805, 14_300, 1_030_596, 10_295, 4, 6), passed.traffic());
        assertEquals("eth0", passed.device());
        assertEquals("fe80::fc:ff:fe00:1/64 scope link",
                ProcInterfaces.address6(new Columns(ADDRESS6)).address().toString());
        assertEquals("ff02::1:ff00:2 at eth0, 1 user", ProcInterfaces.group6(new Columns(GROUP6)).toString());
        assertEquals("[224.0.0.1 at lo, 1 user, 14.1.2.3 at eth0, 2 users, 224.0.0.1 at eth0, 1 user]",
                ProcInterfaces.groups4(GROUPS).toString());
    }

    @Test
    void addressesOfTheTrieGetTheNetworksOfTheirRoutes() throws Exception {
        var trie = List.of("Main:", "  +-- 0.0.0.0/0 3 0 5", "     |-- 192.0.2.0", "        /24 link UNICAST",
                "     |-- 192.0.2.2", "        /32 host LOCAL", "     |-- 127.0.0.1", "        /32 host LOCAL");
        var routes = List.of(new NetRoute(Prefix.parse("192.0.2.0/24"), null, "eth0", null, 0, "unicast", ""));
        assertEquals(Map.of("eth0", "[192.0.2.2/24 scope global]", "lo", "[127.0.0.1/8 scope host]"), Map.of(
                "eth0", ProcInterfaces.addresses4(trie, routes).get("eth0").toString(),
                "lo", ProcInterfaces.addresses4(trie, routes).get("lo").toString()));
    }

    @Test
    void countersHaveTheirNames() {
        var counters = ProcCounters.read(List.of("Tcp: MaxConn RetransSegs", "Tcp: -1 251175", "Udp: InDatagrams", "Ip: 3"));
        assertEquals(Map.of("Tcp.MaxConn", -1L, "Tcp.RetransSegs", 251_175L), counters);
    }

    @Test
    void aRowThatCannotBeReadIsLeftOutAndHidesNoOther() {
        var rows = ProcTables.rows(List.of("heading", TCP, "nonsense", TCP), 1, row -> ProcTables.socket("tcp", false, row));
        assertEquals(2, rows.size());
    }

    private interface Try {
        Object read(String line) throws ProtocolViolation;
    }

    /// Any line gives a row, none, or one exception.
    private static void mutate(String row, Try reader) {
        byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
        Stream.concat(Fuzz.truncations(bytes), Fuzz.mutations(7, 10_000, bytes)).forEach(mutant -> {
            try {
                String.valueOf(reader.read(new String(mutant, StandardCharsets.UTF_8)));
            } catch (ProtocolViolation e) {
                assertTrue(!e.field().isEmpty());
            }
        });
    }

    @Test
    void everyMutationOfEveryRowIsReadOrRefused() {
        mutate(TCP, line -> socket(false, line));
        mutate(TCP6, line -> socket(true, line));
        mutate(ROUTE, line -> ProcTables.route(new Columns(line)));
        mutate(ROUTE6, line -> ProcTables.route6(new Columns(line)));
        mutate(ARP, line -> ProcTables.neighbour(new Columns(line)));
        mutate(DEVICE, ProcInterfaces::passed);
        mutate(ADDRESS6, line -> ProcInterfaces.address6(new Columns(line)));
        mutate(GROUP6, line -> ProcInterfaces.group6(new Columns(line)));
        mutate(String.join("\n", GROUPS), text -> ProcInterfaces.groups4(text.lines().toList()));
        mutate("|-- 192.0.2.2\n/32 host LOCAL", text -> ProcInterfaces.addresses4(text.lines().toList(), List.of()));
        mutate("Tcp: MaxConn RetransSegs\nTcp: -1 251175", text -> ProcCounters.read(text.lines().toList()));
        mutate("socket:[4711]", SocketOwners::inode);
    }

    @Test
    void aLineThatIsTooLongIsRefused() {
        assertThrows(ProtocolViolation.class, () -> new Columns("x".repeat(10_000)));
    }

    @Test
    void aLinkNamesAnInodeOrNone() {
        assertEquals(List.of(123L, -1L, -1L, -1L), Stream.of("socket:[123]", "socket:[]", "pipe:[1]", "socket:[9x]")
                .map(SocketOwners::inode).toList());
    }
}
