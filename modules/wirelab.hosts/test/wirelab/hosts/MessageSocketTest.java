package wirelab.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;

/// What the kernel knows about datagrams and connections.
@Tag("socket")
class MessageSocketTest {
    @BeforeEach
    void requireLinux() {
        assumeTrue(NativeAccess.isGiven(), "Linux, with the right to call the C library");
    }

    private static InetSocketAddress local(DatagramChannel channel) throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private static DatagramChannel bound(String address) throws IOException {
        return DatagramChannel.open(address.contains(":") ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET).bind(new InetSocketAddress(address, 0));
    }

    private static void awaitDatagram(MessageSocket messages) {
        Eventually.that("a datagram has come", messages::receive);
    }

    @Test
    void theKernelTellsTimeAndHopsOfADatagramAndWhereToAnswerFrom() throws Exception {
        for (String loopback : new String[] {"127.0.0.1", "::1"}) {
            try (var server = bound(loopback.equals("::1") ? "::" : "0.0.0.0"); var client = bound(loopback);
                    var messages = MessageSocket.beside(local(server), 100)) {
                assertFalse(messages.receive(), "nothing has come yet");
                // A second address of loopback: an answer from the first would be a stranger's.
                String asked = loopback.equals("::1") ? "::1" : "127.0.0.7";
                client.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), new InetSocketAddress(asked, local(server).getPort()));
                awaitDatagram(messages);
                assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), messages.payload());
                assertEquals(local(client), messages.source());
                assertEquals(64, messages.ttl());
                long age = System.currentTimeMillis() - messages.arrived() / 1_000_000;
                assertTrue(age >= -1_000 && age < 60_000, age + " ms old");
                messages.outgoing().put(new byte[] {9, 8});
                messages.answer(2);
                var answer = ByteBuffer.allocate(10);
                assertEquals(new InetSocketAddress(asked, local(server).getPort()), client.receive(answer));
                assertEquals(ByteBuffer.wrap(new byte[] {9, 8}), answer.flip());
            }
        }
    }

    @Test
    void aDatagramThatIsTooLongIsSeenToBe() throws Exception {
        try (var server = bound("127.0.0.1"); var client = bound("127.0.0.1");
                var messages = MessageSocket.beside(local(server), 10)) {
            client.send(ByteBuffer.allocate(50), local(server));
            awaitDatagram(messages);
            assertEquals(11, messages.payload().remaining());
        }
    }

    @Test
    void aSocketThatIsNotOursIsNotFound() {
        var e = assertThrows(IOException.class, () -> MessageSocket.beside(new InetSocketAddress("127.0.0.1", 1), 10));
        assertEquals("this process has no socket at 127.0.0.1:1", e.getMessage());
    }

    @Test
    @Tag("hosts")
    void aPingIsAnsweredWhereTheHostLetsAnyUserSendOne() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace.missing());
        try (var host = Namespace.create("ping-" + ProcessHandle.current().pid())) {
            host.settings("ipv4/ping_group_range=0 2147483647");
            try (var socket = host.host().call(() -> MessageSocket.ping(InetAddress.getByName("127.0.0.1"), 100))) {
                socket.outgoing().put(new byte[] {8, 0, 0, 0, 0, 0, 0, 5, 42});
                socket.send(9, new InetSocketAddress("127.0.0.1", 0));
                awaitDatagram(socket);
                assertEquals(0, socket.payload().get(0), "an echo reply");
                assertEquals(5, socket.payload().get(7));
                assertEquals(42, socket.payload().get(8));
            }
            host.settings("ipv4/ping_group_range=1 0");
            var e = assertThrows(IOException.class,
                    () -> host.host().call(() -> MessageSocket.ping(InetAddress.getByName("127.0.0.1"), 100)));
            assertEquals("socket: Permission denied", e.getMessage());
        }
    }

    @Test
    void theKernelTellsTheRoundTripTimeOfAConnection() throws Exception {
        try (var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                var client = SocketChannel.open(server.getLocalAddress()); var accepted = server.accept()) {
            var there = (InetSocketAddress) client.getLocalAddress();
            var info = TcpInfo.of(there, (InetSocketAddress) client.getRemoteAddress());
            assertEquals(1, info.state(), "ESTABLISHED");
            assertTrue(info.rtt().isPositive() && info.rtt().compareTo(Duration.ofSeconds(10)) < 0, info.toString());
            assertEquals(0, info.retransmitted());
            assertTrue(info.mss() > 500 && info.congestionWindow() > 0, info.toString());
            var other = TcpInfo.of((InetSocketAddress) accepted.getLocalAddress(), there);
            assertEquals(1, other.state());
        }
    }

    @Test
    void whateverIsNoTcpInfoIsRefusedOrRead() throws Exception {
        assertThrows(IOException.class, () -> TcpInfo.of(ByteBuffer.allocate(103)));
        assertEquals(Duration.ZERO, TcpInfo.of(ByteBuffer.allocate(104)).minRtt(), "an old kernel does not say");
        for (byte[] mutation : Fuzz.mutations(1, 2_000, new byte[152]).toList()) {
            if (mutation.length >= 104) assertFalse(TcpInfo.of(ByteBuffer.wrap(mutation)).rtt().isNegative());
        }
    }
}
