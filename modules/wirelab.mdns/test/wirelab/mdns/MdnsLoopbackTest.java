package wirelab.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.UsageException;

/// Responders and browsers in this process, at a port at which no other program listens.
@Tag("socket")
class MdnsLoopbackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TYPE = "_test._tcp";
    private MdnsOptions here;

    @BeforeEach
    void port() throws Exception {
        here = MdnsOptions.at(new InetSocketAddress("127.0.0.1", Peer.freePort()));
    }

    private MdnsResponder publish(String name, int port) throws IOException {
        return MdnsResponder.start(Host.HERE, here, ServiceInstance.of(name, TYPE, "h" + port, port, Map.of()), _ -> {});
    }

    private static List<String> names(Collection<FoundService> found) {
        return found.stream().map(each -> each.service().name()).sorted().toList();
    }

    @Test
    void servicesAreSeenUnderTheNamesThatTheyGotUntilTheyLeave() throws Exception {
        var told = new CopyOnWriteArrayList<MdnsAction>();
        try (var browser = MdnsBrowser.start(Host.HERE, here, TYPE, told::add)) {
            try (var one = publish("Plans", 8_001); var two = publish("Plans", 8_002)) {
                assertTrue(browser.await(found -> names(found).equals(List.of("Plans", "Plans (2)")), PATIENCE));
                assertTrue(one.awaitClaimed(PATIENCE) && two.awaitClaimed(PATIENCE));
                var all = List.of(one.service().name(), two.service().name()).stream().sorted().toList();
                assertEquals(List.of("Plans", "Plans (2)"), all);
                assertEquals(List.of(8_001, 8_002), browser.services().stream().map(each -> each.service().port()).sorted()
                        .toList());
            }
            assertTrue(browser.await(Collection::isEmpty, PATIENCE));
            Eventually.that("each was told of", () -> told.stream().filter(MdnsAction.Lost.class::isInstance).count() == 2);
        }
        assertEquals(List.of(), MdnsBrowser.list(Host.HERE, here, TYPE, Duration.ofMillis(200)));
    }

    @Test
    void whateverIsSentToItAResponderAnswersWhoAsksProperly() throws Exception {
        try (var responder = publish("Plans", 8_001); var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            assertTrue(responder.awaitClaimed(PATIENCE));
            var to = new InetSocketAddress("127.0.0.1", here.port());
            var question = new DnsMessage(9, 0, List.of(new DnsQuestion(DnsName.of("h8001.local"), DnsType.A)), List.of(),
                    List.of(), List.of());
            byte[] good = question.encode();
            var messages = DnsMessageTest.samples().stream().map(DnsMessage::encode).toArray(byte[][]::new);
            long sent = responder.counters().get("received");
            for (byte[] bytes : (Iterable<byte[]>) Fuzz.mutations(7, 2_000, messages)::iterator) {
                socket.send(new DatagramPacket(bytes, bytes.length, to));
                long all = ++sent;
                // So few at a time that the system loses none.
                if (all % 50 == 0) Eventually.that("all came", () -> responder.counters().get("received") >= all);
            }
            var longest = new byte[20_000];
            new Random(1).nextBytes(longest);
            socket.send(new DatagramPacket(longest, longest.length, to));
            Eventually.that("all was looked at", () -> responder.counters().get("malformed") > 500);
            var answer = new DatagramPacket(new byte[9_000], 9_000);
            socket.setSoTimeout(200);
            Eventually.that("it answers", () -> {
                socket.send(new DatagramPacket(good, good.length, to));
                try {
                    socket.receive(answer);
                } catch (IOException _) {
                    return false;
                }
                byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
                return DnsMessageTest.decode(bytes).id() == 9;
            });
            assertEquals("Plans", responder.service().name(), "nobody at another port takes a name away");
        }
    }

    @Test
    void whatIsNoServiceAndWhereThereIsNoInterfaceIsSaidInOneLine() {
        assertThrows(UsageException.class, () -> ServiceInstance.of("", TYPE, "h", 1, Map.of()));
        assertThrows(UsageException.class, () -> ServiceInstance.of("x".repeat(64), TYPE, "h", 1, Map.of()));
        assertThrows(UsageException.class, () -> ServiceInstance.of("x", "_test", "h", 1, Map.of()));
        assertThrows(UsageException.class, () -> ServiceInstance.of("x", "_" + "t".repeat(16) + "._tcp", "h", 1, Map.of()));
        assertThrows(UsageException.class, () -> ServiceInstance.of("x", TYPE, "h", 65_536, Map.of()));
        var much = Map.of("a", "x".repeat(250), "b", "x".repeat(250), "c", "x".repeat(250), "d", "x".repeat(250));
        assertThrows(UsageException.class, () -> ServiceInstance.of("x", TYPE, "h", 1, much));
        var nowhere = MdnsOptions.DEFAULTS.withBind(InetAddress.ofLiteral("192.0.2.77"));
        var failure = assertThrows(IOException.class, () -> MdnsBrowser.start(Host.HERE, nowhere, TYPE, _ -> {}));
        assertEquals("no interface for multicast DNS at 192.0.2.77", failure.getMessage());
    }
}
