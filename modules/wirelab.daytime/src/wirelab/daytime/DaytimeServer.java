package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import wirelab.kit.DualServer;
import wirelab.kit.Tap;

/// A daytime server (RFC 867): it says what time it is, as a line of text, to whoever connects and to whoever sends a
/// datagram.
public final class DaytimeServer implements AutoCloseable {
    /// The port that wirelab uses; RFC 867 names port 13, which needs the rights of an administrator.
    public static final int PORT = 7013;
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("daytime server", TimeWords.DAYTIME);

    /// How a server behaves.
    ///
    /// @param service where it listens and whom it limits
    /// @param clock the time that it tells
    /// @param zone the zone in which it tells it
    /// @param format how it writes it
    public record Options(ServiceOptions service, InstantSource clock, ZoneId zone, TimeFormat format) {
        /// Loopback, a free port, this machine's clock and zone, the first syntax of the RFC.
        public static final Options DEFAULTS = new Options(ServiceOptions.DEFAULTS, InstantSource.system(),
                ZoneId.systemDefault(), TimeFormat.of(TimeFormat.RFC_867, Locale.ENGLISH));

        /// Listens elsewhere or limits otherwise.
        ///
        /// @param service where it listens and whom it limits
        /// @return changed options
        public Options withService(ServiceOptions service) {
            return new Options(service, clock, zone, format);
        }

        /// Tells another time.
        ///
        /// @param clock the clock
        /// @param zone the zone in which it is told
        /// @return changed options
        public Options withClock(InstantSource clock, ZoneId zone) {
            return new Options(service, clock, zone, format);
        }

        /// Writes it otherwise.
        ///
        /// @param format how
        /// @return changed options
        public Options withFormat(TimeFormat format) {
            return new Options(service, clock, zone, format);
        }
    }

    private final Options options;
    private final DualServer both;

    private DaytimeServer(Options options) throws IOException {
        this.options = options;
        both = options.service.start(PARTY, this::line);
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @param options how it behaves
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static DaytimeServer start(Options options) throws IOException {
        return new DaytimeServer(options);
    }

    private byte[] line() {
        return new DaytimeText(options.format.format(options.clock.instant().atZone(options.zone))).encode();
    }

    /// Where it listens, on TCP and UDP alike.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return both.address();
    }

    /// The servers underneath.
    ///
    /// @return both sides, with their counters
    public DualServer both() {
        return both;
    }

    /// Stops both sides.
    @Override
    public void close() {
        both.close();
    }
}
