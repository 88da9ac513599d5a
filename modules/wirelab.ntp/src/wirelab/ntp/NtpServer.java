package wirelab.ntp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;

/// An NTP server (RFC 5905, client/server mode): it answers each question with the time of its clock and keeps nothing about
/// its clients but how often they asked.
///
/// Its counters are `answered` (kisses included), `kissed` (told to ask less often), `limited` (over the rate, not
/// answered) and `other mode` (not a client's question); those of [#udp()] count what was malformed.
public final class NtpServer implements AutoCloseable {
    /// The port that wirelab uses; NTP's own is 123, which needs the rights of an administrator.
    public static final int PORT = 7123;
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("NTP server", NtpWords.WORDS);
    /// Longest question that is read: a header with extension fields for keys.
    private static final int MAX_QUESTION = 1024;

    /// How a server behaves.
    ///
    /// @param bind address and port to listen on; port 0 takes a free one
    /// @param rate answers per second for each source address, 0 for no limit; who asks more often gets a kiss-o'-death
    public record Options(InetSocketAddress bind, double rate, int burst) {
        /// Loopback, a free port, 50 answers per second and source, 200 at once.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), 50, 200);

        public Options {
            Objects.requireNonNull(bind);
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, rate, burst);
        }

        public Options withRate(double rate, int burst) {
            return new Options(bind, rate, burst);
        }
    }

    private final InstantSource clock;
    private final Supplier<Reference> reference;
    private final Counters counters = new Counters();
    private final LongAdder answered = counters.adder("answered");
    private final Responder responder;
    private final UdpServer udp;

    private NtpServer(Host host, Options options, InstantSource clock, Supplier<Reference> reference) throws IOException {
        this.clock = clock;
        this.reference = reference;
        responder = new Responder(options.rate, options.burst, precision(clock), counters);
        udp = UdpServer.start(host, UdpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY)
                .withMaxDatagram(MAX_QUESTION), this::answer);
    }

    /// Starts it on this machine, [Host#HERE].
    public static NtpServer start(Options options) throws IOException {
        return start(Host.HERE, options);
    }

    /// Starts it with this machine's clock, at stratum 10 with an error of 100 ms.
    public static NtpServer start(Host host, Options options) throws IOException {
        var clock = InstantSource.system();
        return start(host, options, clock, Reference.vouched(clock, 10, Duration.ofMillis(100)));
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @param reference what it knows of that clock; asked for each answer
    /// @throws IOException when it cannot listen there
    public static NtpServer start(Host host, Options options, InstantSource clock, Supplier<Reference> reference)
            throws IOException {
        return new NtpServer(host, options, clock, reference);
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return udp.address();
    }

    public UdpServer udp() {
        return udp;
    }

    /// What was asked and answered.
    public Counters counters() {
        return counters;
    }

    private void answer(ByteBuffer datagram, InetSocketAddress source, UdpSocket socket) throws IOException {
        var received = clock.instant();
        var question = NtpMessage.decode(datagram);
        var answer = responder.answer(question, source.getAddress(), System.nanoTime(), received, reference.get());
        if (answer == null) return;
        answer.encode(datagram.clear());
        datagram.flip();
        if (answer.stratum() != 0) {
            // The transmit time stamp is struck last, so that the server's own time is outside of the client's error.
            var now = clock.instant();
            datagram.putLong(NtpMessage.TRANSMIT_OFFSET, NtpTimestamp.bits(now.getEpochSecond(), now.getNano()));
        }
        socket.send(datagram, source);
        answered.increment();
    }

    /// The resolution of a clock: the least step that it shows, as log2 of seconds, rounded up.
    static int precision(InstantSource clock) {
        long least = 1_000_000_000L;
        var before = clock.instant();
        for (int steps = 0, reads = 0; steps < 100 && reads < 100_000; reads++) {
            var now = clock.instant();
            long step = LocalClock.nanos(now) - LocalClock.nanos(before);
            if (step <= 0) continue;
            least = Math.min(least, step);
            before = now;
            steps++;
        }
        return (int) Math.ceil(Math.log(least / 1e9) / Math.log(2));
    }

    /// Stops; may be called twice.
    @Override
    public void close() {
        udp.close();
    }

    @Override
    public String toString() {
        return "ntp server on " + Address.text(address()) + " (udp), " + counters;
    }
}
