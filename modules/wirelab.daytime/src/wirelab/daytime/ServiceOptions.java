package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import wirelab.kit.DualServer;
import wirelab.kit.Host;
import wirelab.kit.Rate;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;

/// Where one of the small services of the early RFCs listens, and whom it limits.
///
/// @param bind address and port; port 0 takes a free one
/// @param rate datagrams per second that a source address gets an answer to
public record ServiceOptions(InetSocketAddress bind, boolean tcp, boolean udp, int rate, int burst) {
    /// Loopback, a free port, TCP and UDP, 20 answers per second and source, 50 at once.
    public static final ServiceOptions DEFAULTS = new ServiceOptions(new InetSocketAddress("127.0.0.1", 0),
            true, true, 20, 50);

    private static final int SOURCES = 10_000;
    private static final int CONNECTIONS = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(30);

    public ServiceOptions {
        Objects.requireNonNull(bind);
    }

    public ServiceOptions withBind(InetSocketAddress bind) {
        return new ServiceOptions(bind, tcp, udp, rate, burst);
    }

    /// Serves one protocol alone, or both.
    ///
    /// @param over `tcp`, `udp` or `both`
    public ServiceOptions withOver(String over) {
        return new ServiceOptions(bind, !over.equals("udp"), !over.equals("tcp"), rate, burst);
    }

    public ServiceOptions withRate(int rate, int burst) {
        return new ServiceOptions(bind, tcp, udp, rate, burst);
    }

    /// Starts a service that says the same thing to whoever asks, whatever they send: to a TCP client, whose connection is
    /// closed behind it, and to the sender of a datagram.
    DualServer start(Host host, Tap.Party party, Supplier<byte[]> answer) throws IOException {
        var overTcp = TcpServer.Options.DEFAULTS.withBind(bind).withParty(party).withMaxConnections(CONNECTIONS)
                .withTimeouts(IDLE, WHOLE);
        var overUdp = UdpServer.Options.DEFAULTS.withBind(bind).withParty(party)
                .withPerSource(new Rate(rate, burst, SOURCES));
        return DualServer.start(host, tcp ? overTcp : null, connection -> connection.write(answer.get()),
                udp ? overUdp : null, (_, source, socket) -> socket.send(answer.get(), source));
    }
}
