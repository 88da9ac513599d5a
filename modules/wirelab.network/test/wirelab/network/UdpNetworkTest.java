package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.UsageException;

/// The same nodes on real sockets.
@Tag("socket")
@Tag("once")
class UdpNetworkTest {
    /// Patient enough for a machine that stands still for a while.
    private static final Duration SOON = Duration.ofSeconds(20);

    /// Thirty nodes that come up together flood their sockets, and a busy machine lets queues overflow: what is lost is
    /// repaired by the next refresh of the link state, which must come before the patience ends.
    private static final Duration MAX_AGE = Duration.ofSeconds(6);

    private static UdpNetwork converged(Topology topology, NodeOptions.Method method) throws IOException {
        var quick = Networks.options(method).withHello(Duration.ofMillis(100), Duration.ofSeconds(1));
        var options = Networks.withMaxAge(quick, MAX_AGE);
        var network = UdpNetwork.start(topology, options);
        assertTrue(network.awaitConverged(SOON), "it converges");
        return network;
    }

    private static void arrives(UdpNetwork network, String from, String to) {
        long mark = network.mark();
        network.send(from, to, "hello".getBytes());
        var delivered = network.await(mark, h -> h.node().equals(to) && h.what() instanceof Action.Delivered, SOON);
        assertNotNull(delivered, from + " to " + to);
    }

    @ParameterizedTest
    @EnumSource
    void datagramsAndCircuitsGoRoundADeadNode(NodeOptions.Method method) throws Exception {
        try (var network = converged(Topology.example(), method)) {
            arrives(network, "a", "c");
            long mark = network.mark();
            int circuit = network.open("a", "c");
            assertNotNull(network.await(mark, h -> h.node().equals("a") && h.what() instanceof Action.Opened, SOON));
            network.say("a", circuit, "hello".getBytes());
            assertNotNull(network.await(mark, h -> h.node().equals("c") && h.what() instanceof Action.Received, SOON));
            network.kill("b");
            for (String end : List.of("a", "c")) {
                assertNotNull(network.await(mark, h -> h.node().equals(end) && h.what() instanceof Action.Closed, SOON),
                        end + " is told");
            }
            assertTrue(network.awaitConverged(SOON));
            assertEquals(List.of("a", "d", "e", "c"), network.path("a", "c"));
            arrives(network, "a", "c");
            network.cut("d", "e");
            assertTrue(network.awaitConverged(SOON));
            mark = network.mark();
            network.send("a", "c", "hello".getBytes());
            assertNotNull(network.await(mark, h -> h.node().equals("a") && h.what() instanceof Action.Reported, SOON));
            network.revive("b");
            network.mend("d", "e");
            assertTrue(network.awaitConverged(SOON));
            arrives(network, "a", "c");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGraphOfManyNodesConverges(NodeOptions.Method method) throws Exception {
        try (var network = converged(Networks.random(new Random(5)), method)) {
            assertTrue(network.topology().nodes().size() >= 10, network.topology().nodes().size() + " nodes");
            arrives(network, "n0", network.topology().nodes().getLast());
        }
    }

    @Test
    void strangersAndMalformedFramesAreCountedAndTheNodeGoesOn() throws Exception {
        try (var network = converged(Networks.line("a", "b", "c"), NodeOptions.Method.DISTANCE_VECTOR);
                var stranger = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            var b = network.addresses().get("b");
            var messages = FrameTest.frames().stream().map(Frame::encode).toArray(byte[][]::new);
            stranger.send(ByteBuffer.wrap(new Datagram("a", "c", 9, 1, "forged".getBytes()).encode()), b);
            for (byte[] bytes : Fuzz.mutations(3, 200, messages).toList()) stranger.send(ByteBuffer.wrap(bytes), b);
            Eventually.that("strangers are counted", () -> network.counters("b").get("from a stranger") >= 50);
            assertTrue(network.since(0).stream().noneMatch(h -> h.what() instanceof Action.Delivered));
            arrives(network, "a", "c");
        }
    }

    @Test
    void whatANeighbourSendsMalformedIsCounted() throws Exception {
        int port;
        try (var network = converged(Networks.line("a", "b", "c"), NodeOptions.Method.DISTANCE_VECTOR)) {
            port = network.addresses().get("a").getPort();
            // The socket of a itself, so that b takes it for its neighbour.
            network.sendRaw("a", "b", Arrays.copyOf(new Keep(1).encode(), 3));
            Eventually.that("it is counted", () -> network.counters("b").get("malformed") == 1);
            arrives(network, "a", "c");
        }
        try (var again = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", port))) {
            assertTrue(again.isOpen(), "all sockets are closed");
        }
    }

    @Test
    void portsFollowEachOtherAndATakenOneIsSaid() throws Exception {
        int port = Peer.freePort();
        var bind = new InetSocketAddress("127.0.0.1", port);
        try (var network = UdpNetwork.start(Host.HERE, Networks.line("a"), NodeOptions.DEFAULTS, bind)) {
            assertEquals(bind, network.addresses().get("a"));
            var e = assertThrows(IOException.class, () ->
                    UdpNetwork.start(Host.HERE, Networks.line("a"), NodeOptions.DEFAULTS, bind));
            assertTrue(e.getMessage().startsWith("cannot listen on 127.0.0.1:" + port), e.getMessage());
        }
        try (var network = UdpNetwork.start(Host.HERE, Networks.line("a"), NodeOptions.DEFAULTS, bind)) {
            for (int i = 0; i < 50; i++) {
                network.kill("a");
                network.revive("a");
            }
            assertEquals(bind, network.addresses().get("a"), "a node is revived on its own port at once");
        }
        assertThrows(UsageException.class, () -> UdpNetwork.start(Host.HERE, Networks.line("a", "b"), NodeOptions.DEFAULTS,
                new InetSocketAddress("127.0.0.1", 65_535)));
    }
}
