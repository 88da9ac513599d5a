package wirelab.echo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import wirelab.kit.UdpSocket;

/// An echo client over UDP (RFC 862).
///
/// A datagram may be lost, doubled or late, and the echo carries no number, so an answer is known by its source and its
/// content alone: answers that differ from the question are passed over.
public final class UdpEchoClient implements AutoCloseable {
    private final InetSocketAddress server;
    private final UdpSocket socket;
    private final ByteBuffer buffer = ByteBuffer.allocate(UdpSocket.MAX_PAYLOAD + 1);

    private UdpEchoClient(InetSocketAddress server, UdpSocket socket) {
        this.server = server;
        this.socket = socket;
    }

    /// Opens a client.
    ///
    /// @param server where the server listens
    /// @return the client; nothing has been sent yet
    /// @throws IOException when no socket can be had
    public static UdpEchoClient open(InetSocketAddress server) throws IOException {
        return new UdpEchoClient(server, UdpSocket.towards(server, EchoClient.PARTY));
    }

    /// Sends one datagram and waits for its echo.
    ///
    /// @param data what to send, at most 65,507 bytes; may be empty
    /// @param patience how long to wait
    /// @return what came back, or `null` when nothing did in time
    /// @throws IOException when the system refuses the datagram
    public EchoClient.Reply echo(byte[] data, Duration patience) throws IOException {
        long began = System.nanoTime();
        long deadline = began + patience.toNanos();
        socket.send(data, server);
        for (long left = patience.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            var source = socket.receive(buffer.clear(), Duration.ofNanos(left));
            if (source == null) return null;
            if (!source.equals(server) || !buffer.flip().equals(ByteBuffer.wrap(data))) continue;
            return new EchoClient.Reply(data.clone(), Duration.ofNanos(System.nanoTime() - began));
        }
        return null;
    }

    /// The socket underneath.
    ///
    /// @return the socket
    public UdpSocket socket() {
        return socket;
    }

    /// Closes the socket.
    @Override
    public void close() {
        socket.close();
    }
}
