package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The registrations of one client, one for each address family in which it reaches the server; they have the first
/// sockets.
final class Registrations {
    private final List<Registration> list = new ArrayList<>();

    Registrations(Engine engine, List<InetSocketAddress> servers) {
        for (var server : servers) list.add(new Registration(engine, list.size(), server));
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

    private Stream<Registration> registered() {
        return list.stream().filter(Registration::registered);
    }

    /// The shortest interval that the NATs on the way are known to need.
    long proven() {
        return registered().mapToLong(r -> r.interval.proven()).min().orElse(Interval.LONGEST);
    }

    /// The interval at which the server is told that we are here, which may be one that is tried out.
    long tried() {
        return list.stream().mapToLong(r -> r.interval.nanos()).min().orElse(Interval.LONGEST);
    }

    void tick(long now) {
        for (var registration : list) registration.tick(now);
    }

    long nextAt() {
        return list.stream().mapToLong(Registration::nextAt).min().orElse(Long.MAX_VALUE);
    }

    void leave() {
        list.forEach(Registration::leave);
    }
}
