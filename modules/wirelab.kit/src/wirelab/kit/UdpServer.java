package wirelab.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// A UDP server: one thread receives one datagram after the other and hands each to the protocol.
///
/// There are no connections, so nothing is held per client; while one datagram is handled the others wait in the
/// system's receive buffer, and those that find it full are lost. A handler therefore must not wait for anything.
///
/// On Linux several threads can read one port, each a socket of its own ([Options#withReaders]): the system shares the
/// datagrams out among them by source address and port, so those of one source stay in order.
///
/// On the wildcard address it has a socket at each address of its host as well, so that an answer leaves from the address
/// that was asked (RFC 1122, 4.1.3.5); addresses that come and go are followed. On Linux, which prefers those sockets.
///
/// A datagram from the port of a service that answers anything is not handled: the two would answer each other for ever.
///
/// Its counters are `received`, `too long`, `loops avoided`, `limited` (over the rate of its source), `malformed`, `unsent`
/// (the system refused an answer) and `failed` (a mistake in this program, logged with its stack).
public final class UdpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(UdpServer.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);
    /// Ports whose services answer anything: echo, daytime, quote of the day, character generator, time.
    private static final Set<Integer> TALKATIVE = Set.of(7, 13, 17, 19, 37);

    @FunctionalInterface
    public interface Handler {
        /// Handles one datagram, one at a time; with several readers it is called by several threads at once.
        ///
        /// @param payload from position to limit; valid during the call alone, and free to be sent back as it is
        /// @param socket where to answer: the one that received it
        /// @throws IOException when the datagram breaks the protocol or an answer cannot be sent
        void handle(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) throws IOException;
    }

    /// How a server behaves.
    ///
    /// @param bind address and port to listen on; port 0 takes a free one
    /// @param party who speaks at this end, for taps and the thread's name
    /// @param maxDatagram longest payload that is handled, in bytes; a longer one is counted and dropped
    /// @param receiveBuffer bytes that the system is asked to keep for datagrams not yet handled; it may give less
    /// @param perSource what each source address may send, or `null` for no limit; more is counted and dropped
    /// @param readers how many threads and sockets read the port, 1 to 64; elsewhere than on Linux it is one
    public record Options(InetSocketAddress bind, Tap.Party party, int maxDatagram, int receiveBuffer, Rate perSource,
            int readers) {
        /// Loopback, a free port, any datagram, 4 MiB of receive buffer, no limit per source, one reader.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0),
                new Tap.Party("server", Tap.Words.NONE), UdpSocket.MAX_PAYLOAD, 4 << 20, null, 1);

        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(party);
            if (maxDatagram < 0 || maxDatagram > 65_527) {
                throw new UsageException("a datagram has 0 to 65527 bytes, not " + maxDatagram);
            }
            if (readers < 1 || readers > 64) throw new UsageException("a port has 1 to 64 readers, not " + readers);
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        public Options withParty(Tap.Party party) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        public Options withMaxDatagram(int maxDatagram) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        public Options withReceiveBuffer(int receiveBuffer) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        public Options withPerSource(Rate perSource) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        /// Reads with several threads. With many sources that pays as soon as one thread cannot keep up. The
        /// handler is then called by several threads at once and must be safe for that.
        public Options withReaders(int readers) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }
    }

    private final Options options;
    /// What each source may send, or `null` for no limit.
    private final RateLimit limit;
    private final Handler handler;
    private final List<UdpSocket> sockets;
    private final Counters counters = new Counters();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger started = new AtomicInteger();
    /// Beside those on the wildcard address, `null` on any other.
    private final LocalSockets local;

    private UdpServer(Host host, Options options, RateLimit limit, Handler handler) throws IOException {
        this.options = options;
        this.limit = limit;
        boolean linux = System.getProperty("os.name").equals("Linux");
        boolean wildcard = linux && options.bind.getAddress().isAnyLocalAddress();
        // Each address has a thread, and a handler that was promised one thread is called by one at a time.
        this.handler = wildcard && options.readers == 1 ? inTurn(handler) : handler;
        sockets = host.bindGroup(options.bind, options.party, linux ? options.readers : 1);
        try {
            for (var socket : sockets) socket.receiveBuffer(options.receiveBuffer);
        } catch (IOException e) {
            sockets.forEach(UdpSocket::close);
            throw e;
        }
        local = wildcard ? new LocalSockets(host, sockets, options, socket -> serve(socket, () -> {})) : null;
        sockets.forEach(socket -> serve(socket, wildcard ? local::wake : () -> {}));
    }

    private static Handler inTurn(Handler handler) {
        var turn = new ReentrantLock();
        return (payload, source, socket) -> {
            turn.lock();
            try {
                handler.handle(payload, source, socket);
            } finally {
                turn.unlock();
            }
        };
    }

    private void serve(UdpSocket socket, Runnable heard) {
        int number = started.incrementAndGet();
        String name = options.party.name() + "-udp" + (number == 1 ? "" : "-" + number);
        var thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(socket, heard));
        threads.add(thread);
        thread.start();
    }

    /// Starts a server on this machine.
    public static UdpServer start(Options options, Handler handler) throws IOException {
        return start(Host.HERE, options, handler);
    }

    /// Starts a server; it receives when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static UdpServer start(Host host, Options options, Handler handler) throws IOException {
        var limit = options.perSource == null ? null : new RateLimit(options.perSource);
        return new UdpServer(host, options, limit, Objects.requireNonNull(handler));
    }

    /// Starts one of several servers that together let each source do no more than one of them would.
    ///
    /// @param options how it behaves; its own rate is not looked at
    /// @param limit the one limit of all of them, or `null` for none
    /// @throws IOException when it cannot listen there
    public static UdpServer start(Host host, Options options, RateLimit limit, Handler handler) throws IOException {
        return new UdpServer(host, options, limit, Objects.requireNonNull(handler));
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return sockets.getFirst().local();
    }

    /// {@return the socket, for servers that also speak without being asked: the socket; with several readers the first
    /// one's}
    public UdpSocket socket() {
        return sockets.getFirst();
    }

    /// What has happened so far.
    public Counters counters() {
        return counters;
    }

    /// Stops; the datagrams being handled are handled to the end. May be called twice.
    @Override
    public void close() {
        if (local != null) local.close();
        sockets.forEach(UdpSocket::close);
        if (threads.contains(Thread.currentThread())) return;
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(UdpSocket socket, Runnable heard) {
        try {
            receive(socket, heard);
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private void receive(UdpSocket socket, Runnable heard) {
        var buffer = ByteBuffer.allocateDirect(options.maxDatagram + 1);
        var received = counters.adder("received");
        while (true) {
            try {
                var source = socket.receive(buffer.clear());
                received.increment();
                heard.run();
                buffer.flip();
                if (buffer.remaining() > options.maxDatagram) {
                    counters.count("too long");
                } else if (mayLoop(source)) {
                    counters.count("loops avoided");
                } else if (limit != null && !limit.allows(source.getAddress(), socket.now())) {
                    counters.count("limited");
                } else {
                    handle(buffer, source, socket);
                }
            } catch (ClosedChannelException e) {
                if (!socket.channel().isOpen()) return;
                // The socket of another address, which is gone.
                counters.count("unsent");
                LOG.log(Level.DEBUG, "receiving", e);
            } catch (IOException e) {
                // An ICMP error that belongs to an earlier answer, for instance.
                counters.count("unsent");
                LOG.log(Level.DEBUG, "receiving", e);
            }
        }
    }

    /// {@return whether a datagram comes from the port of a service that answers anything, so that an answer could go on for
    /// ever; it is left unanswered then}
    public static boolean mayLoop(InetSocketAddress source) {
        return TALKATIVE.contains(source.getPort());
    }

    private void handle(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) throws ClosedChannelException {
        try {
            handler.handle(payload, source, socket);
        } catch (ProtocolViolation e) {
            counters.count("malformed");
            LOG.log(Level.DEBUG, "{0}: {1}", Address.text(source), e.getMessage());
        } catch (ClosedChannelException e) {
            throw e;
        } catch (FileSystemException | UncheckedIOException e) {
            counters.count("failed");
            FAILURES.log(Level.WARNING, "datagram from " + Address.text(source) + ": " + Failure.line(e), null);
        } catch (IOException e) {
            counters.count("unsent");
            LOG.log(Level.DEBUG, "{0}: {1}", Address.text(source), e.getMessage());
        } catch (RuntimeException | Error e) {
            // An Error too: the thread is the server.
            counters.count("failed");
            FAILURES.log(Level.ERROR, "datagram from " + Address.text(source), e);
        }
    }

    @Override
    public String toString() {
        return options.party.name() + " on " + Address.text(address()) + " (udp)";
    }
}
