package wirelab.ntp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.ProtocolException;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// Asks one NTP server what time it is and measures how far its clock is ahead of a [LocalClock].
///
/// Use it on a platform thread: a virtual one is woken some 50 µs later, and that is part of the error.
public final class NtpClient implements AutoCloseable {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("NTP client", NtpWords.WORDS);
    private static final int WARM_UP_QUESTIONS = 300;
    private static final int MAX_ANSWER = 2048;

    /// How a client behaves.
    ///
    /// @param timeout how long to wait for an answer
    /// @param least the shortest time that one way can take; whoever knows it gets a smaller error bound
    public record Options(Duration timeout, Duration least) {
        /// One second to wait, and no minimum known.
        public static final Options DEFAULTS = new Options(Duration.ofSeconds(1), Duration.ZERO);

        /// Waits shorter or longer.
        ///
        /// @param timeout for each answer
        /// @return changed options
        public Options withTimeout(Duration timeout) {
            return new Options(timeout, least);
        }

        /// Uses what is known of the path.
        ///
        /// @param least the shortest time that one way can take
        /// @return changed options
        public Options withLeast(Duration least) {
            return new Options(timeout, least);
        }
    }

    private static boolean warm;

    private final InetSocketAddress server;
    private final LocalClock clock;
    private final Options options;
    private final UdpSocket socket;
    private final ByteBuffer buffer = ByteBuffer.allocate(MAX_ANSWER);

    private NtpClient(InetSocketAddress server, LocalClock clock, Options options) throws IOException {
        this.server = server;
        this.clock = clock;
        this.options = options;
        socket = UdpSocket.towards(server, PARTY);
    }

    /// Opens a client; nothing is sent yet.
    ///
    /// @param server whom to ask
    /// @param clock what to measure
    /// @param options how it behaves
    /// @return the client
    /// @throws IOException when no socket can be had or the server's name is unknown
    public static NtpClient open(InetSocketAddress server, LocalClock clock, Options options) throws IOException {
        return new NtpClient(server, clock, options);
    }

    /// Asks once.
    ///
    /// @return what became of it
    /// @throws IOException when the system refuses to send, or the client is closed
    public Outcome ask() throws IOException {
        NtpMessage.question(NtpTimestamp.UNKNOWN).encode(buffer.clear());
        buffer.flip();
        // The time stamp is struck last, so that writing the rest is outside of the error.
        var question = Question.at(server, clock.nanos());
        buffer.putLong(NtpMessage.TRANSMIT_OFFSET, question.transmit().bits());
        socket.send(buffer, server);
        return await(question);
    }

    private Outcome await(Question question) throws IOException {
        long timeout = options.timeout.toNanos();
        long least = options.least.toNanos();
        int ignored = 0;
        String why = "";
        long began = System.nanoTime();
        for (long left = timeout; left > 0; left = timeout - (System.nanoTime() - began)) {
            var source = socket.receive(buffer.clear(), Duration.ofNanos(left));
            long received = clock.nanos();
            if (source == null) break;
            try {
                return question.judge(source, buffer.flip(), received, least);
            } catch (ProtocolException e) {
                // Anybody can send us such a datagram: the true answer may still come.
                ignored++;
                why = e.getMessage();
            }
        }
        return new Outcome.Silence(options.timeout, ignored, why);
    }

    /// Asks several times, and stops early when the server does not want that or does not answer.
    ///
    /// @param times how often
    /// @param apart from one question to the next
    /// @return what became of each
    /// @throws IOException when the system refuses to send, or the client is closed
    public List<Outcome> ask(int times, Duration apart) throws IOException {
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < times; i++) {
            if (i > 0) LockSupport.parkNanos(apart.toNanos());
            outcomes.add(ask());
            if (!(outcomes.getLast() instanceof Sample)) break;
        }
        return outcomes;
    }

    /// Runs through all the code that an exchange needs, against a server in this process: the first exchange of a new
    /// virtual machine takes 10 ms, which would be the error of the first sample. Once done, it is not done again.
    ///
    /// @throws IOException when there is no socket to be had
    public static synchronized void warmUp() throws IOException {
        if (warm) return;
        warm = true;
        // Nobody wants to see these exchanges in a capture.
        try (var _ = Tap.install(new Blind())) {
            warmUp("127.0.0.1");
            try {
                warmUp("::1");
            } catch (IOException _) {
                // This machine has no IPv6, so nobody will be asked over it.
            }
        }
    }

    private static void warmUp(String host) throws IOException {
        // With a limit that is never reached, so that its code is run through, too.
        var options = NtpServer.Options.DEFAULTS.withBind(new InetSocketAddress(host, 0)).withRate(1e6, 1_000_000);
        try (var server = NtpServer.start(options);
                var client = open(server.address(), LocalClock.free(), Options.DEFAULTS)) {
            for (int i = 0; i < WARM_UP_QUESTIONS; i++) client.ask();
        }
    }

    /// Sees nothing.
    private static final class Blind implements Tap {
        @Override
        public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
            return null;
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                ByteBuffer payload) {}
    }

    /// Whom it asks.
    ///
    /// @return the server's address
    public InetSocketAddress server() {
        return server;
    }

    /// Closes the socket.
    @Override
    public void close() {
        socket.close();
    }
}
