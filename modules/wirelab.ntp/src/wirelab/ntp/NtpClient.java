package wirelab.ntp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Address;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.UdpAsk;
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
    /// @param least the shortest time that one way can take; whoever knows it gets a smaller error bound
    public record Options(Duration timeout, Duration least) {
        /// One second to wait, and no minimum known.
        public static final Options DEFAULTS = new Options(Duration.ofSeconds(1), Duration.ZERO);

        public Options withTimeout(Duration timeout) {
            return new Options(timeout, least);
        }

        public Options withLeast(Duration least) {
            return new Options(timeout, least);
        }
    }

    private static boolean warm;

    private final InetSocketAddress server;
    private final LocalClock clock;
    private final Options options;
    private final UdpSocket socket;
    private final UdpAsk ask;
    private final ByteBuffer packet = ByteBuffer.allocate(NtpMessage.SIZE);

    private NtpClient(Host host, InetSocketAddress server, LocalClock clock, Options options) throws IOException {
        this.server = server;
        this.clock = clock;
        this.options = options;
        socket = host.towards(server, PARTY);
        ask = new UdpAsk(socket, MAX_ANSWER);
    }

    /// Opens it on this machine, [Host#HERE].
    public static NtpClient open(InetSocketAddress server, LocalClock clock, Options options) throws IOException {
        return open(Host.HERE, server, clock, options);
    }

    /// Opens a client; nothing is sent yet.
    ///
    /// @throws IOException when no socket can be had or the server's name is unknown
    public static NtpClient open(Host host, InetSocketAddress server, LocalClock clock, Options options) throws IOException {
        return new NtpClient(host, server, clock, options);
    }

    /// Asks once.
    ///
    /// @throws IOException when the system refuses to send, or the client is closed
    public Outcome ask() throws IOException {
        NtpMessage.question(NtpTimestamp.UNKNOWN).encode(packet.clear());
        packet.flip();
        var asked = new Asked();
        var outcome = ask.ask(List.of(options.timeout), asked, asked);
        return outcome != null ? outcome : new Outcome.Silence(options.timeout, asked.ignored, asked.why);
    }

    private final class Asked implements UdpAsk.Question, UdpAsk.Judge<Outcome> {
        private final long least = options.least.toNanos();
        private Question question;
        private int ignored;
        private String why = "";

        @Override
        public void send() throws IOException {
            // The time stamp is struck last, so that writing the rest is outside of the error.
            question = Question.at(clock.nanos(), server);
            packet.putLong(NtpMessage.TRANSMIT_OFFSET, question.transmit().bits());
            socket.send(packet, server);
        }

        @Override
        public Outcome judge(ByteBuffer datagram, InetSocketAddress source) {
            long received = clock.nanos();
            try {
                return question.judge(source, datagram, received, least);
            } catch (ProtocolViolation e) {
                // Anybody can send us such a datagram: the true answer may still come.
                ignored++;
                why = e.getMessage();
                return null;
            }
        }
    }

    /// Asks several times, and stops early when the server does not want that or does not answer.
    ///
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
        warmUp("127.0.0.1");
        try {
            warmUp("::1");
        } catch (IOException _) {
            // This machine has no IPv6, so nobody will be asked over it.
        }
    }

    static void warmUp(String address) throws IOException {
        // Nobody wants to see these exchanges in a capture.
        var host = Host.HERE;
        // With a limit that is never reached, so that its code is run through, too.
        var options = NtpServer.Options.DEFAULTS.withBind(new InetSocketAddress(address, 0)).withRate(1e6, 1_000_000);
        try (var server = NtpServer.start(host, options);
                var client = open(host, server.address(), LocalClock.free(), Options.DEFAULTS)) {
            for (int i = 0; i < WARM_UP_QUESTIONS; i++) client.ask();
        }
    }

    /// {@return whom it asks: the server's address}
    public InetSocketAddress server() {
        return server;
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return "ntp client " + Address.text(socket.local()) + " -> " + Address.text(server);
    }
}
