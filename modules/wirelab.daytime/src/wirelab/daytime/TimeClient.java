package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// Asks a time server (RFC 868).
public final class TimeClient {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("time client", TimeWords.TIME);

    private TimeClient() {}

    /// Asks from this machine, [Host#HERE].
    public static TimeMessage tcp(InetSocketAddress server, Duration timeout) throws IOException {
        return tcp(Host.HERE, server, timeout);
    }

    /// Asks over TCP: connects, and reads four bytes until the server closes.
    ///
    /// @throws IOException when nobody answers, or with something else than four bytes
    public static TimeMessage tcp(Host host, InetSocketAddress server, Duration timeout) throws IOException {
        return TimeMessage.decode(SmallClient.tcp(host, server, PARTY, timeout, TimeMessage.SIZE));
    }

    /// Asks from this machine, [Host#HERE].
    public static TimeMessage udp(InetSocketAddress server, Duration timeout) throws IOException {
        return udp(Host.HERE, server, timeout);
    }

    /// Asks over UDP: sends an empty datagram, and waits for one.
    ///
    /// @throws IOException when nobody answers, or with something else than four bytes
    public static TimeMessage udp(Host host, InetSocketAddress server, Duration timeout) throws IOException {
        return TimeMessage.decode(SmallClient.udp(host, server, PARTY, timeout, TimeMessage.SIZE));
    }
}
