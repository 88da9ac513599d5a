package wirelab.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;

/// What is asked of the kernel, and what it answers.
class NetlinkTest {
    private static final int GET_LINKS = 18;
    private static final int NEW_LINK = 16;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    @Tag("socket")
    void theKernelShowsItsInterfaces() throws Exception {
        try (var netlink = Netlink.open(Host.HERE, Netlink.ROUTE)) {
            var links = netlink.dump(GET_LINKS, new byte[16]);
            assertFalse(links.isEmpty());
            for (var link : links) assertEquals(NEW_LINK, link.type());
            assertTrue(netlink.toString().startsWith("netlink socket"));
        }
    }

    @Test
    @Tag("socket")
    void whatTheKernelRefusesIsSaidInItsWords() throws Exception {
        try (var netlink = Netlink.open(Host.HERE, Netlink.ROUTE)) {
            var e = assertThrows(IOException.class, () -> netlink.ask(GET_LINKS, new byte[16]));
            assertTrue(e.getMessage().startsWith("netlink: "), e.getMessage());
        }
    }

    @Test
    @Tag("hosts")
    void aNamespaceShowsItsOwnAndSoDoesAProcessInIt() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        try (var lone = Namespace.create("wlnl" + ProcessHandle.current().pid())) {
            lone.ip("link add only type bridge");
            assertTrue(names(lone.host()).contains("only"));
            var sleeper = new ProcessBuilder(lone.command("sleep", "60")).start();
            try {
                // Whoever reads the namespace of a process must wait until it has entered it.
                Eventually.that("the program stands in the namespace", () ->
                        names(Namespace.ofProcess(sleeper.pid())).contains("only"));
                assertFalse(names(Host.HERE).contains("only"));
            } finally {
                sleeper.destroyForcibly().waitFor();
            }
        }
    }

    private static String names(Host host) throws IOException {
        var names = new StringBuilder();
        try (var netlink = Netlink.open(host, Netlink.ROUTE)) {
            for (var link : netlink.dump(GET_LINKS, new byte[16])) {
                names.append(StandardCharsets.UTF_8.decode(link.attributes(16).get(3))).append(' ');
            }
        }
        return names.toString();
    }

    @Test
    @Tag("socket")
    void aConnectionIsOpenedOrRefused() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
            assertEquals(0, TcpProbe.connect(Host.HERE, address, LIMIT).errno());
            server.close();
            var refused = TcpProbe.connect(Host.HERE, address, LIMIT);
            assertEquals(TcpProbe.REFUSED, refused.errno());
            assertEquals("Connection refused", refused.words());
            assertNull(refused.icmp(), "an RST is no ICMP");
        }
    }

    @Test
    @Tag("hosts")
    void whoSaidNoIsTold() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        try (var lone = Namespace.create("wlicmp" + ProcessHandle.current().pid())) {
            lone.feed("table inet t {\n chain c {\n  type filter hook input priority 0\n  tcp dport 9 reject\n }\n}\n",
                    "nft", "-f", "-");
            var ipv4 = TcpProbe.connect(lone.host(), new InetSocketAddress("127.0.0.1", 9), LIMIT);
            assertEquals(new TcpProbe.Icmp(false, 3, 3, InetAddress.ofLiteral("127.0.0.1")), ipv4.icmp());
            var ipv6 = TcpProbe.connect(lone.host(), new InetSocketAddress("::1", 9), LIMIT);
            assertEquals(new TcpProbe.Icmp(true, 1, 4, InetAddress.ofLiteral("::1")), ipv6.icmp());
        }
    }

    @Test
    @Tag("hosts")
    void aPingOfAnySizeComesBackOrIsTooBig() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        try (var lone = Namespace.create("wlping" + ProcessHandle.current().pid())) {
            for (String address : new String[] {"127.0.0.1", "::1"}) {
                var to = InetAddress.ofLiteral(address);
                assertEquals(EchoProbe.Answer.ECHOED, EchoProbe.ask(lone.host(), to, 84, LIMIT));
                assertEquals(EchoProbe.Answer.ECHOED, EchoProbe.ask(lone.host(), to, 1500, LIMIT));
            }
            lone.ip("link set lo mtu 1400");
            assertEquals(EchoProbe.Answer.TOO_BIG, EchoProbe.ask(lone.host(), InetAddress.ofLiteral("127.0.0.1"), 1500,
                    LIMIT));
        }
    }

    @Test
    void anAnswerIsKnownByItsMark() {
        byte[] request = EchoProbe.request(false, 56, 42);
        byte[] answer = request.clone();
        answer[0] = 0;
        assertTrue(EchoProbe.answers(answer, request));
        assertFalse(EchoProbe.answers(request, request), "a request is no answer");
        var packet = ByteBuffer.allocate(20 + answer.length).put((byte) 0x45).position(20).put(answer).array();
        assertTrue(EchoProbe.answers(packet, request), "behind a header of IP");
        answer[10] ^= 1;
        assertFalse(EchoProbe.answers(answer, request));
        Fuzz.truncations(packet).forEach(part -> EchoProbe.answers(part, request));
        Fuzz.mutations(5, 10_000, packet).forEach(part -> EchoProbe.answers(part, request));
    }

    /// RFC 1071: the sum over all, checksum included, is all ones.
    @Test
    void theChecksumOfARequestIsRight() {
        byte[] request = EchoProbe.request(false, 57, 0x0102030405060708L);
        long sum = 0;
        for (int i = 0; i < request.length; i++) sum += (long) (request[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        assertEquals(0xffff, sum);
        assertEquals(57, request.length);
        assertEquals(8, request[0], "echo request");
    }
}
