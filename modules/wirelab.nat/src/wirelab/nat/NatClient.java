package wirelab.nat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import wirelab.kit.Address;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;

/// A chat client that gets through NATs: gives its [Engine] real sockets and real time.
///
/// Each socket has a thread that reads from it, a virtual one but for the first; one thread wakes when the engine has
/// something to do. All of them enter the engine one at a time.
public final class NatClient implements AutoCloseable {
    /// The usual port of clients.
    public static final int PORT = 10_081;
    private static final Logger LOG = System.getLogger(NatClient.class.getName());
    /// Shorter waits than this are spun through: two NATs that must be opened at the same moment want it exact.
    private static final Duration SPIN = Duration.ofMillis(1);

    /// How a client behaves.
    ///
    /// @param id its id: 1 to 32 letters, digits, `_`, `-` or `.`
    /// @param servers addresses of the server, at most one of each family; all are used side by side
    /// @param port the local port of the socket that speaks with the server and with classroom clients; 0 takes a free one
    /// @param addresses of this machine on its own networks; empty looks for them
    public record Options(String id, List<InetSocketAddress> servers, int port, List<InetAddress> addresses) {
        public Options {
            Commands.id(id);
            servers = List.copyOf(servers);
            addresses = List.copyOf(addresses);
            if (servers.isEmpty() || servers.size() > 2) throw new UsageException("one address of the server, or two");
        }

        /// A client on this machine, with a free port.
        public static Options of(String id, InetSocketAddress server) {
            return new Options(id, List.of(server), 0, List.of());
        }

        public Options withPort(int port) {
            return new Options(id, servers, port, addresses);
        }

        /// Is reached under other addresses than those that would be found.
        public Options withAddresses(List<InetAddress> addresses) {
            return new Options(id, servers, port, addresses);
        }
    }

    private final Options options;
    private final Consumer<Notice> listener;
    private final Engine engine;
    private final ClientSockets sockets;
    private final InetSocketAddress local;
    private final Driver<Action> driver;

    private NatClient(Host host, Options options, Consumer<Notice> listener) throws IOException {
        this.options = options;
        this.listener = Objects.requireNonNull(listener);
        var addresses = options.addresses.isEmpty() ? ownAddresses(host, options.servers.getFirst())
                : options.addresses;
        engine = new Engine(options.id, options.servers, addresses, Secrets.RANDOM);
        driver = new Driver<>("nat-client-" + options.id, engine, this::perform, SPIN);
        sockets = new ClientSockets(host, options, (socket, from, datagram) ->
                driver.enter(now -> engine.received(now, socket, from, datagram)));
        try {
            for (int i = 0; i < options.servers.size(); i++) {
                // A socket on [::] takes IPv4 too, so the two cannot have the same port.
                open(i, options.servers.get(i).getAddress() instanceof Inet6Address, i == 0 ? options.port : 0);
            }
        } catch (IOException e) {
            stop();
            throw e;
        }
        local = sockets.local(0);
        driver.start();
    }

    /// Starts it on this machine, [Host#HERE].
    public static NatClient start(Options options, Consumer<Notice> listener) throws IOException {
        return start(Host.HERE, options, listener);
    }

    /// Starts a client; it registers by itself and says so to the listener.
    ///
    /// @param listener told everything that the user should see; called by the client's threads, must be quick
    /// @throws IOException when its port cannot be had
    public static NatClient start(Host host, Options options, Consumer<Notice> listener) throws IOException {
        return new NatClient(host, options, listener);
    }

    /// The addresses under which neighbours may reach a host, as a client finds them that is not told any.
    ///
    /// @param server where the server is; what is on loopback is reached there
    /// @throws SocketException when the system does not tell
    public static List<InetAddress> ownAddresses(Host host, InetSocketAddress server) throws SocketException {
        return host.call(() -> ClientSockets.addresses(server));
    }

    /// Says something; how it goes is told to the listener.
    ///
    /// @param text what to say, at most 1,000 bytes of UTF-8
    public void chat(String to, String text) {
        driver.enter(now -> engine.chat(now, to, text));
    }

    /// {@return who is here: lines `id publicIP:port / privateIP:port`, this client included}
    public List<String> list() {
        return driver.ask(() -> engine.members().stream().map(Member::listed).toList());
    }

    /// How a peer is reached, and why.
    public String path(String peer) {
        return driver.ask(() -> engine.path(peer));
    }

    /// {@return what the two ends compare by telephone to know that nobody stands between them: a line for this client and
    /// one for each peer that was spoken to}
    public String fingerprints() {
        return driver.ask(() -> engine.fingerprints());
    }

    /// Where the first socket is.
    public InetSocketAddress local() {
        return local;
    }

    /// How often this client is heard at present.
    Duration keepAlive() {
        return driver.ask(() -> Duration.ofNanos(engine.keepAlive()));
    }

    /// How many messages a peer has not acknowledged yet.
    int waiting(String peer) {
        return driver.ask(() -> engine.waiting(peer));
    }

    /// Leaves in order: the server tells the others.
    @Override
    public void close() {
        // What the engine then wants done ends with its sockets.
        driver.enter(engine::leave);
        driver.close();
    }

    /// Ends without a word, as if the process were killed.
    public void kill() {
        stop();
    }

    private void stop() {
        driver.close();
        sockets.closeAll();
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Send send -> sockets.send(send);
            case Action.Open open -> {
                try {
                    open(open.socket(), open.ipv6(), 0);
                } catch (IOException e) {
                    // One way less: the engine goes on with the sockets that it has.
                    LOG.log(Level.DEBUG, "opening a socket", e);
                }
            }
            case Action.Close close -> sockets.close(close.socket());
            case Action.Tell(Notice notice) -> listener.accept(notice);
            case Action.Print _ -> throw new IllegalStateException("clients print nothing");
        }
    }

    private void open(int number, boolean ipv6, int port) throws IOException {
        int opened = sockets.open(number, ipv6, port);
        driver.enter(now -> engine.opened(now, number, opened));
    }

    @Override
    public String toString() {
        return "nat client " + options.id + " on " + Address.text(local());
    }
}
