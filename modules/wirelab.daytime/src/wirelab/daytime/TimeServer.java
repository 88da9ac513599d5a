package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import wirelab.kit.DualServer;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// A time server (RFC 868): it says what time it is, as a number of seconds, to whoever connects and to whoever sends a
/// datagram.
public final class TimeServer implements AutoCloseable {
    /// The port that wirelab uses; RFC 868 names port 37, which needs the rights of an administrator.
    public static final int PORT = 7037;
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("time server", TimeWords.TIME);

    private final DualServer both;

    private TimeServer(Host host, ServiceOptions service, InstantSource clock) throws IOException {
        both = service.start(host, PARTY, () -> TimeMessage.of(clock.instant()).encode());
    }

    /// Starts it on this machine, [Host#HERE].
    public static TimeServer start(ServiceOptions service, InstantSource clock) throws IOException {
        return start(Host.HERE, service, clock);
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static TimeServer start(Host host, ServiceOptions service, InstantSource clock) throws IOException {
        return new TimeServer(host, service, clock);
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
        return "time server on " + both.words();
    }
}
