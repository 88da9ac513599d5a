package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class HostTest {
    private static final Tap.Party CLIENT = new Tap.Party("client", Tap.Words.NONE);

    /// Writes down the datagrams that it sees, and with whom.
    private static final class Notes implements Tap {
        final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

        @Override
        public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
            seen.add(party.name() + (initiated ? " calls " : " is called by ") + (initiated ? remote : local).getPort());
            return null;
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                ByteBuffer payload) {
            seen.add(direction + " " + StandardCharsets.UTF_8.decode(payload));
        }
    }

    private static UdpServer echo(Host host) throws IOException {
        return UdpServer.start(host, UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(payload, source));
    }

    private static String ask(Host host, InetSocketAddress server, String text) throws IOException {
        try (var client = host.towards(server, CLIENT)) {
            client.send(text.getBytes(), server);
            var answer = ByteBuffer.allocate(100);
            assertEquals(server, client.receive(answer, Duration.ofSeconds(10)));
            return StandardCharsets.UTF_8.decode(answer.flip()).toString();
        }
    }

    @Test
    void twoHostsInOneProcessAreWatchedByTwoTaps() throws Exception {
        var left = new Notes();
        var right = new Notes();
        try (var server = echo(Host.HERE.watchedBy(left))) {
            ask(Host.HERE.watchedBy(right), server.address(), "a");
            ask(Host.HERE, server.address(), "b");
            ask(Host.HERE.watchedBy(right).unwatched(), server.address(), "c");
        }
        assertEquals(List.of("RECEIVED a", "SENT a", "RECEIVED b", "SENT b", "RECEIVED c", "SENT c"),
                List.copyOf(left.seen));
        assertEquals(List.of("SENT a", "RECEIVED a"), List.copyOf(right.seen));
    }

    @Test
    void aHostWithOneTapMoreHasBothAndTheFirstHostStaysAsItWas() throws Exception {
        var first = new Notes();
        var second = new Notes();
        var one = Host.HERE.watchedBy(first);
        var both = one.watchedBy(second);
        try (var server = TcpServer.start(one, TcpServer.Options.DEFAULTS, connection -> connection.input().read())) {
            int port = server.address().getPort();
            both.connect(server.address(), CLIENT).close();
            one.connect(server.address(), CLIENT).close();
            Eventually.that("both ends of both connections are seen", () -> first.seen.size() == 4);
            assertEquals(List.of("client calls " + port), List.copyOf(second.seen));
        }
    }

    @Test
    void everySocketOfAHostThatIsElsewhereIsOpenedThere() throws Exception {
        var opened = new CopyOnWriteArrayList<Object>();
        var host = Host.at(new Host.Place() {
            @Override
            public <T, E extends Exception> T call(Host.Task<T, E> task) throws E {
                T value = task.run();
                opened.add(value.getClass().getSimpleName().replaceAll("Impl", ""));
                return value;
            }

            @Override
            public String toString() {
                return "elsewhere";
            }
        });
        try (var server = TcpServer.start(host, TcpServer.Options.DEFAULTS, _ -> {});
                var _ = host.connect(server.address(), CLIENT); var udp = echo(host.watchedBy(new Notes()))) {
            ask(host, udp.address(), "x");
            host.localAddress(udp.address());
            assertEquals("here", host.call(() -> "here"));
        }
        assertEquals(List.of("ServerSocketChannel", "SocketChannel", "DatagramChannel", "DatagramChannel", "DatagramChannel",
                "String"), opened);
        assertEquals("elsewhere, watched", host.watchedBy(new Notes()).toString());
        assertEquals("this machine", Host.HERE.toString());
    }

    /// A way on which another port stands for the one that is meant.
    private record Detour(int meant, int stands, List<Host> hosts) implements Host.Uplink {
        @Override
        public Host.Way from(Host direct) {
            hosts.add(direct);
            return new Host.Way() {
                @Override
                public InetSocketAddress to(Tap.Transport transport, InetSocketAddress remote) {
                    return swapped(remote, meant, stands);
                }

                @Override
                public InetSocketAddress origin(InetSocketAddress source) {
                    return swapped(source, stands, meant);
                }
            };
        }

        private static InetSocketAddress swapped(InetSocketAddress address, int from, int to) {
            return address.getPort() == from ? new InetSocketAddress(address.getAddress(), to) : address;
        }
    }

    @Test
    void clientsBehindALinkAreLedElsewhereAndSeeTheAddressThatTheyMean() throws Exception {
        var tap = new Notes();
        int nobody = Peer.freePort();
        try (var udp = echo(Host.HERE); var tcp = TcpServer.start(TcpServer.Options.DEFAULTS,
                connection -> connection.write("hello".getBytes()))) {
            var meant = new InetSocketAddress("127.0.0.1", nobody);
            var host = Host.HERE.behind(new Detour(nobody, udp.address().getPort(), new CopyOnWriteArrayList<>()));
            assertEquals("x", ask(host, meant, "x"));
            int port = tcp.address().getPort();
            host = Host.HERE.watchedBy(tap).behind(new Detour(nobody, port, new CopyOnWriteArrayList<>()));
            try (var client = host.connect(meant, CLIENT)) {
                assertEquals("hello", new String(client.input().readAllBytes()));
            }
            assertEquals(List.of("client calls " + port), List.copyOf(tap.seen));
            assertThrows(IOException.class, () -> Host.HERE.connect(meant, CLIENT));
        }
    }

    @Test
    void aLinkOpensItsOwnSocketsWhereTheTapSeesThemInWhateverOrderTheHostGotTheTwo() {
        var tap = new Notes();
        for (boolean tapFirst : new boolean[] {true, false}) {
            var hosts = new CopyOnWriteArrayList<Host>();
            var uplink = new Detour(1, 2, hosts);
            var host = tapFirst ? Host.HERE.watchedBy(tap).behind(uplink) : Host.HERE.behind(uplink).watchedBy(tap);
            assertEquals(tap, host.tap());
            assertEquals(tap, hosts.getLast().tap());
        }
    }
}
