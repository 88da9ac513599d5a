package wirelab.nat;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongConsumer;
import wirelab.kit.Machine;
import wirelab.nat.Profile.Mapping;
import wirelab.nat.Self.Means;

/// One attempt of both ends to punch through, from fresh sockets: measure, say so, wait for the word, send.
///
/// When both have the word, time runs from the common moment T:
///
/// ```
/// my mapping     its mapping    what I send
/// stable         stable         T: pings to its public and private addresses
/// stable         stable, again  T: pings from 32 sockets to 32
/// stable         sequential     T: pings to its public address and the next 8 ports
/// sequential     stable         T + 15 ms: pings to its public address, then to the private ones
/// sequential     sequential     T: the n-th ping to the n-th next port; so does the peer, and each leaves from that port
/// stable         unpredictable  T: pings; T + 80 ms: to 1,024 ports drawn by lot
/// unpredictable  stable         T + 15 ms: pings; T + 165 ms: from 256 further sockets, one ping each
/// otherwise                     pings, for what they are worth
/// ```
///
/// A NAT that takes an unknown datagram for its own (plain Linux) gives the port away when the other's datagram arrives
/// before one's own has left. Two of them let through only datagrams that cross on the way: when the first round between
/// two stable ends has failed, 32 pairs of sockets try at once. For the same reason the stable end begins where the other is
/// not stable.
///
/// With 256 of 64,512 ports open and 1,024 tried, one hits with a probability of 1 − (1 − 1024/64512)^256 = 98 %, the
/// birthday paradox at work.
final class Round {
    static final int PREDICTED = 8;
    static final int SOCKETS = 256;
    static final int GUESSES = 1024;
    static final int RACES = Profile.MAX_SOCKETS;
    private static final int GUESSES_AT_ONCE = 64;
    private static final long MS = 1_000_000L;
    private static final long[] REPEAT = {0, 20 * MS, 60 * MS, 140 * MS, 300 * MS, 500 * MS};
    private static final long WORD = 1_200 * MS;
    private static final long LENGTH = 120 * MS;
    private static final long GUESSING = 600 * MS;
    private static final long READY_AGAIN = 100 * MS;

    private record Step(long at, LongConsumer action) {}

    final long number;
    private final Means means;
    private final DirectPaths paths;
    private final Member peer;
    private final Map<Integer, Registration> sockets = new LinkedHashMap<>();
    private final Map<Integer, Measurement> measurements = new LinkedHashMap<>();
    private final Set<Integer> birthday = new LinkedHashSet<>();
    private final Set<InetSocketAddress> predicted = new HashSet<>();
    private final Set<Integer> guessed = new HashSet<>();
    private final PriorityQueue<Step> steps = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));
    private Profile mine;
    private Profile its;
    private long readyAt;
    private long endsAt;

    Round(long now, Means means, DirectPaths paths, Member peer, long number, int count) {
        this.means = means;
        this.paths = paths;
        this.peer = peer;
        this.number = number;
        endsAt = now + Measurement.GIVE_UP + WORD;
        for (var registration : means.registrations().all()) {
            boolean natted = registration.server.getAddress() instanceof Inet4Address;
            // Races are for IPv4 alone: a firewall gives no port away.
            for (int i = 0; i < count && registration.registered() && (natted || count == 1); i++) {
                sockets.put(open(registration), registration);
            }
        }
    }

    private int open(Registration registration) {
        return means.sockets().open(Identity.tag(peer.key()), registration.isIpv6());
    }

    void opened(long now, int socket) {
        var registration = sockets.get(socket);
        if (registration != null) measurements.put(socket, measurement(now, registration, socket));
        else if (birthday.contains(socket)) pingFrom(now, socket);
    }

    /// For a race it is known how the NAT maps, and only the address is asked for.
    private Measurement measurement(long now, Registration registration, int socket) {
        var targets = sockets.size() < RACES ? registration.targets() : registration.targets().subList(0, 1);
        return new Measurement(now, means.self(), means.out(), socket, targets);
    }

    void seen(long now, int socket, Signalling.Seen seen, InetSocketAddress from) {
        var measurement = measurements.get(socket);
        if (measurement != null) measurement.answered(now, seen, from);
    }

    void tick(long now) {
        if (mine == null) measure(now);
        else if (its == null && now - readyAt >= READY_AGAIN) ready(now);
        while (!steps.isEmpty() && Machine.isDue(steps.peek().at, now)) {
            var step = steps.poll();
            if (paths.selected() == null) step.action.accept(now);
        }
    }

    private void measure(long now) {
        measurements.values().forEach(measurement -> measurement.tick(now));
        if (measurements.size() < sockets.size() || measurements.values().stream().anyMatch(m -> !m.done())) return;
        var publics = new ArrayList<InetSocketAddress>();
        var locals = new ArrayList<InetSocketAddress>();
        var mapping = Mapping.STABLE;
        int stride = 0;
        long rtt = 10_000 * MS;
        for (var entry : measurements.entrySet()) {
            var measurement = entry.getValue();
            if (measurement.address() == null) continue;
            publics.add(measurement.address());
            locals.addAll(means.sockets().locals(entry.getKey()));
            var registration = sockets.get(entry.getKey());
            registration.measured(now, measurement);
            rtt = Math.min(rtt, registration.rtt());
            // Where there are two families it is IPv4 that goes through a NAT; IPv6 only opens a firewall.
            if (measurement.stride() < 0) mapping = Mapping.UNPREDICTABLE;
            if (measurement.stride() > 0) {
                mapping = Mapping.SEQUENTIAL;
                stride = measurement.stride();
            }
        }
        if (publics.isEmpty()) {
            endsAt = now;
            return;
        }
        mine = new Profile(mapping, stride, (int) (rtt / 1000), publics, locals.stream().limit(Profile.MAX_ADDRESSES)
                .toList());
        ready(now);
    }

    private void ready(long now) {
        readyAt = now;
        means.registrations().send(new Signalling.Ready(means.self().token, peer.id(), number, mine));
    }

    void go(long now, Signalling.Go go) {
        if (mine == null || its != null) return;
        its = go.profile();
        long start = sockets.values().iterator().next().ourTime(go.clock());
        // A word that comes late, or from a server whose clock we misread.
        if (start - now < 0 || start - now > WORD) start = now;
        boolean guesses = mine.mapping() == Mapping.UNPREDICTABLE || its.mapping() == Mapping.UNPREDICTABLE;
        endsAt = start + LENGTH + 6000L * Math.max(mine.rttMicros(), its.rttMicros()) + (guesses ? GUESSING : 0);
        if (sockets.size() == RACES && its.publics().size() == RACES) {
            race(start);
            return;
        }
        boolean stable = mine.mapping() == Mapping.STABLE;
        boolean lockstep = mine.mapping() == Mapping.SEQUENTIAL && its.mapping() == Mapping.SEQUENTIAL;
        long begin = stable || lockstep ? start : start + 15 * MS;
        var first = new ArrayList<Runnable>();
        sockets.keySet().forEach(socket -> {
            first.addAll(pings(socket, targets(socket, its.publics(), its.mapping() == Mapping.SEQUENTIAL, lockstep),
                    begin));
            if (!lockstep) first.addAll(pings(socket, targets(socket, its.locals(), false, false), begin));
        });
        // The first pings are sealed now, so that at the moment itself nothing remains but to send them.
        steps.add(new Step(begin, _ -> first.forEach(Runnable::run)));
        for (int i = 1; i < REPEAT.length; i++) steps.add(new Step(begin + REPEAT[i], at -> pingAll(at, lockstep)));
        if (stable && its.mapping() == Mapping.UNPREDICTABLE) guess(start + 80 * MS);
        if (mine.mapping() == Mapping.UNPREDICTABLE && its.mapping() == Mapping.STABLE) {
            steps.add(new Step(start + 165 * MS, _ -> openMany()));
            for (long after : new long[] {60 * MS, 150 * MS, 300 * MS}) {
                steps.add(new Step(start + 165 * MS + after, at -> birthday.forEach(socket -> pingFrom(at, socket))));
            }
        }
    }

    /// Each of 32 sockets to one of 32 addresses, all at once: the later ones wait behind the earlier in the queue of the
    /// uplink, after the NAT and so with their mapping made, and cross even where the way itself takes no time.
    private void race(long start) {
        var first = new ArrayList<Runnable>();
        int i = 0;
        for (int socket : sockets.keySet()) {
            var target = List.of(its.publics().get(i++));
            first.addAll(pings(socket, target, start));
            for (int n = 1; n < 4; n++) steps.add(new Step(start + REPEAT[n],
                    at -> pings(socket, target, at).getFirst().run()));
        }
        steps.add(new Step(start, _ -> first.forEach(Runnable::run)));
    }

    /// Whether both ends have ports that the other knew.
    boolean shouldHaveWorked() {
        return mine != null && its != null && mine.mapping() == Mapping.STABLE && its.mapping() == Mapping.STABLE;
    }

    private void pingAll(long now, boolean lockstep) {
        for (int socket : sockets.keySet()) {
            pings(socket, targets(socket, its.publics(), its.mapping() == Mapping.SEQUENTIAL, lockstep), now)
                    .forEach(Runnable::run);
            pings(socket, targets(socket, its.locals(), false, false), now).forEach(Runnable::run);
        }
    }

    private List<Runnable> pings(int socket, List<InetSocketAddress> targets, long at) {
        return targets.stream().map(to -> {
            byte[] ping = paths.ping(at);
            return (Runnable) () -> means.out().send(socket, to, ping);
        }).toList();
    }

    /// Addresses of one family, each with the ports that come next where they are predictable.
    private List<InetSocketAddress> targets(int socket, List<InetSocketAddress> from, boolean sequential, boolean lockstep) {
        var targets = new ArrayList<InetSocketAddress>();
        for (var address : from) {
            if (!sockets.get(socket).sameFamily(address)) continue;
            if (!lockstep) targets.add(address);
            for (int i = 1; sequential && i <= PREDICTED; i++) {
                int port = address.getPort() + i * its.stride();
                if (port > 65_535) break;
                var next = new InetSocketAddress(address.getAddress(), port);
                predicted.add(next);
                targets.add(next);
            }
        }
        return targets;
    }

    private void guess(long start) {
        int socket = natted();
        var address = target(socket).getAddress();
        for (int i = 0; i < GUESSES / GUESSES_AT_ONCE; i++) {
            steps.add(new Step(start + i * 4 * MS, at -> {
                // One sealed ping for all: only one of them can arrive, and if two did, the second would be refused as
                // repeated.
                byte[] ping = paths.ping(at);
                for (int n = 0; n < GUESSES_AT_ONCE; ) {
                    int port = 1024 + means.self().random.nextInt(64_512);
                    if (!guessed.add(port)) continue;
                    means.out().send(socket, new InetSocketAddress(address, port), ping);
                    n++;
                }
            }));
        }
    }

    private void openMany() {
        var registration = sockets.get(natted());
        for (int i = 0; i < SOCKETS; i++) birthday.add(open(registration));
    }

    private void pingFrom(long now, int socket) {
        means.out().send(socket, target(natted()), paths.ping(now));
    }

    /// The socket that goes through a NAT: that of IPv4, where there are two families.
    private int natted() {
        return sockets.entrySet().stream().filter(e -> e.getValue().server.getAddress() instanceof Inet4Address).findFirst()
                .orElse(sockets.entrySet().iterator().next()).getKey();
    }

    private InetSocketAddress target(int socket) {
        return its.publics().stream().filter(sockets.get(socket)::sameFamily).findFirst().orElse(its.publics().getFirst());
    }

    boolean over(long now) {
        return Machine.isDue(endsAt, now);
    }

    long nextAt() {
        long next = endsAt;
        if (mine == null) for (var m : measurements.values()) next = Machine.earlier(next, m.nextAt());
        else if (its == null) next = Machine.earlier(next, readyAt + READY_AGAIN);
        return steps.isEmpty() ? next : Machine.earlier(next, steps.peek().at);
    }

    /// What kind of path leads from a socket to an address, as far as this round knows.
    PathKind kind(int socket, InetSocketAddress remote) {
        if (its == null) return PathKind.REFLEXIVE;
        if (birthday.contains(socket)) return PathKind.BIRTHDAY;
        if (its.publics().contains(remote)) return PathKind.PUBLIC;
        if (its.locals().contains(remote)) return PathKind.PRIVATE;
        if (predicted.contains(remote)) return PathKind.PREDICTED;
        return guessed.contains(remote.getPort()) ? PathKind.BIRTHDAY : PathKind.REFLEXIVE;
    }

    /// Why it went as it did, for `@path`.
    String reason() {
        if (mine == null || its == null) return "the two NATs could not be compared";
        return "your NAT maps " + mine.words() + ", its NAT " + its.words();
    }
}
