package wirelab.nat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import wirelab.kit.Counters;
import wirelab.kit.RateLimit;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;

/// The rendezvous server: both classroom dialects and our own clients, on one UDP port.
///
/// Beside it stand one or more alternate sockets that answer one question only, "where do you see me?", so that clients of
/// ours can tell how their NAT chooses ports. With a second address they can tell everything; with a second port alone they
/// miss address-dependent mapping.
public final class NatServer implements AutoCloseable {
    /// The usual port.
    public static final int PORT = 10_080;
    private static final long TICK = 20_000_000L;

    /// What the server puts up with.
    ///
    /// @param clients registered at once; one more is refused with a message
    /// @param unanswered classroom clients of whom nothing came but one registration, whose address may be forged; one more
    ///        is refused, so that a flood of forged registrations fills this share and not the server
    /// @param silence a client that has been silent for so long is off-line
    /// @param registrations classroom registrations per second that each source address may send in the long run, twenty
    ///        times as many at once (a class behind one address); more is dropped, since what answers them may go to a
    ///        forged address
    /// @param fanOut news datagrams per second to all clients together; beyond that news waits, and is joined where it can
    ///        be
    public record Limits(int clients, int unanswered, Duration silence, int registrations, int fanOut) {
        /// 1,000 clients, 256 of them unanswered, 30 s, 5 registrations and 20,000 datagrams per second.
        public static final Limits DEFAULTS = new Limits(1000, 256, Duration.ofSeconds(30), 5, 20_000);

        /// Checks the limits.
        public Limits {
            if (clients < 1 || unanswered < 1 || registrations < 1 || fanOut < 1 || !silence.isPositive()) {
                throw new IllegalArgumentException("every limit is at least 1");
            }
        }
    }

    /// How a server behaves.
    ///
    /// @param bind where it listens: at most one address of each family; port 0 takes a free one
    /// @param second a second address of this machine, for telling mappings apart, or `null`
    /// @param limits what it puts up with
    /// @param perSource datagrams that each source address may send, or `null` for no limit
    /// @param console takes each line that classroom servers print
    public record Options(List<InetSocketAddress> bind, InetAddress second, Limits limits, RateLimit perSource,
            Consumer<String> console) {
        /// Loopback, a free port, 500 datagrams per second and source (a classroom may share one address), a silent console.
        ///
        /// @return the options
        public static Options defaults() {
            return new Options(List.of(new InetSocketAddress("127.0.0.1", 0)), null, Limits.DEFAULTS,
                    new RateLimit(500, 1000, 10_000), _ -> {});
        }

        /// Listens elsewhere.
        ///
        /// @param bind one address, or one of each family
        /// @return changed options
        public Options withBind(InetSocketAddress... bind) {
            return new Options(List.of(bind), second, limits, perSource, console);
        }

        /// Adds a second address.
        ///
        /// @param second the address, or `null`
        /// @return changed options
        public Options withSecond(InetAddress second) {
            return new Options(bind, second, limits, perSource, console);
        }

        /// Sets limits.
        ///
        /// @param limits what it puts up with
        /// @return changed options
        public Options withLimits(Limits limits) {
            return new Options(bind, second, limits, perSource, console);
        }

        /// Limits each source.
        ///
        /// @param perSource the limit, or `null`
        /// @return changed options
        public Options withPerSource(RateLimit perSource) {
            return new Options(bind, second, limits, perSource, console);
        }

        /// Shows what happens.
        ///
        /// @param console takes each line
        /// @return changed options
        public Options withConsole(Consumer<String> console) {
            return new Options(bind, second, limits, perSource, console);
        }
    }

    private final Options options;
    private final Registry registry;
    private final Counters counters = new Counters();
    private final LongAdder received = counters.adder("received");
    private final LongAdder sent = counters.adder("sent");
    private final List<UdpServer> servers = new ArrayList<>();
    private final List<UdpServer> alternates = new ArrayList<>();
    private final Thread ticker;
    private volatile boolean closed;

    private NatServer(Options options) throws IOException {
        this.options = Objects.requireNonNull(options);
        try {
            for (var bind : options.bind) alternates.add(UdpServer.start(udp(new InetSocketAddress(bind.getAddress(), 0)),
                    this::probe));
            // The registry must know the alternates before the first datagram arrives, and the port of the second address is
            // that of the first: so the second one is opened between the two.
            var secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            var known = new ArrayList<>(alternates.stream().map(UdpServer::address).toList());
            registry = new Registry(options.limits, known, secret, counters);
            for (var bind : options.bind) servers.add(UdpServer.start(udp(bind), this::handle));
            if (options.second != null) {
                var address = new InetSocketAddress(options.second, servers.getFirst().address().getPort());
                alternates.add(UdpServer.start(udp(address), this::probe));
                synchronized (registry) {
                    registry.addAlternate(address);
                }
            }
        } catch (IOException | RuntimeException e) {
            closeAll();
            throw e;
        }
        ticker = Thread.ofPlatform().daemon().name("nat-server").start(this::tick);
    }

    private UdpServer.Options udp(InetSocketAddress bind) {
        return UdpServer.Options.DEFAULTS.withBind(bind).withParty(new Tap.Party("NatServer", NatWords.WORDS))
                .withMaxDatagram(Signal.MAX).withPerSource(options.perSource);
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @param options how it behaves
    /// @return the running server
    /// @throws IOException when an address cannot be had
    public static NatServer start(Options options) throws IOException {
        return new NatServer(options);
    }

    /// Where it listens.
    ///
    /// @return the first address
    public InetSocketAddress address() {
        return servers.getFirst().address();
    }

    /// Where it listens.
    ///
    /// @return all addresses on which clients may register
    public List<InetSocketAddress> addresses() {
        return servers.stream().map(UdpServer::address).toList();
    }

    /// What has happened so far: `received`, `sent`, `malformed`, `refused`, `stranger` (nobody known at that address),
    /// `relayed`, `unanswerable`, `unsent`.
    ///
    /// @return counters by name
    public Counters counters() {
        return counters;
    }

    /// How many clients are registered.
    ///
    /// @return the number
    public int clients() {
        synchronized (registry) {
            return registry.clients().size();
        }
    }

    private static byte[] bytes(ByteBuffer payload) {
        var bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private void handle(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) {
        byte[] datagram = bytes(payload);
        received.increment();
        synchronized (registry) {
            perform(registry.input(System.nanoTime(), source, datagram));
        }
    }

    private void probe(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) throws IOException {
        byte[] datagram = bytes(payload);
        if (Signal.is(datagram) && Signal.decode(datagram) instanceof Signal.Probe probe) {
            socket.send(Registry.seen(System.nanoTime(), probe, source), source);
        }
    }

    private void perform(List<Action> actions) {
        for (var action : actions) {
            switch (action) {
                case Action.Send send -> send(send);
                case Action.Print(String line) -> options.console.accept(line);
                default -> throw new IllegalStateException("servers do not " + action);
            }
        }
    }

    private void send(Action.Send send) {
        boolean ipv6 = send.to().getAddress() instanceof Inet6Address;
        // A server on [::] alone speaks IPv4 through that socket too.
        var server = servers.stream().filter(s -> s.address().getAddress() instanceof Inet6Address == ipv6).findFirst()
                .orElse(servers.getFirst());
        try {
            server.socket().send(send.payload(), send.to());
            sent.increment();
        } catch (IOException _) {
            // As if it had been lost on the way, or the server is closing.
            counters.count("unsent");
        }
    }

    private void tick() {
        while (!closed) {
            synchronized (registry) {
                perform(registry.tick(System.nanoTime()));
            }
            LockSupport.parkNanos(TICK);
        }
    }

    private void closeAll() {
        servers.forEach(UdpServer::close);
        alternates.forEach(UdpServer::close);
    }

    /// Stops. Clients notice by the silence; paths between them go on without it.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(ticker);
        closeAll();
    }
}
