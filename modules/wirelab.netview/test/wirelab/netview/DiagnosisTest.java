package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import wirelab.hosts.EchoProbe;
import wirelab.netview.Attempt.Reply;
import wirelab.netview.NetworkKind.Kind;

/// Decisions over what was seen, without any network.
class DiagnosisTest {
    private static final NetRoute DEFAULT = new NetRoute(Prefix.parse("0.0.0.0/0"), InetAddress.ofLiteral("192.168.1.1"),
            "eth0",
            null, 0, "unicast", "");

    private static Attempt attempt(String address, Reply reply) {
        return new Attempt(InetAddress.ofLiteral(address), false, DEFAULT, null, null, reply, null, Duration.ofMillis(3),
                null,
                null, 1500);
    }

    private static Attempt own(String address, Reply reply) {
        return new Attempt(InetAddress.ofLiteral(address), true, null, null, null, reply, null, Duration.ofMillis(3), null,
                null,
                1500);
    }

    private static Observations seen(List<SocketEntry> sockets, Attempt... attempts) {
        return new Observations("server", 80, attempts.length == 0 ? "unknown host server" : null, List.of(attempts),
                List.of(),
                List.of(DEFAULT), sockets, Map.of(), Optional.empty(), null, null, null, Optional.of(true), "");
    }

    private static Verdict verdict(List<SocketEntry> sockets, Attempt... attempts) {
        return Diagnosis.of(seen(sockets, attempts)).verdict();
    }

    private static SocketEntry listener(String address, long waiting, long limit) {
        var at = InetAddress.ofLiteral(address);
        return new SocketEntry("tcp", at.getAddress().length == 16, false, new InetSocketAddress(at, 80),
                new InetSocketAddress(InetAddress.ofLiteral(at.getAddress().length == 16 ? "::" : "0.0.0.0"), 0),
                SocketState.LISTEN, waiting, limit, 0, 0, 1, "", List.of(new ProcessEntry(7, "web")), null);
    }

    @Test
    void aNameWithoutAddressesIsTheReason() {
        assertEquals(Verdict.NO_NAME, verdict(List.of()));
    }

    @Test
    void ofTwoFamiliesTheOneThatIsRefusedIsNamed() {
        assertEquals(Verdict.WRONG_FAMILY, verdict(List.of(), attempt("2001:db8::1", Reply.REFUSED),
                attempt("203.0.113.1", Reply.CONNECTED)));
        assertEquals(Verdict.REACHABLE, verdict(List.of(), attempt("2001:db8::1", Reply.NO_NETWORK),
                attempt("203.0.113.1", Reply.CONNECTED)));
    }

    @Test
    void aFamilyThatIsNotThereSaysLess() {
        assertEquals(Verdict.REFUSED, verdict(List.of(), attempt("2001:db8::1", Reply.NO_NETWORK),
                attempt("203.0.113.1", Reply.REFUSED)));
    }

    @Test
    void onItsOwnMachineTheSocketsDecide() {
        assertEquals(Verdict.NOTHING_LISTENS, verdict(List.of(), own("10.0.0.1", Reply.REFUSED)));
        assertEquals(Verdict.LOOPBACK_ONLY, verdict(List.of(listener("127.0.0.1", 0, 50)), own("10.0.0.1", Reply.REFUSED)));
        assertEquals(Verdict.WRONG_FAMILY, verdict(List.of(listener("::1", 0, 50)), own("127.0.0.1", Reply.REFUSED)));
        assertEquals(Verdict.OTHER_ADDRESS, verdict(List.of(listener("10.0.0.2", 0, 50)), own("10.0.0.1", Reply.REFUSED)));
        assertEquals(Verdict.BACKLOG_FULL, verdict(List.of(listener("0.0.0.0", 2, 1)), own("10.0.0.1", Reply.SILENCE)));
        assertEquals(Verdict.FILTERED, verdict(List.of(listener("0.0.0.0", 0, 1)), own("10.0.0.1", Reply.SILENCE)));
        assertEquals(Verdict.REACHABLE, verdict(List.of(listener("::", 0, 1)), own("10.0.0.1", Reply.CONNECTED)));
    }

    private static Attempt sizes(EchoProbe.Answer small, EchoProbe.Answer full, Reply reply) {
        return new Attempt(InetAddress.ofLiteral("203.0.113.1"), false, DEFAULT, null, null, reply, null,
                Duration.ofMillis(3),
                small, full, 1500);
    }

    @Test
    void sizesOfPingsTellABlackHole() {
        var echoed = EchoProbe.Answer.ECHOED;
        assertEquals(Verdict.MTU_BLACK_HOLE, verdict(List.of(), sizes(echoed, EchoProbe.Answer.SILENCE, Reply.CONNECTED)));
        assertEquals(Verdict.REACHABLE, verdict(List.of(), sizes(echoed, EchoProbe.Answer.TOO_BIG, Reply.CONNECTED)));
        assertEquals(Verdict.REACHABLE, verdict(List.of(), sizes(EchoProbe.Answer.SILENCE, null, Reply.CONNECTED)));
        assertEquals(Verdict.FILTERED, verdict(List.of(), sizes(echoed, echoed, Reply.SILENCE)));
        assertEquals(Verdict.SILENT, verdict(List.of(), sizes(EchoProbe.Answer.SILENCE, null, Reply.SILENCE)));
    }

    @Test
    void aPrivateAddressElsewhereIsNamed() {
        assertEquals(Verdict.ELSEWHERE, verdict(List.of(), attempt("10.0.2.15", Reply.SILENCE)));
        assertEquals(Verdict.SILENT, verdict(List.of(), attempt("203.0.113.1", Reply.SILENCE)));
    }

    @Test
    void everyVerdictHasWordsAndClassesHaveStatusesThatAreNotThoseOfMistakes() {
        var words = new HashSet<String>();
        for (var verdict : Verdict.values()) {
            assertTrue(words.add(verdict.toString()));
            assertTrue(verdict == Verdict.REACHABLE ? verdict.status() == 0 : verdict.status() > 2);
        }
    }

    @Test
    void everyStepHasAProofAndFitsTheTerminal() {
        var diagnosis = Diagnosis.of(seen(List.of(listener("127.0.0.1", 0, 50)), own("10.0.0.1", Reply.REFUSED),
                attempt("203.0.113.1", Reply.SILENCE)));
        for (var finding : diagnosis.findings()) assertTrue(!finding.proof().isBlank() && !finding.means().isBlank());
        var long80 = new ArrayList<String>();
        diagnosis.text().lines().filter(line -> line.length() > 80 && !line.strip().startsWith("$")).forEach(long80::add);
        assertEquals(List.of(), long80);
    }

    private static List<NetInterface> with(String address) {
        return List.of(new NetInterface(2, "eth0", List.of("UP"), 1500, "UP", "08:00:27:01:02:03", -1,
                List.of(new LocalAddress(Prefix.parse(address), null, "global", -1, -1)), NetInterface.Traffic.NONE));
    }

    @Test
    void theKindOfAVirtualNetworkIsToldByGatewayPrefixAndPublicAddress() {
        assertEquals(Kind.HOST_ONLY, NetworkKind.of(with("192.168.56.101/24"), List.of(), null, null).kind());
        assertEquals(Kind.NAT, NetworkKind.of(with("10.0.2.15/24"), List.of(DEFAULT), null, null).kind());
        assertEquals(Kind.UNKNOWN, NetworkKind.of(with("192.168.1.20/24"), List.of(DEFAULT), null, null).kind());
        assertEquals(Kind.NONE, NetworkKind.of(List.of(), List.of(), null, null).kind());
        var local = InetAddress.ofLiteral("192.168.1.20");
        assertEquals(Kind.BRIDGED, NetworkKind.of(with("192.168.1.20/24"), List.of(DEFAULT),
                new InetSocketAddress(local, 9), local).kind());
        assertEquals(Kind.NAT, NetworkKind.of(with("192.168.1.20/24"), List.of(DEFAULT),
                new InetSocketAddress("203.0.113.9", 9), local).kind());
        assertTrue(NetworkKind.of(with("10.0.2.15/24"), List.of(), null, null).why().contains("VirtualBox"));
    }

    @Test
    void aVariableNamesAProxyUnlessThisServerIsExcepted() {
        var environment = Map.of("http_proxy", "http://proxy:3128", "no_proxy", "localhost, .example.org");
        assertEquals(1, NetObserver.proxies("www.example.com", environment).size());
        assertEquals(0, NetObserver.proxies("www.example.org", environment).size());
        assertEquals(0, NetObserver.proxies("localhost", environment).size());
        assertEquals("http://...@proxy:3128", Findings.withoutPassword("http://me:secret@proxy:3128"));
    }

    @Test
    void theLongestPrefixIsTakenAndThenTheLowestMetric() {
        var wide = new NetRoute(Prefix.parse("10/8"), null, "a", null, 5, "unicast", "");
        var narrow = new NetRoute(Prefix.parse("10.1.0.0/16"), null, "b", null, 9, "unicast", "");
        var better = new NetRoute(Prefix.parse("10.1.0.0/16"), null, "c", null, 1, "unicast", "");
        assertEquals("c", NetObserver.longest(List.of(DEFAULT, wide, narrow, better),
                InetAddress.ofLiteral("10.1.2.3")).device());
    }
}
