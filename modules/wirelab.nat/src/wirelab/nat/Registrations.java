package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import wirelab.kit.Machine;

/// The registrations of one client, one for each address family in which it reaches the server; they have the first
/// sockets.
final class Registrations {
    private final ClientActions out;
    private final List<Registration> list = new ArrayList<>();

    Registrations(Self self, ClientActions out, SocketNumbers sockets, List<InetSocketAddress> servers) {
        this.out = out;
        for (var server : servers) list.add(new Registration(self, out, sockets, list.size(), server));
    }

    List<Registration> all() {
        return list;
    }

    /// Whether a socket is that of a registration; the others were opened for a peer each.
    boolean owns(int socket) {
        return socket < list.size();
    }

    Registration of(int socket) {
        return list.get(socket);
    }

    /// The registration that speaks with the server at some address of its, or `null`.
    Registration with(InetSocketAddress server) {
        return list.stream().filter(r -> r.targets().contains(server)).findFirst().orElse(null);
    }

    /// The registration that has the address family of a destination, or `null`.
    Registration towards(InetSocketAddress destination) {
        return list.stream().filter(r -> r.sameFamily(destination)).findFirst().orElse(null);
    }

    /// One over which the server can be spoken to at present, or `null`.
    Registration current() {
        return registered().findFirst().orElse(null);
    }

    /// Says something to the server, if it can be spoken to.
    void send(Signalling signal) {
        var registration = current();
        if (registration != null) out.send(registration.socket, registration.server, signal.encode());
    }

    private Stream<Registration> registered() {
        return list.stream().filter(Registration::registered);
    }

    /// The shortest interval that the NATs on the way are known to need.
    long proven() {
        return registered().mapToLong(r -> r.interval.proven()).min().orElse(KeepAliveInterval.LONGEST);
    }

    /// The interval at which the server is told that we are here, which may be one that is tried out.
    long tried() {
        return list.stream().mapToLong(r -> r.interval.nanos()).min().orElse(KeepAliveInterval.LONGEST);
    }

    void tick(long now, long eventsSeen) {
        for (var registration : list) registration.tick(now, eventsSeen);
    }

    long nextAt() {
        long next = Machine.NEVER;
        for (var registration : list) next = Machine.earlier(next, registration.nextAt());
        return next;
    }

    void leave() {
        list.forEach(Registration::leave);
    }
}
