package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;

/// What commands of macOS and Windows print, in the form that they print it in.
class CommandOutputsTest {
    private static final Map<String, String> MAC = Map.of("lsof", """
            p372
            capsd
            u501
            f8
            tIPv4
            PTCP
            n192.168.1.20:51234->203.0.113.52:5223
            TST=ESTABLISHED
            TQR=3
            TQS=14
            f9
            tIPv6
            PTCP
            n*:8080
            TST=LISTEN
            TQR=0
            TQS=0
            p99
            cmDNSResponder
            u65
            f7
            tIPv4
            PUDP
            n*:5353
            f11
            tIPv6
            PUDP
            n[fe80::1]:546
            """, "netstat -rn", """
            Routing tables

            Internet:
            Destination        Gateway            Flags               Netif Expire
            default            192.168.1.1        UGScg                 en0
            127                127.0.0.1          UCS                   lo0
            127.0.0.1          127.0.0.1          UH                    lo0
            169.254            link#11            UCS                   en0      !
            192.168.1          link#11            UCS                   en0      !
            192.168.1.1/32     link#11            UCS                   en0      !
            192.168.1.1        a0:b1:c2:d3:e4:f5  UHLWIir               en0   1180

            Internet6:
            Destination                             Gateway                         Flags               Netif Expire
            default                                 fe80::1%en0                     UGcg                  en0
            ::1                                     ::1                             UHL                   lo0
            fe80::%lo0/64                           fe80::1%lo0                     UcI                   lo0
            """, "arp", """
            ? (192.168.1.1) at a0:b1:c2:d3:e4:f5 on en0 ifscope [ethernet]
            ? (192.168.1.77) at (incomplete) on en0 ifscope [ethernet]
            """, "ndp", """
            Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs
            fe80::aabb%en0                          a0:b1:c2:d3:e4:f5    en0 23h59m58s S  R
            fe80::1%lo0                             (incomplete)         lo0 permanent R
            """, "netstat -gn", """
            Link-layer Multicast Memberships
            Group               \tLink-layer Address\tNetif
            1:0:5e:0:0:1        \t<none>            \ten0

            IPv4 Multicast Memberships
            Group               \tLink-layer Address\tNetif
            224.0.0.251         \t<none>            \ten0

            IPv6 Multicast Memberships
            Group                                   \tLink-layer Address\tNetif
            ff02::fb%lo0                            \t<none>            \tlo0
            """);

    private static final Map<String, String> WINDOWS = Map.of("netstat", """

            Active Connections

              Proto  Local Address          Foreign Address        State           PID
              TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1044
              TCP    192.168.1.30:49731     203.0.113.52:443       ESTABLISHED     5120
              TCP    192.168.1.30:49700     203.0.113.52:80        TIME_WAIT       0
              TCP    [::]:135               [::]:0                 LISTENING       1044
              UDP    0.0.0.0:5353           *:*                                    2104
              UDP    [fe80::12%12]:1900     *:*                                    5120
            """, "tasklist", """
            "svchost.exe","1044","Services","0","12,345 K"
            "browser.exe","5120","Console","1","212,345 K"
            """, "route", """
            ===========================================================================
            Interface List
             12...00 15 5d 01 02 03 ......Microsoft Hyper-V Network Adapter
              1...........................Software Loopback Interface 1
            ===========================================================================

            IPv4 Route Table
            ===========================================================================
            Active Routes:
            Network Destination        Netmask          Gateway       Interface  Metric
                      0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.30     25
                    127.0.0.0        255.0.0.0         On-link         127.0.0.1    331
                  192.168.1.0    255.255.255.0         On-link      192.168.1.30    281
            ===========================================================================
            Persistent Routes:
              None

            IPv6 Route Table
            ===========================================================================
            Active Routes:
             If Metric Network Destination      Gateway
              1    331 ::1/128                  On-link
             12    281 fe80::1c2b:3a4d:5e6f:7a8b/128
                                                On-link
             12    281 ::/0                     fe80::1
            ===========================================================================
            """, "arp", """

            Interface: 192.168.1.30 --- 0xc
              Internet Address      Physical Address      Type
              192.168.1.1           a0-b1-c2-d3-e4-f5     dynamic
              192.168.1.255         ff-ff-ff-ff-ff-ff     static
              224.0.0.22            01-00-5e-00-00-16     static
            """, "netsh", """

            Interface 12: Ethernet

            Scope       References  Last  Address
            ----------  ----------  ----  ---------------------------------
            0           1           Yes   239.255.255.250
            """);

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private static CommandOutput saved(Map<String, String> outputs) {
        return command -> {
            String whole = String.join(" ", command);
            return lines(outputs.entrySet().stream().filter(one -> whole.startsWith(one.getKey())).findFirst().orElseThrow()
                    .getValue());
        };
    }

    private static void assertRows(String expected, List<?> rows) {
        assertEquals(expected.strip(), String.join("\n", rows.stream().map(Object::toString).toList()));
    }

    @Test
    void macosShowsItsSockets() throws Exception {
        var sockets = new MacSource(saved(MAC)).sockets();
        assertRows("""
                tcp ESTAB 192.168.1.20:51234 203.0.113.52:5223 apsd/372
                tcp LISTEN *:8080 *:* apsd/372
                udp UNCONN 0.0.0.0:5353 0.0.0.0:* mDNSResponder/99
                udp UNCONN [fe80::1]:546 *:* mDNSResponder/99
                """, sockets);
        assertEquals(List.of(3L, 14L, 501L), List.of(sockets.getFirst().received(), sockets.getFirst().unsent(),
                sockets.getFirst().user()));
    }

    @Test
    void macosShowsItsRoutesNeighboursAndGroups() throws Exception {
        var source = new MacSource(saved(MAC));
        assertRows("""
                default via 192.168.1.1 dev en0
                127.0.0.0/8 dev lo0
                127.0.0.1 dev lo0
                169.254.0.0/16 dev en0
                192.168.1.0/24 dev en0
                192.168.1.1 dev en0
                default via fe80::1 dev en0
                fe80::/64 dev lo0
                """, source.routes());
        assertRows("""
                192.168.1.1 dev en0 lladdr a0:b1:c2:d3:e4:f5 COMPLETE
                192.168.1.77 dev en0 INCOMPLETE
                fe80::aabb dev en0 lladdr a0:b1:c2:d3:e4:f5 STALE
                fe80::1 dev lo0 INCOMPLETE
                """, source.neighbours());
        assertRows("224.0.0.251 at en0, 1 user\nff02::fb at lo0, 1 user", source.groups());
    }

    @Test
    void windowsShowsItsSockets() throws Exception {
        assertRows("""
                tcp LISTEN 0.0.0.0:135 0.0.0.0:* svchost.exe/1044
                tcp ESTAB 192.168.1.30:49731 203.0.113.52:443 browser.exe/5120
                tcp TIME-WAIT 192.168.1.30:49700 203.0.113.52:80
                tcp LISTEN [::]:135 [::]:* svchost.exe/1044
                udp UNCONN 0.0.0.0:5353 0.0.0.0:* ?/2104
                udp UNCONN [fe80::12]:1900 [::]:* browser.exe/5120
                """, new WindowsSource(saved(WINDOWS)).sockets());
    }

    @Test
    void windowsShowsItsRoutesNeighboursAndGroups() throws Exception {
        var source = new WindowsSource(saved(WINDOWS));
        assertRows("""
                default via 192.168.1.1 dev 192.168.1.30 metric 25
                127.0.0.0/8 dev 127.0.0.1 metric 331
                192.168.1.0/24 dev 192.168.1.30 metric 281
                ::1 dev if1 metric 331
                fe80::1c2b:3a4d:5e6f:7a8b dev if12 metric 281
                default via fe80::1 dev if12 metric 281
                """, source.routes());
        assertRows("192.168.1.1 dev 192.168.1.30 lladdr a0:b1:c2:d3:e4:f5 COMPLETE", source.neighbours());
        assertRows("239.255.255.250 at Ethernet, 1 user\n239.255.255.250 at Ethernet, 1 user", source.groups());
    }

    @Test
    void everyMutationOfEveryOutputIsRead() {
        var all = new HashMap<>(MAC);
        WINDOWS.forEach((name, text) -> all.put("windows " + name, text));
        for (String text : all.values()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Fuzz.mutations(13, 500, bytes).forEach(mutant -> {
                var lines = lines(new String(mutant, StandardCharsets.UTF_8));
                MacSource.sockets(lines);
                MacSource.routes(lines);
                MacSource.arp(lines);
                MacSource.ndp(lines);
                MacSource.groups(lines);
                WindowsSource.sockets(lines, WindowsSource.tasks(lines));
                WindowsSource.routes(lines);
                WindowsSource.neighbours(lines);
                WindowsSource.groups(lines);
            });
        }
    }
}
