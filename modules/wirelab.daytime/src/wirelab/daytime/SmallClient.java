package wirelab.daytime;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.ProtocolException;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.UdpSocket;

/// Asks a service that needs no question: connects and reads to the end, or sends an empty datagram and waits for one.
final class SmallClient {
    private SmallClient() {}

    /// Reads all that a TCP server sends.
    ///
    /// @param limit the most that it may send, in bytes
    static ByteBuffer tcp(InetSocketAddress server, Tap.Party party, Duration timeout, int limit) throws IOException {
        try (var connection = Connection.connect(server, party, timeout).limit(timeout, timeout)) {
            var answer = ByteBuffer.allocate(limit + 1);
            while (answer.hasRemaining() && connection.read(answer) >= 0) {
                // Goes on until the server ends.
            }
            if (answer.position() > limit) {
                throw new ProtocolException("answer", 0, "longer than the limit of " + limit + " bytes");
            }
            if (answer.position() == 0) {
                throw new EOFException(Address.text(server) + " closed the connection without saying a time");
            }
            return answer.flip();
        }
    }

    /// Waits for a datagram of a UDP server; a datagram from elsewhere is none.
    ///
    /// @param limit the most that it may hold, in bytes
    static ByteBuffer udp(InetSocketAddress server, Tap.Party party, Duration timeout, int limit) throws IOException {
        try (var socket = UdpSocket.towards(server, party)) {
            socket.send(new byte[0], server);
            var answer = ByteBuffer.allocate(limit + 1);
            long began = System.nanoTime();
            for (long left = timeout.toNanos(); left > 0; left = timeout.toNanos() - (System.nanoTime() - began)) {
                var source = socket.receive(answer.clear(), Duration.ofNanos(left));
                if (source == null) break;
                if (!source.equals(server)) continue;
                if (answer.position() > limit) {
                    throw new ProtocolException("answer", 0, "longer than the limit of " + limit + " bytes");
                }
                return answer.flip();
            }
            throw new IOException("no answer from " + Address.text(server) + " within " + Text.duration(timeout));
        }
    }
}
