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
import wirelab.kit.ProtocolException;
import wirelab.kit.RateLimit;
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
    /// @param zone where it operates
    /// @param locale the language there
    /// @param clock the time that it tells
    /// @param sync how good that clock is; asked for each answer
    /// @param rate answers per second and source address
    /// @param burst answers that a source address gets at once
    public record Options(InetSocketAddress bind, ZoneId zone, Locale locale, InstantSource clock, Supplier<ZoneSync> sync,
            int rate, int burst) {
        /// Loopback, a free port, the zone and locale of this machine, its clock, 50 answers per second and source, 200 at
        /// once.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), ZoneId.systemDefault(),
                Locale.getDefault(), InstantSource.system(), () -> ZoneSync.NONE, 50, 200);

        /// Checks that nothing is missing.
        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(zone);
            Objects.requireNonNull(locale);
            Objects.requireNonNull(clock);
            Objects.requireNonNull(sync);
        }

        /// Listens elsewhere.
        ///
        /// @param bind address and port; port 0 takes a free one
        /// @return changed options
        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, zone, locale, clock, sync, rate, burst);
        }

        /// Operates elsewhere.
        ///
        /// @param zone the zone there
        /// @param locale the language there
        /// @return changed options
        public Options withPlace(ZoneId zone, Locale locale) {
            return new Options(bind, zone, locale, clock, sync, rate, burst);
        }

        /// Tells another time.
        ///
        /// @param clock the clock
        /// @param sync how good it is
        /// @return changed options
        public Options withClock(InstantSource clock, Supplier<ZoneSync> sync) {
            return new Options(bind, zone, locale, clock, sync, rate, burst);
        }

        /// Tells a time that is kept right.
        ///
        /// @param synchroniser what keeps it right
        /// @return changed options
        public Options withClock(Synchroniser synchroniser) {
            return withClock(synchroniser.clock(), () -> ZoneSync.of(synchroniser));
        }

        /// Limits each source otherwise.
        ///
        /// @param rate answers per second
        /// @param burst answers at once
        /// @return changed options
        public Options withRate(int rate, int burst) {
            return new Options(bind, zone, locale, clock, sync, rate, burst);
        }
    }

    private final Options options;
    private final Counters counters = new Counters();
    private final ZoneResponder responder;
    private final UdpServer udp;

    private ZoneServer(Options options) throws IOException {
        this.options = options;
        responder = new ZoneResponder(options.zone, options.locale);
        // The first text in a language takes a tenth of a second, while the names of that language are loaded.
        responder.answer(new ZoneMessage.Question(0, "", ""), options.clock.instant(), ZoneSync.NONE);
        udp = UdpServer.start(UdpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY)
                .withMaxDatagram(MAX_DATAGRAM).withPerSource(new RateLimit(options.rate, options.burst, SOURCES)),
                this::answer);
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @param options how it behaves
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static ZoneServer start(Options options) throws IOException {
        return new ZoneServer(options);
    }

    private void answer(ByteBuffer datagram, InetSocketAddress source, UdpSocket socket) throws IOException {
        var answer = answer(datagram);
        counters.count(answer == null ? "dropped" : answer instanceof ZoneMessage.Answer ? "answered" : "refused");
        if (answer != null) socket.send(answer.encode(), source);
    }

    private ZoneMessage answer(ByteBuffer datagram) {
        try {
            return ZoneMessage.decode(datagram) instanceof ZoneMessage.Question question
                    ? responder.answer(question, options.clock.instant(), options.sync.get()) : null;
        } catch (ProtocolException e) {
            return responder.refuse(datagram, e).orElse(null);
        }
    }

    /// Where it listens.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return udp.address();
    }

    /// What was asked and answered.
    ///
    /// @return counters by name
    public Counters counters() {
        return counters;
    }

    /// The server underneath.
    ///
    /// @return it, with its counters
    public UdpServer udp() {
        return udp;
    }

    /// Stops; may be called twice.
    @Override
    public void close() {
        udp.close();
    }
}
