package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import wirelab.kit.Bytes;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;
import wirelab.stun.Attribute.ChangeRequest;
import wirelab.stun.Attribute.Padding;
import wirelab.stun.Attribute.ResponsePort;
import wirelab.stun.StunMessage.Kind;

@Tag("socket")
@Timeout(60)
class BindingServerTest {
    private static final BindingServer.Options ONE = BindingServer.Options.DEFAULTS.withPerSecond(1_000_000);
    private static final BindingServer.Options TWO = ONE.withOther(InetAddress.ofLiteral("127.0.0.2"), 0);

    private static UdpSocket socket() throws IOException {
        return Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN);
    }

    private static StunMessage request(int seed, Attribute... attributes) {
        return new StunMessage(Kind.REQUEST, TransactionId.random(new Random(seed)), attributes);
    }

    private static StunMessage receive(UdpSocket socket, List<InetSocketAddress> sources) throws IOException {
        var buffer = ByteBuffer.allocate(2000);
        sources.add(socket.receive(buffer, Duration.ofSeconds(10)));
        return StunMessage.decode(buffer.flip());
    }

    @Test
    void aClientLearnsItsAddressOverUdpAndTcp() throws Exception {
        try (var server = BindingServer.start(ONE); var socket = socket()) {
            var client = BindingClient.towards(server.address());
            var answer = client.binding(socket, server.address());
            assertEquals(socket.local(), answer.mapped());
            assertEquals(server.address(), answer.from());
            var overTcp = client.bindingOverTcp(server.address());
            assertEquals("127.0.0.1", overTcp.address(AttributeType.XOR_MAPPED_ADDRESS).get().getAddress().getHostAddress());
        }
    }

    @Test
    void ipv6WorksToo() throws Exception {
        try (var server = BindingServer.start(ONE.withBind(new InetSocketAddress("::1", 0)))) {
            var mapped = BindingClient.towards(server.address()).binding(server.address()).mapped();
            assertEquals(InetAddress.ofLiteral("::1"), mapped.getAddress());
        }
    }

    @Test
    void withTwoAddressesTheAnswerComesFromEachOfFourSockets() throws Exception {
        try (var server = BindingServer.start(TWO); var socket = socket()) {
            assertEquals(4, server.addresses().size());
            var sources = new ArrayList<InetSocketAddress>();
            for (int flags = 0; flags < 4; flags++) {
                var change = new ChangeRequest((flags & 2) != 0, (flags & 1) != 0);
                socket.send(request(flags, change).encode(), server.address());
                var answer = receive(socket, sources);
                assertEquals(sources.getLast(), answer.address(AttributeType.RESPONSE_ORIGIN).get());
            }
            assertEquals(server.addresses(), sources);
        }
    }

    @Test
    void theAnswerToAResponsePortArrivesThere() throws Exception {
        try (var server = BindingServer.start(ONE); var asking = socket(); var waiting = socket()) {
            var request = request(1, new ResponsePort(waiting.local().getPort()));
            asking.send(request.encode(), server.address());
            var answer = receive(waiting, new ArrayList<>());
            assertEquals(request.id(), answer.id());
            assertEquals(asking.local(), answer.address(AttributeType.XOR_MAPPED_ADDRESS).get());
        }
    }

    @Test
    void discoveryOnOneMachineFindsTheOpenInternet() throws Exception {
        try (var server = BindingServer.start(TWO)) {
            var nat = BindingClient.towards(server.address()).discover(server.address(), _ -> {});
            assertEquals("open Internet", nat.kind());
            assertEquals(Mapping.NONE, nat.mapping());
            assertEquals(Filtering.ENDPOINT_INDEPENDENT, nat.filtering());
        }
    }

    @Test
    void withoutANatAMappingOutlivesEveryLimit() throws Exception {
        try (var server = BindingServer.start(ONE)) {
            var found = BindingClient.towards(server.address())
                    .lifetime(server.address(), Duration.ofMillis(200), Duration.ofMillis(50), _ -> {});
            assertNull(found.ended());
            assertEquals(Duration.ofMillis(200), found.survived());
        }
    }

    @Test
    void aCredentialIsAskedForOverUdpAndTcp() throws Exception {
        var alice = new Credential("alice", "secret");
        try (var server = BindingServer.start(ONE.withCredential(alice))) {
            var stranger = BindingClient.towards(server.address());
            assertEquals(Kind.ERROR, stranger.binding(server.address()).message().kind());
            assertEquals(Kind.ERROR, stranger.bindingOverTcp(server.address()).kind());
            assertThrows(IOException.class, () -> stranger.discover(server.address(), _ -> {}));
            var friend = stranger.withCredential(alice);
            assertEquals(Kind.SUCCESS, friend.binding(server.address()).message().kind());
            assertEquals(Kind.SUCCESS, friend.bindingOverTcp(server.address()).kind());
        }
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsNotBelieved() throws Exception {
        try (var server = BindingServer.start(ONE)) {
            var client = BindingClient.towards(server.address()).withCredential(new Credential("alice", "secret"))
                    .withRetry(new Retry(Duration.ofMillis(20), 2, 2));
            for (Executable asked : List.<Executable>of(() -> client.binding(server.address()),
                    () -> client.bindingOverTcp(server.address()))) {
                var e = assertThrows(IOException.class, asked);
                assertTrue(e.getMessage().startsWith("integrity protection was violated"), e.getMessage());
            }
        }
    }

    private static String refusal(Kind kind, Attribute... attributes) throws IOException {
        try (var server = UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(
                new StunMessage(kind, StunMessage.decode(payload).id(), attributes).encode(), source))) {
            return assertThrows(IOException.class,
                    () -> BindingClient.towards(server.address()).binding(server.address())).getMessage();
        }
    }

    @Test
    void anAnswerWithAnUnknownRequiredAttributeOrWithoutWhatItIsForIsRefused() throws Exception {
        var seen = new Attribute.Endpoint(AttributeType.XOR_MAPPED_ADDRESS, new InetSocketAddress("192.0.2.1", 7));
        var unknown = new Attribute.Unknown(0x7ffe, Bytes.of(new byte[4]));
        String words = "the answer has attributes that must be understood and are unknown here: 0x7ffe";
        assertEquals(words, refusal(Kind.SUCCESS, seen, unknown));
        assertEquals(words, refusal(Kind.ERROR, new Attribute.ErrorCode(400, ""), unknown));
        assertEquals("the server refuses without a code", refusal(Kind.ERROR));
        assertEquals("the answer does not say how the server sees this end", refusal(Kind.SUCCESS));
    }

    @Test
    void requestsOverTcpMayComeInPiecesAndSeveralAtOnce() throws Exception {
        try (var server = BindingServer.start(ONE); var socket = new Socket()) {
            socket.connect(server.address());
            byte[] first = request(1, new Padding(100)).encode();
            byte[] second = request(2).encode();
            var out = socket.getOutputStream();
            for (byte b : first) out.write(b);
            out.write(second);
            out.write(second);
            var in = socket.getInputStream();
            for (byte[] request : List.of(first, second, second)) {
                var header = ByteBuffer.wrap(in.readNBytes(20));
                int length = header.getShort(2);
                var whole = ByteBuffer.allocate(20 + length).put(header).put(in.readNBytes(length)).flip();
                assertEquals(StunMessage.decode(ByteBuffer.wrap(request)).id(), StunMessage.decode(whole).id());
            }
        }
    }

    @Test
    void nonsenseOverTcpEndsThatConnectionAlone() throws Exception {
        try (var server = BindingServer.start(ONE); var socket = new Socket()) {
            socket.connect(server.address());
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            assertEquals(-1, socket.getInputStream().read());
            BindingClient.towards(server.address()).bindingOverTcp(server.address());
        }
    }

    @Test
    void tenThousandMutationsLeaveTheServerAlive() throws Exception {
        try (var server = BindingServer.start(TWO); var socket = socket()) {
            byte[][] seeds = StunMessageTest.messages().stream().map(StunMessage::encode).toArray(byte[][]::new);
            Fuzz.mutations(3489, 10_000, seeds).forEach(mutation -> {
                try {
                    socket.send(mutation, server.address());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            BindingClient.towards(server.address()).binding(server.address());
            assertTrue(server.counters().get("malformed") > 100);
            assertNull(server.counters().get("failed"));
        }
    }

    @Test
    void aSourceAboveTheRateIsNotAnswered() throws Exception {
        try (var server = BindingServer.start(ONE.withPerSecond(1)); var socket = socket()) {
            byte[] request = request(1).encode();
            for (int i = 0; i < 50; i++) socket.send(request, server.address());
            Eventually.that("all have been counted", () -> server.counters().getOrDefault("received", 0L) == 50);
            int answers = 0;
            while (socket.receive(ByteBuffer.allocate(100), Duration.ofMillis(50)) != null) answers++;
            assertTrue(answers >= 2 && answers < 10, answers + " answers");
            assertTrue(server.counters().get("limited") > 40);
        }
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThrows(UsageException.class, () -> ONE.withOther(InetAddress.ofLiteral("127.0.0.1"), 0));
        assertThrows(UsageException.class, () -> TWO.withBind(new InetSocketAddress("0.0.0.0", 0)));
        assertThrows(UsageException.class, () -> ONE.withPerSecond(0));
        assertThrows(IOException.class, () -> BindingServer.start(ONE.withBind(new InetSocketAddress("192.0.2.1", 0))));
    }

    @Test
    void aServerThatIsNotThereIsReportedInOneLine() throws Exception {
        InetSocketAddress nobody;
        try (var server = BindingServer.start(ONE)) {
            nobody = server.address();
        }
        var client = BindingClient.towards(nobody).withRetry(new Retry(Duration.ofMillis(10), 2, 2));
        var silence = assertThrows(IOException.class, () -> client.binding(nobody));
        assertTrue(silence.getMessage().startsWith("no answer from 127.0.0.1:"), silence.getMessage());
        var refusal = assertThrows(IOException.class, () -> client.bindingOverTcp(nobody));
        assertTrue(refusal.getMessage().startsWith("cannot connect to 127.0.0.1:"), refusal.getMessage());
    }
}
