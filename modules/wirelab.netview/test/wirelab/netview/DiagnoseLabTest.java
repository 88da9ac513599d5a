package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.hosts.Namespace;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.stun.BindingServer;

/// Why a client does not reach its server: each reason is built with the kernel's own means and named.
@Tag("hosts")
class DiagnoseLabTest {
    /// An address answers by ARP within three seconds or not at all.
    private static final NetObserver.Options PATIENT = NetObserver.Options.DEFAULTS.withLimit(Duration.ofSeconds(20));

    private DiagnoseLab lab;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        Peer.require("nft", "nftables");
        lab = DiagnoseLab.open();
    }

    @AfterEach
    void remove() {
        if (lab != null) lab.close();
    }

    private static void assertVerdict(Verdict expected, Diagnosis diagnosis) {
        assertEquals(expected, diagnosis.verdict(), diagnosis.text());
    }

    @Test
    void aServerThatCanBeReachedIsReached() throws Exception {
        lab.listen("0.0.0.0", 50);
        var diagnosis = lab.diagnose(lab.client, DiagnoseLab.SERVER);
        assertVerdict(Verdict.REACHABLE, diagnosis);
        assertTrue(diagnosis.text().contains("via 10.20.1.1"), diagnosis.text());
        assertVerdict(Verdict.REACHABLE, lab.diagnose(lab.server, DiagnoseLab.SERVER));
    }

    @Test
    void nothingListens() throws Exception {
        assertVerdict(Verdict.REFUSED, lab.diagnose(lab.client, DiagnoseLab.SERVER));
        assertVerdict(Verdict.NOTHING_LISTENS, lab.diagnose(lab.server, DiagnoseLab.SERVER));
        assertVerdict(Verdict.REFUSED, lab.diagnose(lab.client, DiagnoseLab.SERVER6));
    }

    @Test
    void theServerListensOnLoopbackAlone() throws Exception {
        lab.listen("127.0.0.1", 50);
        assertVerdict(Verdict.LOOPBACK_ONLY, lab.diagnose(lab.server, DiagnoseLab.SERVER));
        assertVerdict(Verdict.REACHABLE, lab.diagnose(lab.server, "127.0.0.1"));
        assertVerdict(Verdict.REFUSED, lab.diagnose(lab.client, DiagnoseLab.SERVER));
    }

    @Test
    void theServerListensInTheOtherFamilyAlone() throws Exception {
        lab.listen(DiagnoseLab.SERVER6, 50);
        assertVerdict(Verdict.WRONG_FAMILY, lab.diagnose(lab.server, DiagnoseLab.SERVER));
        assertVerdict(Verdict.REACHABLE, lab.diagnose(lab.client, DiagnoseLab.SERVER6));
    }

    @Test
    void aFirewallDrops() throws Exception {
        lab.listen("0.0.0.0", 50);
        DiagnoseLab.rules(lab.server, "input", "tcp dport 7007 drop");
        assertVerdict(Verdict.FILTERED, lab.diagnose(lab.client, DiagnoseLab.SERVER));
    }

    @Test
    void aFirewallRejects() throws Exception {
        lab.listen("::", 50);
        DiagnoseLab.rules(lab.server, "input", "tcp dport 7007 reject");
        var diagnosis = lab.diagnose(lab.client, DiagnoseLab.SERVER);
        assertVerdict(Verdict.REJECTED, diagnosis);
        assertTrue(diagnosis.text().contains("port unreachable (type 3, code 3)"), diagnosis.text());
        assertVerdict(Verdict.REJECTED, lab.diagnose(lab.client, DiagnoseLab.SERVER6));
    }

    @Test
    void aFirewallOnTheWayProhibits() throws Exception {
        lab.listen("0.0.0.0", 50);
        DiagnoseLab.rules(lab.router, "forward", "tcp dport 7007 reject with icmpx type admin-prohibited");
        var diagnosis = lab.diagnose(lab.client, DiagnoseLab.SERVER);
        assertVerdict(Verdict.REJECTED, diagnosis);
        assertTrue(diagnosis.text().contains("10.20.1.1 says by ICMP: prohibited"), diagnosis.text());
    }

    @Test
    void thereIsNoRoute() throws Exception {
        assertVerdict(Verdict.NO_ROUTE, lab.diagnose(lab.client, "2001:db8::1"));
        lab.client.ip("route add unreachable 10.20.77.0/24");
        assertVerdict(Verdict.NO_ROUTE, lab.diagnose(lab.client, "10.20.77.1"));
    }

    @Test
    void nobodyHasTheAddressOnTheLink() throws Exception {
        assertVerdict(Verdict.NO_HOST, lab.diagnose(lab.client, "10.20.1.77", PATIENT));
    }

    /// On a host without any network the resolver gives up at once.
    @Test
    void theNameIsWrong() throws Exception {
        lab.client.ip("link set wan down");
        assertVerdict(Verdict.NO_NAME, lab.diagnose(lab.client, "no-such-host.invalid"));
    }

    @Test
    void theBacklogIsFull() throws Exception {
        lab.listen("0.0.0.0", 1);
        lab.connect(lab.client, DiagnoseLab.SERVER);
        lab.connect(lab.client, DiagnoseLab.SERVER);
        assertVerdict(Verdict.BACKLOG_FULL, lab.diagnose(lab.server, DiagnoseLab.SERVER));
        assertVerdict(Verdict.FILTERED, lab.diagnose(lab.client, DiagnoseLab.SERVER));
    }

    @Test
    void largePacketsVanish() throws Exception {
        lab.listen("0.0.0.0", 50);
        DiagnoseLab.rules(lab.router, "forward", "ip length > 1200 drop");
        assertVerdict(Verdict.MTU_BLACK_HOLE, lab.diagnose(lab.client, DiagnoseLab.SERVER));
    }

    /// The same link, whose router says so: nothing is wrong.
    @Test
    void aSmallerLinkWhoseRouterSaysSoIsNoBlackHole() throws Exception {
        lab.listen("0.0.0.0", 50);
        lab.router.ip("link set lan2 mtu 1300");
        lab.server.ip("link set wan mtu 1300");
        var diagnosis = lab.diagnose(lab.client, DiagnoseLab.SERVER);
        assertVerdict(Verdict.REACHABLE, diagnosis);
        assertTrue(diagnosis.text().contains("too big"), diagnosis.text());
    }

    @Test
    void aFirewallLetsOneDirectionThrough() throws Exception {
        lab.accept(lab.listen("0.0.0.0", 50));
        DiagnoseLab.rules(lab.router, "forward", "tcp sport 7007 drop");
        assertVerdict(Verdict.FILTERED, lab.diagnose(lab.client, DiagnoseLab.SERVER));
        lab.begin(lab.client, DiagnoseLab.SERVER);
        Eventually.that("the server has answered again, in vain", () ->
                lab.diagnose(lab.server, DiagnoseLab.SERVER).verdict() == Verdict.HALF_OPEN);
    }

    @Test
    void thePortIsTakenByAnotherProgram() throws Exception {
        lab.listen("0.0.0.0", 50);
        var options = NetObserver.Options.DEFAULTS.withExpected("nginx");
        var diagnosis = lab.diagnose(lab.server, DiagnoseLab.SERVER, options);
        assertVerdict(Verdict.OTHER_PROCESS, diagnosis);
        assertTrue(diagnosis.text().contains("/" + ProcessHandle.current().pid()), diagnosis.text());
    }

    @Test
    void aNatTranslates() throws Exception {
        lab.listen("0.0.0.0", 50);
        lab.router.feed("""
                table ip nat {
                  chain post {
                    type nat hook postrouting priority 100
                    oif lan2 masquerade
                  }
                }
                """, "nft", "-f", "-");
        var stun = new InetSocketAddress(DiagnoseLab.SERVER, BindingServer.PORT);
        try (var _ = BindingServer.start(lab.server.host(), BindingServer.Options.DEFAULTS.withBind(stun).withTcp(false))) {
            var diagnosis = lab.diagnose(lab.client, DiagnoseLab.SERVER, NetObserver.Options.DEFAULTS.withStun(stun));
            assertVerdict(Verdict.REACHABLE, diagnosis);
            assertEquals(InetAddress.ofLiteral("10.20.2.1"), diagnosis.seen().mapped().getAddress());
            assertTrue(diagnosis.text().contains("a NAT translates"), diagnosis.text());
        }
    }

    @Test
    void theAddressIsAPrivateOneOfAnotherNetwork() throws Exception {
        assertVerdict(Verdict.ELSEWHERE, lab.diagnose(lab.client, "10.99.0.1"));
    }

    /// A firewall with a memory forgets a connection, as it does after a long silence.
    @Test
    void aConnectionIsForgottenOnTheWay() throws Exception {
        Peer.require("conntrack", "conntrack");
        lab.accept(lab.listen("0.0.0.0", 50));
        DiagnoseLab.rules(lab.router, "forward", "ct state established accept",
                "tcp flags & (syn | ack) == syn ct state new accept", "icmp type { echo-request, echo-reply } accept",
                "drop");
        var old = lab.connect(lab.client, DiagnoseLab.SERVER);
        lab.router.settings("netfilter/nf_conntrack_tcp_loose=0");
        lab.router.run("conntrack", "-F");
        old.write(ByteBuffer.wrap("hello".getBytes()));
        Eventually.that("it was sent again, in vain", () ->
                lab.diagnose(lab.client, DiagnoseLab.SERVER).verdict() == Verdict.FORGOTTEN);
    }

    @Test
    void aProxyIsNamedThatIsNotThere() throws Exception {
        lab.listen("0.0.0.0", 50);
        var options = NetObserver.Options.DEFAULTS.withEnvironment(Map.of("http_proxy", "http://me:secret@10.20.2.2:3128"));
        var diagnosis = lab.diagnose(lab.client, DiagnoseLab.SERVER, options);
        assertVerdict(Verdict.PROXY, diagnosis);
        assertTrue(diagnosis.text().contains("http_proxy=http://...@10.20.2.2:3128"), diagnosis.text());
    }

    @Test
    void allIsDroppedOnTheWay() throws Exception {
        DiagnoseLab.rules(lab.router, "forward", "drop");
        lab.router.ip("route add 198.51.100.0/24 via 10.20.2.2");
        assertVerdict(Verdict.SILENT, lab.diagnose(lab.client, "198.51.100.7"));
    }
}
