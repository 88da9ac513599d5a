package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import wirelab.kit.DualServer;
import wirelab.kit.Host;
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
    /// @param format how it writes it
    public record Options(ServiceOptions service, ZoneId zone, TimeFormat format) {
        /// Loopback, a free port, this machine's zone, the first syntax of the RFC.
        public static final Options DEFAULTS = new Options(ServiceOptions.DEFAULTS, ZoneId.systemDefault(),
                TimeFormat.of(TimeFormat.RFC_867, Locale.ENGLISH));

        public Options withService(ServiceOptions service) {
            return new Options(service, zone, format);
        }

        public Options withZone(ZoneId zone) {
            return new Options(service, zone, format);
        }

        public Options withFormat(TimeFormat format) {
            return new Options(service, zone, format);
        }
    }

    private final Options options;
    private final InstantSource clock;
    private final DualServer both;

    private DaytimeServer(Host host, Options options, InstantSource clock) throws IOException {
        this.options = options;
        this.clock = clock;
        both = options.service.start(host, PARTY, this::line);
    }

    /// Starts it on this machine, [Host#HERE], with its clock.
    public static DaytimeServer start(Options options) throws IOException {
        return start(Host.HERE, options, InstantSource.system());
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static DaytimeServer start(Host host, Options options, InstantSource clock) throws IOException {
        return new DaytimeServer(host, options, clock);
    }

    private byte[] line() {
        return new DaytimeText(options.format.format(clock.instant().atZone(options.zone))).encode();
    }

    /// {@return where it listens, on TCP and UDP alike: address and true port}
    public InetSocketAddress address() {
        return both.address();
    }

    /// {@return the servers underneath: both sides, with their counters}
    public DualServer both() {
        return both;
    }

    @Override
    public void close() {
        both.close();
    }

    @Override
    public String toString() {
        return "daytime server on " + both.words();
    }
}
