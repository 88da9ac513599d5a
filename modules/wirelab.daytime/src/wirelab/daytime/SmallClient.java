package wirelab.daytime;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import wirelab.kit.Address;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.UdpAsk;

/// Asks a service that needs no question: connects and reads to the end, or sends an empty datagram and waits for one.
final class SmallClient {
    private SmallClient() {}

    /// Reads all that a TCP server sends.
    ///
    /// @param limit the most that it may send, in bytes
    static ByteBuffer tcp(Host host, InetSocketAddress server, Tap.Party party, Duration timeout, int limit)
            throws IOException {
        try (var connection = host.connect(server, party, timeout).limit(timeout, timeout)) {
            var answer = ByteBuffer.allocate(limit + 1);
            while (answer.hasRemaining() && connection.read(answer) >= 0) {
                // Goes on until the server ends.
            }
            if (answer.position() == 0) {
                throw new EOFException(Address.text(server) + " closed the connection without saying a time");
            }
            return checked(answer.flip(), limit);
        }
    }

    /// Waits for a datagram of a UDP server; a datagram from elsewhere is none.
    ///
    /// @param limit the most that it may hold, in bytes
    static ByteBuffer udp(Host host, InetSocketAddress server, Tap.Party party, Duration timeout, int limit)
            throws IOException {
        try (var socket = host.towards(server, party)) {
            var answer = new UdpAsk(socket, limit).ask(List.of(timeout), () -> socket.send(new byte[0], server),
                    (datagram, source) -> source.equals(server) ? copy(checked(datagram, limit)) : null);
            if (answer != null) return answer;
            throw new IOException("no answer from " + Address.text(server) + " within " + Text.duration(timeout));
        }
    }

    private static ByteBuffer checked(ByteBuffer answer, int limit) throws ProtocolViolation {
        if (answer.remaining() <= limit) return answer;
        throw new ProtocolViolation("answer", 0, "longer than the limit of " + limit + " bytes");
    }

    private static ByteBuffer copy(ByteBuffer datagram) {
        return ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
    }
}
