package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import wirelab.kit.Tap;

/// Asks a time server (RFC 868).
public final class TimeClient {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("time client", TimeWords.TIME);

    private TimeClient() {}

    /// Asks over TCP: connects, and reads four bytes until the server closes.
    ///
    /// @param server its address
    /// @param timeout how long to wait
    /// @return what it said
    /// @throws IOException when nobody answers, or with something else than four bytes
    public static TimeMessage tcp(InetSocketAddress server, Duration timeout) throws IOException {
        return TimeMessage.decode(SmallClient.tcp(server, PARTY, timeout, TimeMessage.SIZE));
    }

    /// Asks over UDP: sends an empty datagram, and waits for one.
    ///
    /// @param server its address
    /// @param timeout how long to wait
    /// @return what it said
    /// @throws IOException when nobody answers, or with something else than four bytes
    public static TimeMessage udp(InetSocketAddress server, Duration timeout) throws IOException {
        return TimeMessage.decode(SmallClient.udp(server, PARTY, timeout, TimeMessage.SIZE));
    }
}
