package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/// The network of a [Simulation] and its clock: homes behind NATs, which may stand behind further NATs, and a way between
/// all of them that takes ten milliseconds and may lose datagrams.
final class SimulatedInternet {
    private static final long LATENCY = 5_000_000L;

    /// Somebody to whom datagrams go.
    @FunctionalInterface
    interface Station {
        void receive(InetSocketAddress from, int port, byte[] payload);
    }

    private record Due(long at, long order, Runnable action) {}

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
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparingLong(Due::at)
            .thenComparingLong(Due::order));
    private final Home internet = new Home(null, null, null);
    private long now;
    private long order;
    private double loss;
    private long datagrams;

    SimulatedInternet(Random random, long begin) {
        this.random = random;
        now = begin;
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

    // Time.

    long now() {
        return now;
    }

    /// Has something done at a time; what is due at the same time is done in the order in which it was asked for.
    void at(long time, Runnable action) {
        queue.add(new Due(time, order++, action));
    }

    /// Lets time pass up to a moment.
    void run(long end) {
        while (step(end)) {}
        now = end;
    }

    /// Does what is due next.
    ///
    /// @return whether there was something until then
    boolean step(long end) {
        if (queue.isEmpty() || queue.peek().at > end) return false;
        var due = queue.poll();
        now = Math.max(now, due.at);
        due.action.run();
        return true;
    }

    // Datagrams.

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
        var outside = here.nat.outwards(now, from, to);
        if (!to.getAddress().equals(here.nat.address())) {
            route(here.outside, outside, to, payload);
        } else if (here.hairpin) {
            var inside = here.nat.inwards(now, outside, to);
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
        at(now + (far ? 2 * LATENCY : LATENCY / 50), () -> arrive(here, from, to, payload));
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
        var inside = home.nat.inwards(now, from, to);
        if (inside != null) arrive(home, from, inside, payload);
    }
}
