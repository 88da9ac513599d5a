package wirelab.netview;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import wirelab.hosts.EchoProbe;
import wirelab.hosts.KernelClock;
import wirelab.hosts.Netlink;
import wirelab.hosts.TcpProbe;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.stun.BindingClient;
import wirelab.stun.Retry;

/// Sees what a diagnosis is made of: looks at the tables of a host, opens a connection to each address of a server and
/// closes it again without a word, sends pings of two sizes, and asks a STUN server if one is named.
public final class NetObserver {
    private static final int MOST_ADDRESSES = 4;
    private static final int SMALL = 84;
    private static final int TRIES = 3;
    private static final Duration ECHO = Duration.ofSeconds(1);
    private static final int USUAL_MTU = 1_500;

    /// What can be chosen.
    ///
    /// @param limit for the answer to one connection
    /// @param stun server to ask, or `null`
    /// @param expected part of the name of the program that should listen, empty for any
    /// @param environment in which proxies may be named
    public record Options(Duration limit, InetSocketAddress stun, String expected, Map<String, String> environment) {
        /// Long enough that a host on the link which does not answer is told from one that is silent: the kernel asks three
        /// times, a second apart.
        public static final Options DEFAULTS = new Options(Duration.ofSeconds(4), null, "", Map.of());

        public Options {
            environment = Map.copyOf(environment);
        }

        public Options withStun(InetSocketAddress server) {
            return new Options(limit, server, expected, environment);
        }

        public Options withExpected(String name) {
            return new Options(limit, stun, name, environment);
        }

        public Options withEnvironment(Map<String, String> variables) {
            return new Options(limit, stun, expected, variables);
        }

        public Options withLimit(Duration longest) {
            return new Options(longest, stun, expected, environment);
        }
    }

    private final Host host;
    private final NetSource source;
    private final Options options;
    private final boolean calls = Netlink.class.getModule().isNativeAccessEnabled()
            && System.getProperty("os.name").equals("Linux");

    /// @param host on which the client would stand
    public NetObserver(Host host, Options options) {
        this.host = host;
        this.options = options;
        source = NetSource.of(host);
    }

    /// Looks at all that may matter.
    ///
    /// @throws IOException when the tables of this machine cannot be read
    public Observations observe(String name, int port) throws IOException {
        var addresses = new ArrayList<InetAddress>();
        String problem = null;
        try {
            addresses.addAll(host.call(() -> List.of(InetAddress.getAllByName(name))));
        } catch (UnknownHostException e) {
            problem = Failure.reason(e);
        }
        var interfaces = source.interfaces();
        var routes = source.routes();
        var attempts = new ArrayList<Attempt>();
        for (var address : addresses.stream().distinct().limit(MOST_ADDRESSES).toList()) {
            attempts.add(attempt(address, port, interfaces, routes));
        }
        var sockets = source.sockets().stream()
                .filter(socket -> socket.local().getPort() == port || socket.remote().getPort() == port).toList();
        var proxies = proxies(name, options.environment);
        var mapped = mapped();
        return new Observations(name, port, problem, List.copyOf(attempts), interfaces, routes, sockets, proxies,
                proxies.isEmpty() ? Optional.empty() : reachable(proxies.values().iterator().next()), mapped.address,
                mapped.local, mapped.problem, clock(), options.expected);
    }

    private Attempt attempt(InetAddress address, int port, List<NetInterface> interfaces, List<NetRoute> routes)
            throws IOException {
        boolean own = address.isLoopbackAddress() || interfaces.stream().flatMap(one -> one.addresses().stream())
                .anyMatch(one -> one.address().equals(address));
        var exact = source instanceof LinuxSource linux ? linux.routeTo(address) : null;
        var route = exact == null ? longest(routes, address) : exact;
        InetAddress local = exact == null ? null : exact.source();
        var device = interfaces.stream().filter(one -> route != null && one.name().equals(route.device())).findFirst();
        var result = connect(new InetSocketAddress(address, port));
        var reply = reply(result.errno());
        EchoProbe.Answer small = null;
        EchoProbe.Answer full = null;
        int mtu = device.map(NetInterface::mtu).filter(size -> size > 0).orElse(USUAL_MTU);
        boolean ask = calls && !own && (reply == Attempt.Reply.CONNECTED || reply == Attempt.Reply.SILENCE);
        if (ask) small = echo(address, SMALL);
        if (small == EchoProbe.Answer.ECHOED) full = echo(address, mtu);
        var hop = route != null && route.gateway() != null ? route.gateway() : address;
        var neighbour = source.neighbours().stream().filter(one -> one.address().equals(hop)).findFirst().orElse(null);
        return new Attempt(address, own, route, local, neighbour, reply, result.icmp(), result.time(), small, full, mtu);
    }

    /// One may be lost; three in a row hardly.
    private EchoProbe.Answer echo(InetAddress to, int size) throws IOException {
        var answer = EchoProbe.Answer.SILENCE;
        for (int i = 0; i < TRIES && answer == EchoProbe.Answer.SILENCE; i++) answer = EchoProbe.ask(host, to, size, ECHO);
        return answer;
    }

    /// As the system chooses: the longest prefix, of equal ones the lowest metric.
    static NetRoute longest(List<NetRoute> routes, InetAddress address) {
        NetRoute best = null;
        for (var route : routes) {
            if (!route.destination().contains(address)) continue;
            int longer = best == null ? 1 : Integer.compare(route.destination().length(), best.destination().length());
            if (longer > 0 || longer == 0 && route.metric() < best.metric()) best = route;
        }
        return best;
    }

    /// With the C library the queue of errors can be read; without it Java's words must do.
    private TcpProbe.Result connect(InetSocketAddress to) throws IOException {
        if (calls) return TcpProbe.connect(host, to, options.limit);
        long began = System.nanoTime();
        int errno = 0;
        try (var _ = host.connect(to, Tap.Party.UNKNOWN, options.limit)) {
            // It is open, which is all that was to be known.
        } catch (IOException e) {
            String words = Failure.reason(e).toLowerCase(Locale.ROOT);
            errno = words.contains("refused") ? TcpProbe.REFUSED : words.contains("no route") ? TcpProbe.HOST_UNREACHABLE
                    : words.contains("unreachable") ? TcpProbe.NETWORK_UNREACHABLE : TcpProbe.TIMED_OUT;
        }
        return new TcpProbe.Result(errno, null, Duration.ofNanos(System.nanoTime() - began));
    }

    private static Attempt.Reply reply(int errno) {
        return switch (errno) {
            case 0 -> Attempt.Reply.CONNECTED;
            case TcpProbe.REFUSED -> Attempt.Reply.REFUSED;
            case TcpProbe.HOST_UNREACHABLE -> Attempt.Reply.NO_HOST;
            case TcpProbe.NETWORK_UNREACHABLE -> Attempt.Reply.NO_NETWORK;
            case TcpProbe.TIMED_OUT -> Attempt.Reply.SILENCE;
            default -> Attempt.Reply.FORBIDDEN;
        };
    }

    /// The variables that name a proxy, unless another says that this server is to be asked itself.
    static Map<String, String> proxies(String name, Map<String, String> environment) {
        var proxies = new LinkedHashMap<String, String>();
        for (String variable : List.of("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isBlank()) proxies.put(variable, value);
        }
        String exceptions = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
        for (String one : exceptions.split("[,\\s]+")) {
            String suffix = one.startsWith(".") ? one : "." + one;
            boolean excepted = one.equals("*") || !one.isEmpty() && ("." + name).endsWith(suffix);
            if (excepted) proxies.clear();
        }
        return proxies;
    }

    private Optional<Boolean> reachable(String proxy) throws IOException {
        try {
            var uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
            if (uri.getHost() == null) return Optional.of(false);
            String name = uri.getHost();
            int port = uri.getPort() < 0 ? 80 : uri.getPort();
            var address = host.call(() -> InetAddress.getByName(name));
            return Optional.of(connect(new InetSocketAddress(address, port)).errno() == 0);
        } catch (IllegalArgumentException | UnknownHostException _) {
            return Optional.of(false);
        }
    }

    /// What a STUN server said.
    private record Mapped(InetSocketAddress address, InetAddress local, String problem) {}

    private Mapped mapped() {
        if (options.stun == null) return new Mapped(null, null, null);
        try {
            var client = BindingClient.towards(host, options.stun).withRetry(Retry.DISCOVERY);
            var address = client.binding(options.stun).mapped();
            return new Mapped(address, host.localAddress(options.stun),
                    address == null ? "the STUN server does not say" : null);
        } catch (IOException e) {
            return new Mapped(null, null, Failure.reason(e));
        }
    }

    private Optional<Boolean> clock() {
        if (!calls) return Optional.empty();
        try {
            return Optional.of(KernelClock.synchronised());
        } catch (IOException _) {
            // A container may forbid to ask.
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "observer on " + host;
    }
}
