package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.UsageException;

class SocketFilterTest {
    /// A connection of `sshd`, from 10.1.2.3 port 50000 to port 22 here.
    private static final SocketEntry SSH = socket("tcp", "192.0.2.1", 22, "10.1.2.3", 50_000, SocketState.ESTABLISHED,
            "sshd");

    static SocketEntry socket(String protocol, String local, int port, String remote, int remotePort, SocketState state,
            String process) {
        var at = InetAddress.ofLiteral(local);
        return new SocketEntry(protocol, local.contains(":"), false, new InetSocketAddress(at, port),
                new InetSocketAddress(InetAddress.ofLiteral(remote), remotePort), state, 5, 7, 0, 1000, 99, "",
                process.isEmpty() ? List.of() : List.of(new ProcessEntry(42, process)), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dst 10/8", "dst 10/8 and sport = :22", "dst 10.1.2.3:50000", "dst = 10.1.2.3", "src :22",
            "src *:22", "sport 22", "sport = 22", "dport > :1024", "dport >= 50000", "sport lt 23", "sport ne 23",
                    "port = 22",
            "port 50000", "state established", "estab", "state connected", "exclude listening", "not udp", "! udp",
            "tcp ipv4",
            "udp or tcp", "udp | tcp", "( udp or tcp ) and sport = :22", "(udp or tcp) and sport=22", "process ssh",
            "pid 42",
            "uid = 1000", "recv > 4", "send == 7", "not ( dst 192.168/16 or src 10/8 )", "udp and tcp or ipv4", "sport!=80",
            "src != 10/8", "state ALL"})
    void theSocketIsWanted(String filter) {
        assertTrue(SocketFilter.parse(filter).test(SSH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dst 11/8", "src 10/8", "sport = :23", "dport < 1024", "state listening", "udp", "ipv6",
            "tcp and not tcp", "not tcp or udp", "process nginx", "pid 41", "uid 0", "recv > 5", "dst [2001:db8::]/32",
            "dst 10.1.2.3:80", "port 80", "bucket", "src != 192.0.2.1"})
    void theSocketIsNotWanted(String filter) {
        assertFalse(SocketFilter.parse(filter).test(SSH));
    }

    @Test
    void addressesOfIpv6StandWithOrWithoutBrackets() {
        var socket = socket("tcp", "::1", 80, "2001:db8::7", 9, SocketState.ESTABLISHED, "");
        for (String filter : List.of("src ::1", "src [::1]:80", "dst [2001:db8::]/32", "dst 2001:db8::/32", "ipv6")) {
            assertTrue(SocketFilter.parse(filter).test(socket), filter);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dst", "dst 10/33", "dst nonsense", "sport = http", "sport = :70000", "state asleep", "( tcp",
            "tcp )", "and", "frob 7", "recv x", "uid", "tcp or", "not", "dst 10.1.2.3:x"})
    void aMistakeIsOneClearLine(String filter) {
        var e = assertThrows(UsageException.class, () -> SocketFilter.parse(filter));
        assertFalse(e.getMessage().isBlank() || e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void theNearestWordIsOffered() {
        assertTrue(assertThrows(UsageException.class,
                () -> SocketFilter.parse("sprot = 7")).getMessage().contains("mean sport"));
    }

    @Test
    void bracketsAndLengthHaveLimits() {
        assertThrows(UsageException.class, () -> SocketFilter.parse("(".repeat(1000)));
        assertThrows(UsageException.class, () -> SocketFilter.parse("not ".repeat(1000) + "tcp"));
        assertThrows(UsageException.class, () -> SocketFilter.parse("tcp ".repeat(2000)));
    }

    @Test
    void anyWordsAreReadOrRefused() {
        String[] words = {"(", ")", "and", "or", "not", "tcp", "dst", "10/8", ":80", "sport", "=", ">", "22", "state", "x",
                "!="};
        var random = new Random(3);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            var filter = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) filter.append(words[random.nextInt(words.length)]).append(' ');
            try {
                SocketFilter.parse(filter.toString()).test(SSH);
                read++;
            } catch (UsageException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
        assertTrue(read > 100, "too few were filters at all: " + read);
    }

    @Test
    void aPrefixMayBeShort() {
        assertEquals("10.0.0.0/8", Prefix.parse("10/8").toString());
        assertEquals("192.168.0.0/16", Prefix.parse("192.168/16").toString());
        assertEquals("default", Prefix.parse("0.0.0.0/0").toString());
        assertEquals("10.0.0.0/8", Prefix.parse("10.9.8.7/8").network().toString());
    }
}
