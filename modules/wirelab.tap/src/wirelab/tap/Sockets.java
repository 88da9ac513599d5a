package wirelab.tap;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import wirelab.kit.Tap;

/// The sockets of this process that can be reached and are watched: who speaks at an address here?
final class Sockets {
    static final class Socket {
        final Tap.Party party;
        final Tap.Transport transport;
        final InetSocketAddress local;
        /// Whether it has sent a datagram that was seen here.
        volatile boolean spoke;

        Socket(Tap.Party party, Tap.Transport transport, InetSocketAddress local) {
            this.party = party;
            this.transport = transport;
            this.local = local;
        }

        private boolean isReachedAt(Tap.Transport over, InetSocketAddress address) {
            return transport == over && (local.getAddress().equals(address.getAddress())
                    || local.getAddress().isAnyLocalAddress() && Network.isLocal(address.getAddress()));
        }
    }

    private final Map<Integer, List<Socket>> byPort = new ConcurrentHashMap<>();

    Socket add(Tap.Party party, Tap.Transport transport, InetSocketAddress local) {
        var socket = new Socket(party, transport, local);
        byPort.computeIfAbsent(local.getPort(), _ -> new CopyOnWriteArrayList<>()).add(socket);
        return socket;
    }

    void remove(Socket socket) {
        byPort.computeIfPresent(socket.local.getPort(), (_, all) -> {
            all.remove(socket);
            return all.isEmpty() ? null : all;
        });
    }

    /// {@return the socket that is reached at an address: the socket, or `null` when there is none here}
    Socket at(Tap.Transport transport, InetSocketAddress address) {
        for (var socket : byPort.getOrDefault(address.getPort(), List.of())) {
            if (socket.isReachedAt(transport, address)) return socket;
        }
        return null;
    }
}
