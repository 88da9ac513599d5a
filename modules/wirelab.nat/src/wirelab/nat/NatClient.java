package wirelab.nat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;
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
    private static final long SPIN = 1_000_000L;

    /// Opens sockets; a laboratory opens them on other hosts.
    @FunctionalInterface
    public interface Opener {
        /// Opens a socket.
        ///
        /// @param bind where; port 0 takes a free one
        /// @param party who speaks there
        /// @return the socket
        /// @throws IOException when it cannot be had
        UdpSocket open(InetSocketAddress bind, Tap.Party party) throws IOException;
    }

    /// How a client behaves.
    ///
    /// @param id its id: 1 to 32 letters, digits, `_`, `-` or `.`
    /// @param servers addresses of the server, at most one of each family; all are used side by side
    /// @param port the local port of the socket that speaks with the server and with classroom clients; 0 takes a free one
    /// @param addresses of this machine on its own networks; empty looks for them
    /// @param opener where sockets come from
    /// @param listener told everything that the user should see; called by the client's threads, must be quick
    public record Options(String id, List<InetSocketAddress> servers, int port, List<InetAddress> addresses, Opener opener,
            Consumer<Notice> listener) {
        /// Checks the id.
        public Options {
            Objects.requireNonNull(listener);
            if (!Ids.valid(id)) throw new UsageException("an id has 1 to 32 letters, digits, '_', '-' or '.', not " + id);
            if (servers.isEmpty() || servers.size() > 2) throw new UsageException("one address of the server, or two");
        }

        /// A client on this machine, with a free port.
        ///
        /// @param id its id
        /// @param server where the server is
        /// @param listener told what the user should see
        /// @return the options
        public static Options of(String id, InetSocketAddress server, Consumer<Notice> listener) {
            return new Options(id, List.of(server), 0, List.of(), UdpSocket::bind, listener);
        }

        /// Uses several addresses of the server.
        ///
        /// @param servers one of each family
        /// @return changed options
        public Options withServers(List<InetSocketAddress> servers) {
            return new Options(id, servers, port, addresses, opener, listener);
        }

        /// Uses another local port.
        ///
        /// @param port the port
        /// @return changed options
        public Options withPort(int port) {
            return new Options(id, servers, port, addresses, opener, listener);
        }

        /// Stands on another host.
        ///
        /// @param addresses of that host
        /// @param opener opens sockets there
        /// @return changed options
        public Options withHost(List<InetAddress> addresses, Opener opener) {
            return new Options(id, servers, port, addresses, opener, listener);
        }
    }

    private final Options options;
    private final Engine engine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ClientSockets sockets;
    private final Thread clock;
    private boolean closed;

    private NatClient(Options options) throws IOException {
        this.options = options;
        sockets = new ClientSockets(options, (now, socket, from, datagram) ->
                locked(() -> received(now, socket, from, datagram)));
        var addresses = options.addresses.isEmpty() ? ClientSockets.addresses(options.servers.getFirst())
                : options.addresses;
        engine = new Engine(options.id, options.servers, addresses, Identity.create(), new SecureRandom());
        lock.lock();
        try {
            for (int i = 0; i < options.servers.size(); i++) {
                // A socket on [::] takes IPv4 too, so the two cannot have the same port.
                open(i, options.servers.get(i).getAddress() instanceof Inet6Address, i == 0 ? options.port : 0);
            }
            perform();
        } catch (IOException e) {
            sockets.closeAll();
            throw e;
        } finally {
            lock.unlock();
        }
        clock = Thread.ofPlatform().daemon().name("nat-client-" + options.id).start(this::run);
    }

    /// Starts a client; it registers by itself and says so to the listener.
    ///
    /// @param options how it behaves
    /// @return the running client
    /// @throws IOException when its port cannot be had
    public static NatClient start(Options options) throws IOException {
        return new NatClient(options);
    }

    /// Says something; how it goes is told to the listener.
    ///
    /// @param to the id of the peer
    /// @param text what to say, at most 1,000 bytes of UTF-8
    public void chat(String to, String text) {
        locked(() -> engine.chat(System.nanoTime(), to, text));
    }

    /// Who is here.
    ///
    /// @return lines `id publicIP:port / privateIP:port`, this client included
    public List<String> list() {
        return asked(() -> engine.members().stream().map(Member::listed).toList());
    }

    /// How a peer is reached, and why.
    ///
    /// @param peer its id
    /// @return one line
    public String path(String peer) {
        return asked(() -> engine.path(peer));
    }

    /// What the two ends compare by telephone to know that nobody stands between them.
    ///
    /// @return a line for this client and one for each peer that was spoken to
    public String fingerprints() {
        return asked(() -> engine.fingerprints());
    }

    /// Where the first socket is.
    ///
    /// @return its local address
    public InetSocketAddress local() {
        return asked(() -> sockets.local());
    }

    /// How often this client is heard at present.
    Duration keepAlive() {
        return asked(() -> Duration.ofNanos(engine.keepAlive()));
    }

    /// How many messages a peer has not acknowledged yet.
    int waiting(String peer) {
        return asked(() -> engine.waiting(peer));
    }

    /// Leaves in order: the server tells the others.
    @Override
    public void close() {
        locked(engine::leave);
        stop();
    }

    /// Ends without a word, as if the process were killed.
    public void kill() {
        stop();
    }

    private void stop() {
        lock.lock();
        try {
            closed = true;
            sockets.closeAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T asked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            if (closed) return;
            action.run();
            perform();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                long wait = engine.nextAt() - System.nanoTime();
                if (wait <= 0) {
                    engine.tick(System.nanoTime());
                    perform();
                } else if (wait > SPIN) {
                    changed.awaitNanos(wait - SPIN / 2);
                } else {
                    spin(wait);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Waits exactly; meanwhile others may enter.
    private void spin(long wait) {
        long end = System.nanoTime() + wait;
        lock.unlock();
        while (System.nanoTime() < end) Thread.onSpinWait();
        lock.lock();
    }

    /// Does what the engine wants done. The caller holds the lock.
    private void perform() {
        for (List<Action> actions; !closed && !(actions = engine.drain()).isEmpty(); ) actions.forEach(this::perform);
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
            case Action.Tell(Notice notice) -> options.listener.accept(notice);
            case Action.Print _ -> throw new IllegalStateException("clients print nothing");
        }
    }

    private void open(int number, boolean ipv6, int port) throws IOException {
        int opened = sockets.open(number, ipv6, port);
        engine.opened(System.nanoTime(), number, opened);
    }

    private void received(long now, int socket, InetSocketAddress from, byte[] datagram) {
        engine.received(now, socket, from, datagram);
    }
}
