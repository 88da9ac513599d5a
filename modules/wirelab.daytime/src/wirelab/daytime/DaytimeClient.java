package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// Asks a daytime server (RFC 867).
public final class DaytimeClient {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("daytime client", TimeWords.DAYTIME);

    private DaytimeClient() {}

    /// Asks from this machine, [Host#HERE].
    public static DaytimeText tcp(InetSocketAddress server, Duration timeout) throws IOException {
        return tcp(Host.HERE, server, timeout);
    }

    /// Asks over TCP: connects, and reads until the server closes.
    ///
    /// @throws IOException when nobody answers, or says more than [DaytimeText#LIMIT] bytes
    public static DaytimeText tcp(Host host, InetSocketAddress server, Duration timeout) throws IOException {
        return DaytimeText.decode(SmallClient.tcp(host, server, PARTY, timeout, DaytimeText.LIMIT));
    }

    /// Asks from this machine, [Host#HERE].
    public static DaytimeText udp(InetSocketAddress server, Duration timeout) throws IOException {
        return udp(Host.HERE, server, timeout);
    }

    /// Asks over UDP: sends an empty datagram, and waits for one.
    ///
    /// @throws IOException when nobody answers, or says more than [DaytimeText#LIMIT] bytes
    public static DaytimeText udp(Host host, InetSocketAddress server, Duration timeout) throws IOException {
        return DaytimeText.decode(SmallClient.udp(host, server, PARTY, timeout, DaytimeText.LIMIT));
    }
}
