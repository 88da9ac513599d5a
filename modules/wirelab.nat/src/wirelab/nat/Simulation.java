package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final long TICK = 100_000_000L;
    private static final long BEGIN = 1_000_000_000L;

    private final Random random;
    private final SimulatedInternet net;
    private final Map<String, SimulatedInternet.Home> homes = new HashMap<>();
    private final Map<String, SimulatedHost> hosts = new HashMap<>();
    private final List<String> console = new ArrayList<>();
    private Registry registry;

    /// Begins with a server and nobody else.
    ///
    /// @param seed what chance is drawn from: the same seed gives the same NAT ports, losses and guesses
    public Simulation(long seed) {
        random = new Random(seed);
        net = new SimulatedInternet(random, BEGIN);
        for (var address : List.of(SERVER, SERVER_2)) {
            net.internet().add(address, (from, port, payload) -> serve(from, new InetSocketAddress(address, port), payload));
        }
        startServer();
        net.at(net.now(), this::tickServer);
    }

    /// Builds a home behind a NAT.
    ///
    /// @param name what it is called
    /// @param rules how its NAT behaves
    /// @param address the public address of the NAT
    /// @param behind another home of which this NAT is a host, as behind a carrier; `null` for the Internet
    public void home(String name, NatRules rules, String address, String behind) {
        homes.put(name, net.home(rules, InetAddress.ofLiteral(address),
                behind == null ? net.internet() : homes.get(behind)));
    }

    /// Starts a client.
    ///
    /// @param id its id
    /// @param home where it stands
    /// @param address its private address
    public void client(String id, String home, String address) {
        hosts.put(id, new SimulatedHost(net, homes.get(home), InetAddress.ofLiteral(address), MAIN, id, random));
    }

    /// Says something.
    ///
    /// @param from who says it
    /// @param to to whom
    /// @param text what
    public void chat(String from, String to, String text) {
        hosts.get(from).engine.chat(net.now(), to, text);
        hosts.get(from).perform();
    }

    /// A client leaves in order.
    ///
    /// @param id who
    public void leave(String id) {
        hosts.get(id).engine.leave();
        hosts.get(id).perform();
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
        homes.get(home).restart(InetAddress.ofLiteral(address));
    }

    /// A home buys another router, at the same public address.
    ///
    /// @param home whose
    /// @param rules how the new one behaves, except for its hairpin
    public void replaceNat(String home, NatRules rules) {
        homes.get(home).replace(rules);
    }

    /// From now on datagrams get lost on the Internet.
    ///
    /// @param chance 0 to 1, for each datagram
    public void lose(double chance) {
        net.lose(chance);
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
        net.run(net.now() + time.toNanos());
    }

    /// Lets time pass until something is so.
    ///
    /// @param limit how long at most
    /// @param holds what is waited for
    /// @return whether it came about
    public boolean await(Duration limit, java.util.function.BooleanSupplier holds) {
        long end = net.now() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (!net.step(end)) return false;
        }
        return true;
    }

    /// The time.
    ///
    /// @return since the beginning
    public Duration time() {
        return Duration.ofNanos(net.now() - BEGIN);
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
        return net.datagrams();
    }

    /// Sends any datagram from any address of the Internet, forged if you like.
    ///
    /// @param from the source that it claims
    /// @param to where to
    /// @param payload what it holds
    public void inject(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        net.arrive(net.internet(), from, to, payload);
    }

    // The server.

    private void tickServer() {
        if (registry != null) perform(MAIN, registry.tick(net.now()));
        net.at(net.now() + TICK, this::tickServer);
    }

    private void serve(InetSocketAddress from, InetSocketAddress at, byte[] payload) {
        if (registry == null || !at.equals(MAIN) && !ALTERNATES.contains(at)) return;
        perform(at, registry.input(net.now(), from, payload));
    }

    private void perform(InetSocketAddress at, List<Action> actions) {
        for (var action : actions) {
            switch (action) {
                case Action.Send send -> {
                    net.send(net.internet(), at, send.to(), send.payload());
                }
                case Action.Print(String line) -> console.add(line);
                default -> throw new IllegalStateException("servers do not " + action);
            }
        }
    }
}
