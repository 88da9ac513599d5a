package wirelab.nat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// The rendezvous server: both classroom dialects and our own clients, on one UDP port.
///
/// Beside it stand one or more alternate sockets that answer one question only, "where do you see me?", so that clients of
/// ours can tell how their NAT chooses ports. With a second address they can tell everything; with a second port alone they
/// miss address-dependent mapping.
public final class NatServer implements AutoCloseable {
    public static final int PORT = 10_080;

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

        public Limits {
            if (clients < 1 || unanswered < 1 || registrations < 1 || fanOut < 1 || !silence.isPositive()) {
                throw new UsageException("every limit is at least 1");
            }
        }
    }

    /// How a server behaves.
    ///
    /// @param bind where it listens: at most one address of each family; port 0 takes a free one
    /// @param second a second address of this machine, for telling mappings apart, or `null`
    /// @param perSource datagrams that each source address may send, or `null` for no limit
    public record Options(List<InetSocketAddress> bind, InetAddress second, Limits limits, Rate perSource) {
        /// Loopback, a free port, 500 datagrams per second and source (a classroom may share one address).
        public static final Options DEFAULTS = new Options(List.of(new InetSocketAddress("127.0.0.1", 0)), null,
                Limits.DEFAULTS, new Rate(500, 1000, 10_000));

        public Options {
            bind = List.copyOf(bind);
        }

        public Options withBind(InetSocketAddress... bind) {
            return new Options(List.of(bind), second, limits, perSource);
        }

        public Options withSecond(InetAddress second) {
            return new Options(bind, second, limits, perSource);
        }

        public Options withLimits(Limits limits) {
            return new Options(bind, second, limits, perSource);
        }

        public Options withPerSource(Rate perSource) {
            return new Options(bind, second, limits, perSource);
        }
    }

    private final Options options;
    private final Consumer<String> console;
    private final Registry registry;
    private final Counters counters = new Counters();
    private final LongAdder received = counters.adder("received");
    private final LongAdder sent = counters.adder("sent");
    private final List<UdpServer> servers = new ArrayList<>();
    private final List<UdpServer> alternates = new ArrayList<>();
    /// Which socket each address has asked, at most two for each client there may be; changed by events alone.
    private final Map<InetSocketAddress, UdpSocket> asked = new ConcurrentHashMap<>();
    private final Driver<Action> driver;

    private NatServer(Host host, Options options, Consumer<String> console) throws IOException {
        this.options = Objects.requireNonNull(options);
        this.console = Objects.requireNonNull(console);
        // One for all sockets: whoever asks at several of them may not ask more for that.
        var limit = options.perSource == null ? null : new RateLimit(options.perSource);
        try {
            for (var bind : options.bind) {
                alternates.add(UdpServer.start(host, udp(new InetSocketAddress(bind.getAddress(), 0)), limit, this::probe));
            }
            // The registry must know the alternates before the first datagram arrives, and the port of the second address is
            // that of the first: so the second one is opened between the two.
            var known = new ArrayList<>(alternates.stream().map(UdpServer::address).toList());
            registry = new Registry(options.limits, known, Secrets.bytes(32), counters);
            driver = new Driver<>("nat-server", registry, this::perform);
            for (var bind : options.bind) servers.add(UdpServer.start(host, udp(bind), limit, this::handle));
            if (options.second != null) {
                var address = new InetSocketAddress(options.second, servers.getFirst().address().getPort());
                alternates.add(UdpServer.start(host, udp(address), limit, this::probe));
                driver.enter(_ -> registry.addAlternate(address));
            }
        } catch (IOException | RuntimeException e) {
            closeAll();
            throw e;
        }
        driver.start();
    }

    private UdpServer.Options udp(InetSocketAddress bind) {
        return UdpServer.Options.DEFAULTS.withBind(bind).withParty(new Tap.Party("NatServer", NatWords.WORDS))
                .withMaxDatagram(Signalling.MAX);
    }

    /// Starts it on this machine, [Host#HERE], without a console.
    public static NatServer start(Options options) throws IOException {
        return start(Host.HERE, options, _ -> {});
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @param console takes each line that classroom servers print
    /// @throws IOException when an address cannot be had
    public static NatServer start(Host host, Options options, Consumer<String> console) throws IOException {
        return new NatServer(host, options, console);
    }

    /// {@return where it listens: the first address}
    public InetSocketAddress address() {
        return servers.getFirst().address();
    }

    /// {@return where it listens: all addresses on which clients may register}
    public List<InetSocketAddress> addresses() {
        return servers.stream().map(UdpServer::address).toList();
    }

    /// What has happened so far: `received`, `sent`, `malformed`, `refused`, `stranger` (nobody known at that address),
    /// `relayed`, `unanswerable`, `unsent`.
    public Counters counters() {
        return counters;
    }

    /// How many clients are registered.
    public int clients() {
        return driver.ask(() -> registry.clients().size());
    }

    private static byte[] bytes(ByteBuffer payload) {
        var bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private void handle(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) {
        byte[] datagram = bytes(payload);
        received.increment();
        driver.enter(now -> {
            // News, too, leaves from the address that the client asked: its NAT lets nothing else in.
            if (asked.size() >= 2 * options.limits.clients() && !asked.containsKey(source)) forget();
            asked.put(source, socket);
            registry.input(now, source, datagram);
        });
    }

    /// Whoever is not registered has had his answer, and has no claim to more.
    private void forget() {
        var registered = registry.clients().stream().map(client -> client.member.publicAddress())
                .collect(Collectors.toSet());
        asked.keySet().retainAll(registered);
    }

    private void probe(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) throws IOException {
        byte[] datagram = bytes(payload);
        if (Signalling.is(datagram) && Signalling.decode(datagram) instanceof Signalling.Probe probe) {
            socket.send(Registry.seen(System.nanoTime(), probe, source), source);
        }
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Send send -> send(send);
            case Action.Print(String line) -> console.accept(line);
            default -> throw new IllegalStateException("servers do not " + action);
        }
    }

    private void send(Action.Send send) {
        boolean ipv6 = send.to().getAddress() instanceof Inet6Address;
        // A server on [::] alone speaks IPv4 through that socket too.
        var server = servers.stream().filter(s -> s.address().getAddress() instanceof Inet6Address == ipv6).findFirst()
                .orElse(servers.getFirst());
        try {
            var from = asked.get(send.to());
            (from != null && from.isOpen() ? from : server.socket()).send(send.payload(), send.to());
            sent.increment();
        } catch (IOException _) {
            // As if it had been lost on the way, or the server is closing.
            counters.count("unsent");
        }
    }

    private void closeAll() {
        servers.forEach(UdpServer::close);
        alternates.forEach(UdpServer::close);
    }

    /// Stops. Clients notice by the silence; paths between them go on without it.
    @Override
    public void close() {
        driver.close();
        closeAll();
    }

    @Override
    public String toString() {
        return "nat server on " + Address.text(address()) + ", " + Text.count(clients(), "client");
    }

    /// Puts datagrams of this module into words, for the ladder of a tap.
    static final class NatWords {
        static final Tap.Words WORDS = (_, bytes) -> describe(bytes);

        private NatWords() {}

        private static String describe(ByteBuffer bytes) {
            var datagram = new byte[bytes.remaining()];
            bytes.get(bytes.position(), datagram);
            try {
                if (SecurityAssociation.sender(datagram) != 0) {
                    return "sealed packet, " + Text.count(datagram.length, "byte");
                }
                if (!Signalling.is(datagram)) return Request.trimmed(datagram);
                return switch (Signalling.decode(datagram)) {
                    case Signalling.Members members -> "Members " + members.events().stream().map(Event::id).toList();
                    case Signalling.Connect connect -> "Connect " + connect.peer();
                    case Signalling.Invite invite -> "Invite " + invite.peer();
                    case Signalling.Ready ready -> "Ready " + ready.peer() + " " + ready.profile().mapping();
                    case Signalling.Go go -> "Go " + go.peer() + " at " + go.clock() + " µs";
                    case Signalling.Relay relay -> "Relay to " + relay.peer();
                    case Signalling.Relayed relayed -> "Relayed from " + relayed.peer();
                    case Signalling signal -> signal.getClass().getSimpleName();
                };
            } catch (ProtocolViolation _) {
                // Nothing of this module: the watcher shows the bytes.
                return null;
            }
        }
    }
}
