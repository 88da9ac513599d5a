package wirelab.natlab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import wirelab.kit.Counters;
import wirelab.kit.Text;
import wirelab.nat.*;
import wirelab.simulation.SimulatedNetwork;

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
    private static final long BEGIN = 1_000_000_000L;

    private final Random random;
    private final SimulatedInternet net;
    private final Map<String, SimulatedInternet.Home> homes = new HashMap<>();
    private final Map<String, SimulatedClient> hosts = new HashMap<>();
    private final List<String> console = new ArrayList<>();
    private Registry registry;
    private SimulatedDriver<Action> driver;
    /// The server's address that was asked last: it answers from there.
    private InetSocketAddress asked = MAIN;

    /// Begins with a server and nobody else.
    ///
    /// @param seed what chance is drawn from: the same seed gives the same NAT ports, losses and guesses
    public Simulation(long seed) {
        this(seed, BEGIN);
    }

    /// Begins at a time of its clock: shortly before nanoseconds wrap around, for instance.
    public Simulation(long seed, long begin) {
        random = new Random(seed);
        net = new SimulatedInternet(random, new SimulatedNetwork(seed, begin));
        for (var address : List.of(SERVER, SERVER_2)) {
            net.internet().add(address, (from, port, payload) -> serve(from, new InetSocketAddress(address, port), payload));
        }
        startServer();
    }

    /// Builds a home behind a NAT.
    ///
    /// @param behind another home of which this NAT is a host, as behind a carrier; `null` for the Internet
    public void home(String name, NatRules rules, String address, String behind) {
        homes.put(name, net.home(rules, InetAddress.ofLiteral(address),
                behind == null ? net.internet() : homes.get(behind)));
    }

    public void client(String id, String home, String address) {
        hosts.put(id, new SimulatedClient(net, homes.get(home), InetAddress.ofLiteral(address), MAIN, id, random));
    }

    /// Says something.
    public void chat(String from, String to, String text) {
        hosts.get(from).engine.chat(net.now(), to, text);
        hosts.get(from).driver.settle();
    }

    /// A client leaves in order.
    public void leave(String id) {
        hosts.get(id).engine.leave(net.now());
        hosts.get(id).driver.settle();
        kill(id);
    }

    /// A client's process is killed.
    public void kill(String id) {
        hosts.get(id).driver.end();
    }

    /// A NAT reboots, perhaps with another address.
    ///
    /// @param address its public address from now on
    public void restartNat(String home, String address) {
        homes.get(home).restart(InetAddress.ofLiteral(address));
    }

    /// A home buys another router, at the same public address.
    ///
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
        driver.end();
    }

    /// The server is started again, and knows nobody.
    public void startServer() {
        if (driver != null) driver.end();
        registry = new Registry(NatServer.Limits.DEFAULTS, ALTERNATES, new byte[] {1, 2, 3, 4}, new Counters());
        driver = new SimulatedDriver<>(net, registry, this::perform);
    }

    /// Lets time pass.
    public void run(Duration time) {
        net.network().run(time);
    }

    /// Lets time pass until something is so.
    ///
    /// @return whether it came about
    public boolean await(Duration limit, BooleanSupplier holds) {
        return net.network().await(limit, holds);
    }

    /// {@return the time: since the beginning}
    public Duration time() {
        return net.network().elapsed();
    }

    /// {@return what a client has told its user: everything so far, in order}
    public List<Notice> notices(String id) {
        return List.copyOf(hosts.get(id).notices);
    }

    /// {@return the messages that a client has shown: their texts, in order}
    public List<String> shown(String id) {
        return hosts.get(id).notices.stream().filter(n -> n instanceof Notice.Message)
                .map(n -> ((Notice.Message) n).message()).toList();
    }

    /// {@return the kind of path that a client uses to a peer: such as `public` or `relay`}
    public String path(String id, String peer) {
        return hosts.get(id).engine.kind(peer).words;
    }

    /// The path in the words of `@path`.
    public String explain(String id, String peer) {
        return hosts.get(id).engine.path(peer);
    }

    /// {@return which clients a client lists: their ids}
    public List<String> listed(String id) {
        return hosts.get(id).engine.members().stream().map(Member::id).toList();
    }

    /// {@return what the server printed: its lines}
    public List<String> console() {
        return List.copyOf(console);
    }

    /// How many datagrams were sent so far.
    public long datagrams() {
        return net.datagrams();
    }

    /// Sends any datagram from any address of the Internet, forged if you like.
    ///
    /// @param from the source that it claims
    public void inject(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        net.arrive(net.internet(), from, to, payload);
    }

    // The server.

    private void serve(InetSocketAddress from, InetSocketAddress at, byte[] payload) {
        if (driver.hasEnded() || !at.equals(MAIN) && !ALTERNATES.contains(at)) return;
        asked = at;
        registry.input(net.now(), from, payload);
        driver.settle();
        asked = MAIN;
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Send send -> net.send(net.internet(), asked, send.to(), send.payload());
            case Action.Print(String line) -> console.add(line);
            default -> throw new IllegalStateException("servers do not " + action);
        }
    }

    @Override
    public String toString() {
        return "simulation at " + Text.duration(time()) + ", homes " + homes.keySet() + ", clients " + hosts.keySet();
    }
}
