package wirelab.nat;

import java.util.HashMap;
import java.util.Map;

/// The sockets that an [Engine] has, by number: the first ones belong to its registrations, each of the others was opened
/// for one peer.
final class SocketNumbers {
    private record Owner(Link link, Registration family) {}

    private final Registrations registrations;
    private final Map<Integer, Integer> ports = new HashMap<>();
    private final Map<Integer, Owner> owners = new HashMap<>();
    private int next;

    SocketNumbers(Registrations registrations) {
        this.registrations = registrations;
        next = registrations.all().size();
    }

    /// Gives out a number for a socket that is to be opened for a peer.
    int add(Link link, Registration family) {
        owners.put(next, new Owner(link, family));
        return next++;
    }

    /// The system has opened it.
    void opened(int socket, int port) {
        ports.put(socket, port);
    }

    void remove(int socket) {
        owners.remove(socket);
        ports.remove(socket);
    }

    int port(int socket) {
        return ports.get(socket);
    }

    /// The peer for which a socket was opened, or `null`.
    Link link(int socket) {
        var owner = owners.get(socket);
        return owner == null ? null : owner.link;
    }

    /// The registration whose address family a socket has.
    Registration family(int socket) {
        return registrations.owns(socket) ? registrations.of(socket) : owners.get(socket).family;
    }
}
