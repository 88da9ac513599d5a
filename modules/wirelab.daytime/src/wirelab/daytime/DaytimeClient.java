package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import wirelab.kit.Tap;

/// Asks a daytime server (RFC 867).
public final class DaytimeClient {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("daytime client", TimeWords.DAYTIME);

    private DaytimeClient() {}

    /// Asks over TCP: connects, and reads until the server closes.
    ///
    /// @param server its address
    /// @param timeout how long to wait
    /// @return what it said
    /// @throws IOException when nobody answers, or says more than [DaytimeText#LIMIT] bytes
    public static DaytimeText tcp(InetSocketAddress server, Duration timeout) throws IOException {
        return DaytimeText.decode(SmallClient.tcp(server, PARTY, timeout, DaytimeText.LIMIT));
    }

    /// Asks over UDP: sends an empty datagram, and waits for one.
    ///
    /// @param server its address
    /// @param timeout how long to wait
    /// @return what it said
    /// @throws IOException when nobody answers, or says more than [DaytimeText#LIMIT] bytes
    public static DaytimeText udp(InetSocketAddress server, Duration timeout) throws IOException {
        return DaytimeText.decode(SmallClient.udp(server, PARTY, timeout, DaytimeText.LIMIT));
    }
}
