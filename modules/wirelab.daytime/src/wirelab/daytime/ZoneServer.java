package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Rate;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.ntp.Synchroniser;

/// A server of zoned daytime: it knows the time in every zone and says it in every language, and how good its clock is.
///
/// Its counters are `answered`, `refused` (unknown zone, version, malformed) and `dropped` (too short to be answered, or an
/// answer).
public final class ZoneServer implements AutoCloseable {
    /// The port that wirelab uses.
    public static final int PORT = 7014;
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("zone server", ZoneWords.WORDS);
    private static final int SOURCES = 10_000;
    /// A datagram may be longer than a message, and is told so; beyond this it is dropped.
    private static final int MAX_DATAGRAM = 1024;

    /// How a server behaves.
    ///
    /// @param bind address and port to listen on; port 0 takes a free one
    /// @param rate answers per second and source address
    public record Options(InetSocketAddress bind, ZoneId zone, Locale locale, int rate, int burst) {
        /// Loopback, a free port, the zone and locale of this machine, 50 answers per second and source, 200 at once.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), ZoneId.systemDefault(),
                Locale.getDefault(), 50, 200);

        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(zone);
            Objects.requireNonNull(locale);
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, zone, locale, rate, burst);
        }

        public Options withPlace(ZoneId zone, Locale locale) {
            return new Options(bind, zone, locale, rate, burst);
        }

        public Options withRate(int rate, int burst) {
            return new Options(bind, zone, locale, rate, burst);
        }
    }

    private final InstantSource clock;
    private final Supplier<ZoneSync> sync;
    private final Counters counters = new Counters();
    private final ZoneResponder responder;
    private final UdpServer udp;

    private ZoneServer(Host host, Options options, InstantSource clock, Supplier<ZoneSync> sync) throws IOException {
        this.clock = clock;
        this.sync = sync;
        responder = new ZoneResponder(options.zone, options.locale);
        // The first text in a language takes a tenth of a second, while the names of that language are loaded.
        responder.answer(new ZoneMessage.Question(0, "", ""), clock.instant(), ZoneSync.NONE);
        udp = UdpServer.start(host, UdpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY)
                .withMaxDatagram(MAX_DATAGRAM).withPerSource(new Rate(options.rate, options.burst, SOURCES)),
                this::answer);
    }

    /// Starts it on this machine, [Host#HERE].
    public static ZoneServer start(Options options) throws IOException {
        return start(Host.HERE, options);
    }

    /// Starts it with the clock of this machine, of which nobody says how good it is.
    public static ZoneServer start(Host host, Options options) throws IOException {
        return start(host, options, InstantSource.system(), () -> ZoneSync.NONE);
    }

    /// Starts it with a clock that follows time servers.
    public static ZoneServer start(Host host, Options options, Synchroniser synchroniser) throws IOException {
        return start(host, options, synchroniser.clock(), () -> ZoneSync.of(synchroniser));
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @param clock the time that it tells
    /// @param sync how good that clock is; asked for each answer
    /// @throws IOException when it cannot listen there
    static ZoneServer start(Host host, Options options, InstantSource clock, Supplier<ZoneSync> sync) throws IOException {
        return new ZoneServer(host, options, clock, sync);
    }

    private void answer(ByteBuffer datagram, InetSocketAddress source, UdpSocket socket) throws IOException {
        var answer = answer(datagram);
        counters.count(answer == null ? "dropped" : answer instanceof ZoneMessage.Answer ? "answered" : "refused");
        if (answer != null) socket.send(answer.encode(), source);
    }

    private ZoneMessage answer(ByteBuffer datagram) {
        try {
            return ZoneMessage.decode(datagram) instanceof ZoneMessage.Question question
                    ? responder.answer(question, clock.instant(), sync.get()) : null;
        } catch (ProtocolViolation e) {
            return responder.refuse(datagram, e).orElse(null);
        }
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return udp.address();
    }

    /// What was asked and answered.
    public Counters counters() {
        return counters;
    }

    public UdpServer udp() {
        return udp;
    }

    /// Stops; may be called twice.
    @Override
    public void close() {
        udp.close();
    }

    @Override
    public String toString() {
        return "zone server, " + udp;
    }
}
