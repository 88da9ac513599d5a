package wirelab.kit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.StringJoiner;

/// One service over TCP and over UDP on the same port, as the small services of the early RFCs are offered.
public final class DualServer implements AutoCloseable {
    private static final int PORT_TRIES = 20;

    private TcpServer tcp;
    private UdpServer udp;

    private DualServer() {}

    /// Starts both sides; they answer when this returns.
    ///
    /// @param tcpOptions how the TCP side behaves, or `null` to leave it out
    /// @param udpOptions how the UDP side behaves, or `null` to leave it out; with both,
    /// its port follows that of the TCP side
    /// @throws IOException when they cannot listen there
    public static DualServer start(Host host, TcpServer.Options tcpOptions, TcpServer.Handler tcpHandler,
            UdpServer.Options udpOptions, UdpServer.Handler udpHandler) throws IOException {
        if (tcpOptions == null && udpOptions == null) throw new UsageException("neither TCP nor UDP to serve");
        for (int tries = PORT_TRIES; ; tries--) {
            var server = new DualServer();
            try {
                server.listen(host, tcpOptions, tcpHandler, udpOptions, udpHandler);
                return server;
            } catch (IOException e) {
                server.close();
                // The free port that TCP was given may be taken on UDP: then both try another.
                boolean anyPort = tcpOptions != null && tcpOptions.bind().getPort() == 0;
                if (!anyPort || !(e.getCause() instanceof BindException) || tries == 0) throw e;
            }
        }
    }

    private void listen(Host host, TcpServer.Options tcpOptions, TcpServer.Handler tcpHandler,
            UdpServer.Options udpOptions, UdpServer.Handler udpHandler) throws IOException {
        if (tcpOptions != null) tcp = TcpServer.start(host, tcpOptions, tcpHandler);
        if (udpOptions == null) return;
        var where = tcp == null ? udpOptions
                : udpOptions.withBind(new InetSocketAddress(udpOptions.bind().getAddress(), tcp.address().getPort()));
        udp = UdpServer.start(host, where, udpHandler);
    }

    /// {@return where the service is, on TCP and UDP alike: address and true port}
    public InetSocketAddress address() {
        return tcp != null ? tcp.address() : udp.address();
    }

    /// {@return the TCP side: the server with its counters, `null` if there is none}
    public TcpServer tcp() {
        return tcp;
    }

    /// {@return the UDP side: the server with its counters, `null` if there is none}
    public UdpServer udp() {
        return udp;
    }

    /// {@return where it listens, for what, and how many are connected: `127.0.0.1:7007 (tcp, udp), 2 connections`}
    public String words() {
        String kinds = tcp == null ? "udp" : udp == null ? "tcp" : "tcp, udp";
        return Address.text(address()) + " (" + kinds + ")"
                + (tcp == null ? "" : ", " + Text.count(tcp.connections(), "connection"));
    }

    /// What both sides have counted, in a line each.
    @Override
    public String toString() {
        var text = new StringJoiner("\n");
        if (tcp != null) text.add("tcp: " + tcp.counters());
        if (udp != null) text.add("udp: " + udp.counters());
        return text.toString();
    }

    /// Stops both sides; open conversations get the drain time to finish.
    @Override
    public void close() {
        if (udp != null) udp.close();
        if (tcp != null) tcp.close();
    }
}
