package wirelab.nat;

import java.net.InetSocketAddress;
import wirelab.kit.Bytes;

/// What a state machine wants done; whoever drives it does so, in this order.
public sealed interface Action {
    /// Send a datagram from a socket; the server has no numbers for its sockets and answers from the one that was asked.
    record Send(int socket, InetSocketAddress to, byte[] payload) implements Action {
        @Override
        public String toString() {
            return "Send[socket=" + socket + ", to=" + to + ", payload=" + Bytes.of(payload) + "]";
        }
    }

    /// Open a socket on a free port and say where it is.
    record Open(int socket, boolean ipv6) implements Action {}

    /// Close a socket that is no longer needed.
    record Close(int socket) implements Action {}

    /// A line for the console of the server.
    record Print(String line) implements Action {}

    /// Something for the user of a client.
    record Tell(Notice notice) implements Action {}
}
