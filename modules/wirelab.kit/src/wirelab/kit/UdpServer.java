package wirelab.kit;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A UDP server: one thread receives one datagram after the other and hands each to the protocol.
///
/// There are no connections, so nothing is held per client; while one datagram is handled the others wait in the
/// system's receive buffer, and those that find it full are lost. A handler therefore must not wait for anything.
///
/// On Linux several threads can read one port, each a socket of its own ([Options#withReaders]): the system shares the
/// datagrams out among them by source address and port, so those of one source stay in order.
///
/// A datagram from the port of a service that answers anything is not handled: the two would answer each other for ever.
///
/// Its counters are `received`, `too long`, `loops avoided`, `limited` (over the rate of its source), `malformed`, `unsent`
/// (the system refused an answer) and `failed` (a mistake in this program, logged with its stack).
public final class UdpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(UdpServer.class.getName());
    /// Ports whose services answer anything: echo, daytime, quote of the day, character generator, time.
    private static final Set<Integer> TALKATIVE = Set.of(7, 13, 17, 19, 37);

    /// Handles one datagram.
    @FunctionalInterface
    public interface Handler {
        /// Handles one datagram, on the server's one thread; with several readers it is called by several threads at once.
        ///
        /// @param payload from position to limit; valid during the call alone, and free to be sent back as it is
        /// @param source who sent it
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
    public record Options(InetSocketAddress bind, Tap.Party party, int maxDatagram, int receiveBuffer, RateLimit perSource,
            int readers) {
        /// Loopback, a free port, any datagram, 4 MiB of receive buffer, no limit per source, one reader.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0),
                new Tap.Party("server", Tap.Words.NONE), UdpSocket.MAX_PAYLOAD, 4 << 20, null, 1);

        /// Checks the limits.
        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(party);
            if (maxDatagram < 0 || maxDatagram > 65_527) {
                throw new UsageException("a datagram has 0 to 65527 bytes, not " + maxDatagram);
            }
            if (readers < 1 || readers > 64) throw new UsageException("a port has 1 to 64 readers, not " + readers);
        }

        /// Listens elsewhere.
        ///
        /// @param bind address and port; port 0 takes a free one
        /// @return changed options
        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        /// Names who speaks, and how.
        ///
        /// @param party the name and the words
        /// @return changed options
        public Options withParty(Tap.Party party) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        /// Allows longer or shorter datagrams.
        ///
        /// @param maxDatagram payload in bytes
        /// @return changed options
        public Options withMaxDatagram(int maxDatagram) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        /// Asks for another receive buffer.
        ///
        /// @param receiveBuffer bytes
        /// @return changed options
        public Options withReceiveBuffer(int receiveBuffer) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        /// Limits each source.
        ///
        /// @param perSource the limit, or `null` for none
        /// @return changed options
        public Options withPerSource(RateLimit perSource) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }

        /// Reads with several threads. With many sources that pays as soon as one thread cannot keep up. The
        /// handler is then called by several threads at once and must be safe for that.
        ///
        /// @param readers threads, each with a socket and a receive buffer
        /// @return changed options
        public Options withReaders(int readers) {
            return new Options(bind, party, maxDatagram, receiveBuffer, perSource, readers);
        }
    }

    private final Options options;
    private final Handler handler;
    private final List<UdpSocket> sockets;
    private final Counters counters = new Counters();
    private final List<Thread> threads = new ArrayList<>();

    private UdpServer(Options options, Handler handler) throws IOException {
        this.options = options;
        this.handler = handler;
        boolean several = System.getProperty("os.name").equals("Linux");
        sockets = UdpSocket.bindGroup(options.bind, options.party, several ? options.readers : 1);
        try {
            for (var socket : sockets) socket.receiveBuffer(options.receiveBuffer);
        } catch (IOException e) {
            sockets.forEach(UdpSocket::close);
            throw e;
        }
        for (var socket : sockets) {
            String number = threads.isEmpty() ? "" : "-" + (threads.size() + 1);
            var thread = Thread.ofPlatform().daemon().name(options.party.name() + "-udp" + number);
            threads.add(thread.start(() -> run(socket)));
        }
    }

    /// Starts a server; it receives when this returns.
    ///
    /// @param options how it behaves
    /// @param handler what speaks the protocol
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static UdpServer start(Options options, Handler handler) throws IOException {
        return new UdpServer(options, Objects.requireNonNull(handler));
    }

    /// Where it listens.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return sockets.getFirst().local();
    }

    /// The socket, for servers that also speak without being asked.
    ///
    /// @return the socket; with several readers the first one's
    public UdpSocket socket() {
        return sockets.getFirst();
    }

    /// What has happened so far.
    ///
    /// @return counters by name
    public Counters counters() {
        return counters;
    }

    /// Stops; the datagrams being handled are handled to the end. May be called twice.
    @Override
    public void close() {
        sockets.forEach(UdpSocket::close);
        if (threads.contains(Thread.currentThread())) return;
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(UdpSocket socket) {
        var buffer = ByteBuffer.allocateDirect(options.maxDatagram + 1);
        var received = counters.adder("received");
        while (true) {
            try {
                var source = socket.receive(buffer.clear());
                received.increment();
                buffer.flip();
                if (buffer.remaining() > options.maxDatagram) {
                    counters.count("too long");
                } else if (mayLoop(source)) {
                    counters.count("loops avoided");
                } else if (options.perSource != null && !options.perSource.allows(source.getAddress(), System.nanoTime())) {
                    counters.count("limited");
                } else {
                    handle(buffer, source, socket);
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                // An ICMP error that belongs to an earlier answer, for instance.
                counters.count("unsent");
                LOG.log(Level.DEBUG, "receiving", e);
            }
        }
    }

    /// Whether a datagram comes from the port of a service that answers anything, so that an answer could go on for ever.
    ///
    /// @param source where it came from
    /// @return whether it is left unanswered
    public static boolean mayLoop(InetSocketAddress source) {
        return TALKATIVE.contains(source.getPort());
    }

    private void handle(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) throws ClosedChannelException {
        try {
            handler.handle(payload, source, socket);
        } catch (ProtocolException e) {
            counters.count("malformed");
            LOG.log(Level.DEBUG, "{0}: {1}", source, e.getMessage());
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            counters.count("unsent");
            LOG.log(Level.DEBUG, "{0}: {1}", source, e.getMessage());
        } catch (RuntimeException e) {
            counters.count("failed");
            LOG.log(Level.ERROR, "datagram from " + source, e);
        }
    }
}
