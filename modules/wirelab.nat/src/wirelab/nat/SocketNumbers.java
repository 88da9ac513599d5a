package wirelab.nat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The sockets that an [Engine] has, by number: the first ones speak with the server, each of the others was opened for one
/// peer.
final class SocketNumbers {
    private static final class Socket {
        final long peer;
        final boolean ipv6;
        int port;

        Socket(long peer, boolean ipv6) {
            this.peer = peer;
            this.ipv6 = ipv6;
        }
    }

    private final List<InetAddress> addresses;
    private final ClientActions out;
    private final Map<Integer, Socket> sockets = new HashMap<>();
    private int next;

    /// @param addresses of this machine on its own networks
    SocketNumbers(List<InetSocketAddress> servers, List<InetAddress> addresses, ClientActions out) {
        this.addresses = addresses;
        this.out = out;
        for (var server : servers) sockets.put(next++, new Socket(0, server.getAddress() instanceof Inet6Address));
    }

    /// Wants a socket opened.
    ///
    /// @param peer for whom: the beginning of its key
    int open(long peer, boolean ipv6) {
        sockets.put(next, new Socket(peer, ipv6));
        out.open(next, ipv6);
        return next++;
    }

    /// The system has opened it.
    void opened(int socket, int port) {
        var known = sockets.get(socket);
        if (known != null) known.port = port;
    }

    void close(int socket) {
        if (sockets.remove(socket) != null) out.close(socket);
    }

    void closeAll() {
        List.copyOf(sockets.keySet()).forEach(this::close);
    }

    /// The peer for which a socket was opened, or 0.
    long peer(int socket) {
        var known = sockets.get(socket);
        return known == null ? 0 : known.peer;
    }

    /// Our own addresses, with the port of a socket, of the family that it speaks.
    List<InetSocketAddress> locals(int socket) {
        var known = sockets.get(socket);
        return addresses.stream().filter(address -> address instanceof Inet6Address == known.ipv6)
                .map(address -> new InetSocketAddress(address, known.port)).limit(Profile.MAX_ADDRESSES).toList();
    }
}
