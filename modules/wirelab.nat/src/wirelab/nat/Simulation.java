package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import wirelab.kit.Counters;

/// A small Internet inside this process, without a socket and with a clock of its own: the real client and the real server
/// run in it behind simulated NATs, and a minute of theirs takes a few milliseconds of ours.
///
/// ```
///     server 203.0.113.10, .11
///        |
///   -----+------------+------------- 10 ms from end to end
///        |            |
///      NAT a        NAT b            one for each home, or none
///        |            |
///   192.168.1.11   192.168.2.11 ...
/// ```
///
/// The seed decides everything that is left to chance. Not for several threads.
public final class Simulation {
    private static final InetAddress SERVER = InetAddress.ofLiteral("203.0.113.10");
    private static final InetAddress SERVER_2 = InetAddress.ofLiteral("203.0.113.11");
    private static final InetSocketAddress MAIN = new InetSocketAddress(SERVER, 10_080);
    private static final List<InetSocketAddress> ALTERNATES =
            List.of(new InetSocketAddress(SERVER, 10_082), new InetSocketAddress(SERVER_2, 10_080));
    private static final long LATENCY = 5_000_000L;
    private static final long TICK = 100_000_000L;

    private record Due(long at, long order, Runnable action) {}

    /// One private network behind a NAT, which may itself stand behind another.
    private final class Home {
        SimulatedNat nat;
        final boolean hairpin;
        final Home outside;
        final Map<InetAddress, Host> hosts = new HashMap<>();
        final List<Home> inside = new ArrayList<>();
        boolean udp = true;

        Home(NatRules rules, InetAddress address, Home outside) {
            nat = rules == null ? null : new SimulatedNat(rules, address, random);
            hairpin = rules != null && rules.hairpin();
            udp = rules == null || rules.udp();
            this.outside = outside;
            if (outside != null) outside.inside.add(this);
        }
    }

    /// One client and the sockets that it has open.
    private final class Host {
        final Home home;
        final InetAddress address;
        final Engine engine;
        final Map<Integer, Integer> ports = new HashMap<>();
        final Map<Integer, Integer> sockets = new HashMap<>();
        final List<Notice> notices = new ArrayList<>();
        final List<Long> times = new ArrayList<>();
        int nextPort = 50_000 + random.nextInt(5_000);
        boolean alive = true;
        long wake = Long.MAX_VALUE;

        Host(Home home, InetAddress address, String id) {
            this.home = home;
            this.address = address;
            engine = new Engine(id, List.of(MAIN), List.of(address), Identity.create(), random);
            home.hosts.put(address, this);
            bind(0, 10_081);
            engine.opened(now, 0, 10_081);
            perform(engine);
        }

        void bind(int socket, int port) {
            ports.put(socket, port);
            sockets.put(port, socket);
        }

        /// Does what the engine wants done, and asks to be woken when it has more to do.
        void perform(Engine engine) {
            for (List<Action> actions; !(actions = engine.drain()).isEmpty(); ) {
                for (var action : actions) perform(action);
            }
            long next = Math.max(now, engine.nextAt());
            if (next == Long.MAX_VALUE || next >= wake && wake > now) return;
            wake = next;
            at(next, () -> {
                if (!alive || wake > now) return;
                wake = Long.MAX_VALUE;
                engine.tick(now);
                perform(engine);
            });
        }

        private void perform(Action action) {
            switch (action) {
                case Action.Send send -> {
                    if (ports.containsKey(send.socket())) {
                        route(home, new InetSocketAddress(address, ports.get(send.socket())), send.to(), send.payload());
                    }
                }
                case Action.Open open -> {
                    do nextPort = nextPort == 65_535 ? 50_000 : nextPort + 1; while (sockets.containsKey(nextPort));
                    bind(open.socket(), nextPort);
                    engine.opened(now, open.socket(), ports.get(open.socket()));
                }
                case Action.Close close -> sockets.remove(ports.remove(close.socket()));
                case Action.Tell(Notice notice) -> {
                    notices.add(notice);
                    times.add(now);
                }
                case Action.Print _ -> throw new IllegalStateException("clients print nothing");
            }
        }

        void receive(InetSocketAddress from, int port, byte[] payload) {
            var socket = sockets.get(port);
            if (!alive || socket == null) return;
            engine.received(now, socket, from, payload);
            perform(engine);
        }
    }

    private final Random random;
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparingLong(Due::at)
            .thenComparingLong(Due::order));
    private final Home internet = new Home(null, null, null);
    private final Map<String, Home> homes = new HashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();
    private final List<String> console = new ArrayList<>();
    private Registry registry;
    private long now = 1_000_000_000L;
    private long order;
    private double loss;
    private long datagrams;

    /// Begins with a server and nobody else.
    ///
    /// @param seed what chance is drawn from: the same seed gives the same NAT ports, losses and guesses
    public Simulation(long seed) {
        random = new Random(seed);
        startServer();
        at(now, this::tickServer);
    }

    /// Builds a home behind a NAT.
    ///
    /// @param name what it is called
    /// @param rules how its NAT behaves
    /// @param address the public address of the NAT
    /// @param behind another home of which this NAT is a host, as behind a carrier; `null` for the Internet
    public void home(String name, NatRules rules, String address, String behind) {
        homes.put(name, new Home(rules, InetAddress.ofLiteral(address), behind == null ? internet : homes.get(behind)));
    }

    /// Starts a client.
    ///
    /// @param id its id
    /// @param home where it stands
    /// @param address its private address
    public void client(String id, String home, String address) {
        hosts.put(id, new Host(homes.get(home), InetAddress.ofLiteral(address), id));
    }

    /// Says something.
    ///
    /// @param from who says it
    /// @param to to whom
    /// @param text what
    public void chat(String from, String to, String text) {
        hosts.get(from).engine.chat(now, to, text);
        hosts.get(from).perform(hosts.get(from).engine);
    }

    /// A client leaves in order.
    ///
    /// @param id who
    public void leave(String id) {
        hosts.get(id).engine.leave();
        hosts.get(id).perform(hosts.get(id).engine);
        hosts.get(id).alive = false;
    }

    /// A client's process is killed.
    ///
    /// @param id whose
    public void kill(String id) {
        hosts.get(id).alive = false;
    }

    /// A NAT reboots, perhaps with another address.
    ///
    /// @param home whose NAT
    /// @param address its public address from now on
    public void restartNat(String home, String address) {
        homes.get(home).nat.restart(InetAddress.ofLiteral(address));
    }

    /// A home buys another router, at the same public address.
    ///
    /// @param home whose
    /// @param rules how the new one behaves, except for its hairpin
    public void replaceNat(String home, NatRules rules) {
        homes.get(home).nat = new SimulatedNat(rules, homes.get(home).nat.address(), random);
    }

    /// From now on datagrams get lost on the Internet.
    ///
    /// @param chance 0 to 1, for each datagram
    public void lose(double chance) {
        loss = chance;
    }

    /// The server's process is ended.
    public void stopServer() {
        registry = null;
    }

    /// The server is started again, and knows nobody.
    public void startServer() {
        registry = new Registry(NatServer.Limits.DEFAULTS, ALTERNATES, new byte[] {1, 2, 3, 4}, new Counters());
    }

    /// Lets time pass.
    ///
    /// @param time how much
    public void run(Duration time) {
        long end = now + time.toNanos();
        while (!queue.isEmpty() && queue.peek().at <= end) next();
        now = end;
    }

    /// Lets time pass until something is so.
    ///
    /// @param limit how long at most
    /// @param holds what is waited for
    /// @return whether it came about
    public boolean await(Duration limit, java.util.function.BooleanSupplier holds) {
        long end = now + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (queue.isEmpty() || queue.peek().at > end) return false;
            next();
        }
        return true;
    }

    private void next() {
        var due = queue.poll();
        now = Math.max(now, due.at);
        due.action.run();
    }

    /// The time.
    ///
    /// @return since the beginning
    public Duration time() {
        return Duration.ofNanos(now - 1_000_000_000L);
    }

    /// What a client has told its user.
    ///
    /// @param id which client
    /// @return everything so far, in order
    public List<Notice> notices(String id) {
        return List.copyOf(hosts.get(id).notices);
    }

    /// The messages that a client has shown.
    ///
    /// @param id which client
    /// @return their texts, in order
    public List<String> shown(String id) {
        return hosts.get(id).notices.stream().filter(n -> n instanceof Notice.Message)
                .map(n -> ((Notice.Message) n).message()).toList();
    }

    /// The kind of path that a client uses to a peer.
    ///
    /// @param id the client
    /// @param peer the peer
    /// @return such as `public` or `relay`
    public String path(String id, String peer) {
        return hosts.get(id).engine.kind(peer).words;
    }

    /// The path in the words of `@path`.
    ///
    /// @param id the client
    /// @param peer the peer
    /// @return a line
    public String explain(String id, String peer) {
        return hosts.get(id).engine.path(peer);
    }

    /// Which clients a client lists.
    ///
    /// @param id the client
    /// @return their ids
    public List<String> listed(String id) {
        return hosts.get(id).engine.members().stream().map(Member::id).toList();
    }

    /// What the server printed.
    ///
    /// @return its lines
    public List<String> console() {
        return List.copyOf(console);
    }

    /// How many datagrams were sent so far.
    ///
    /// @return the number
    public long datagrams() {
        return datagrams;
    }

    /// Sends any datagram from any address of the Internet, forged if you like.
    ///
    /// @param from the source that it claims
    /// @param to where to
    /// @param payload what it holds
    public void inject(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        arrive(internet, from, to, payload);
    }

    // The network.

    private void at(long time, Runnable action) {
        queue.add(new Due(time, order++, action));
    }

    /// From one network to where the address is: here, in a home that hangs on this network, or further out.
    private void route(Home here, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        datagrams++;
        if (!here.udp) return;
        if (here.nat == null || here.hosts.containsKey(to.getAddress()) || within(here, to) != null) {
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
            if (home.hosts.containsKey(to.getAddress()) && !home.nat.translates()) return home;
        }
        return null;
    }

    private void carry(Home here, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        boolean far = here.nat == null;
        if (far && random.nextDouble() < loss) return;
        at(now + (far ? 2 * LATENCY : LATENCY / 50), () -> arrive(here, from, to, payload));
    }

    private void arrive(Home here, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        var host = here.hosts.get(to.getAddress());
        if (host != null) {
            host.receive(from, to.getPort(), payload);
            return;
        }
        if (here.nat == null && (to.equals(MAIN) || ALTERNATES.contains(to))) {
            serve(from, to, payload);
            return;
        }
        var home = within(here, to);
        if (home == null || !home.udp) return;
        var inside = home.nat.inwards(now, from, to);
        if (inside != null) arrive(home, from, inside, payload);
    }

    // The server.

    private void tickServer() {
        if (registry != null) perform(MAIN, registry.tick(now));
        at(now + TICK, this::tickServer);
    }

    private void serve(InetSocketAddress from, InetSocketAddress at, byte[] payload) {
        if (registry == null) return;
        perform(at, registry.input(now, from, payload));
    }

    private void perform(InetSocketAddress at, List<Action> actions) {
        for (var action : actions) {
            switch (action) {
                case Action.Send send -> {
                    datagrams++;
                    carry(internet, at, send.to(), send.payload());
                }
                case Action.Print(String line) -> console.add(line);
                default -> throw new IllegalStateException("servers do not " + action);
            }
        }
    }
}
