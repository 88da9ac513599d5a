package wirelab.natlab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import wirelab.simulation.SimulatedNetwork;

/// The Internet of a [Simulation]: homes behind NATs, which may stand behind further NATs, and a way between all of them
/// that takes ten milliseconds and may lose datagrams.
final class SimulatedInternet {
    private static final long LATENCY = 5_000_000L;

    /// Somebody to whom datagrams go.
    @FunctionalInterface
    interface Station {
        void receive(InetSocketAddress from, int port, byte[] payload);
    }

    /// One private network behind a NAT, which may itself stand behind another; the Internet itself has no NAT.
    final class Home {
        private SimulatedNat nat;
        private final boolean hairpin;
        private final Home outside;
        private final Map<InetAddress, Station> stations = new HashMap<>();
        private final List<Home> inside = new ArrayList<>();
        private final boolean udp;

        private Home(NatRules rules, InetAddress address, Home outside) {
            nat = rules == null ? null : new SimulatedNat(rules, address, random);
            hairpin = rules != null && rules.hairpin();
            udp = rules == null || rules.udp();
            this.outside = outside;
            if (outside != null) outside.inside.add(this);
        }

        void add(InetAddress address, Station station) {
            stations.put(address, station);
        }

        void restart(InetAddress address) {
            nat.restart(address);
        }

        void replace(NatRules rules) {
            nat = new SimulatedNat(rules, nat.address(), random);
        }
    }

    private final Random random;
    private final SimulatedNetwork network;
    private final Home internet = new Home(null, null, null);
    private double loss;
    private long datagrams;

    SimulatedInternet(Random random, SimulatedNetwork network) {
        this.random = random;
        this.network = network;
    }

    /// What has the time of all this.
    SimulatedNetwork network() {
        return network;
    }

    /// The network that everybody can reach.
    Home internet() {
        return internet;
    }

    Home home(NatRules rules, InetAddress address, Home outside) {
        return new Home(rules, address, outside);
    }

    void lose(double chance) {
        loss = chance;
    }

    /// How many datagrams were sent so far.
    long datagrams() {
        return datagrams;
    }

    long now() {
        return network.now();
    }

    /// Has something done at a time; what is due at the same time is done in the order in which it was asked for.
    void at(long time, Runnable action) {
        network.after(Duration.ofNanos(time - now()), action);
    }

    /// The time of the NATs, which begins at nothing.
    private long elapsed() {
        return network.elapsed().toNanos();
    }

    /// From one network to where the address is: here, in a home that hangs on this network, or further out.
    void send(Home here, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        datagrams++;
        route(here, from, to, payload);
    }

    private void route(Home here, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        if (!here.udp) return;
        if (here.nat == null || here.stations.containsKey(to.getAddress()) || within(here, to) != null) {
            carry(here, from, to, payload);
            return;
        }
        var outside = here.nat.outwards(elapsed(), from, to);
        if (!to.getAddress().equals(here.nat.address())) {
            route(here.outside, outside, to, payload);
        } else if (here.hairpin) {
            var inside = here.nat.inwards(elapsed(), outside, to);
            if (inside != null) carry(here, outside, inside, payload);
        }
    }

    /// The home on this network that an address leads to: that of its NAT, or behind a router that does not translate.
    private static Home within(Home here, InetSocketAddress to) {
        for (var home : here.inside) {
            if (home.nat.address().equals(to.getAddress()) && home.nat.translates()) return home;
            if (home.stations.containsKey(to.getAddress()) && !home.nat.translates()) return home;
        }
        return null;
    }

    private void carry(Home here, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        boolean far = here.nat == null;
        if (far && random.nextDouble() < loss) return;
        at(now() + (far ? 2 * LATENCY : LATENCY / 50), () -> arrive(here, from, to, payload));
    }

    /// A datagram is on a network, and goes to a station there or through a NAT inwards.
    void arrive(Home here, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        var station = here.stations.get(to.getAddress());
        if (station != null) {
            station.receive(from, to.getPort(), payload);
            return;
        }
        var home = within(here, to);
        if (home == null || !home.udp) return;
        var inside = home.nat.inwards(elapsed(), from, to);
        if (inside != null) arrive(home, from, inside, payload);
    }
}
