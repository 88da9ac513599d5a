package wirelab.echo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Host;
import wirelab.kit.UdpAsk;
import wirelab.kit.UdpSocket;

/// An echo client over UDP (RFC 862).
///
/// A datagram may be lost, doubled or late, and the echo carries no number, so an answer is known by its source and its
/// content alone: answers that differ from the question are passed over.
public final class UdpEchoClient implements AutoCloseable {
    private final InetSocketAddress server;
    private final UdpSocket socket;
    private final UdpAsk ask;

    private UdpEchoClient(InetSocketAddress server, UdpSocket socket) {
        this.server = server;
        this.socket = socket;
        ask = new UdpAsk(socket, UdpSocket.MAX_PAYLOAD);
    }

    /// Opens it on this machine, [Host#HERE].
    public static UdpEchoClient open(InetSocketAddress server) throws IOException {
        return open(Host.HERE, server);
    }

    /// Opens a client.
    ///
    /// @return the client; nothing has been sent yet
    /// @throws IOException when no socket can be had
    public static UdpEchoClient open(Host host, InetSocketAddress server) throws IOException {
        return new UdpEchoClient(server, host.towards(server, EchoClient.PARTY));
    }

    /// Sends one datagram and waits for its echo.
    ///
    /// @param data what to send, at most 65,507 bytes; may be empty
    /// @return what came back, or `null` when nothing did in time
    /// @throws IOException when the system refuses the datagram
    public EchoClient.Reply echo(byte[] data, Duration patience) throws IOException {
        long began = System.nanoTime();
        var question = ByteBuffer.wrap(data);
        return ask.ask(List.of(patience), () -> socket.send(data, server), (datagram, source) -> {
            if (!source.equals(server) || !datagram.equals(question)) return null;
            return new EchoClient.Reply(Bytes.of(data), Duration.ofNanos(System.nanoTime() - began));
        });
    }

    public UdpSocket socket() {
        return socket;
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return "echo client " + Address.text(socket.local()) + " -> " + Address.text(server) + " (udp)";
    }
}
