package wirelab.balancer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Failure;
import wirelab.kit.Hmac;
import wirelab.kit.Host;
import wirelab.kit.SafeFile;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// The nodes of a balancer at work: who is well, who is chosen, and what happens when the file changes.
///
/// ```
/// try (var fleet = Fleet.start(Host.HERE, BalancerConfig.read(Path.of("config.ini")), System.out::println);
///         var server = WebServer.start(HttpBalancer.SERVER.withPort(8000), new HttpBalancer(fleet))) { ... }
/// ```
public final class Fleet implements AutoCloseable {
    /// Certificates of those who vouch for nodes, in bytes.
    private static final int LONGEST_CA = 1 << 20;
    private static final int MARK = 8;

    /// What holds at one moment.
    ///
    /// @param measures whether anybody wants to know how long answers take
    record Now(BalancerConfig config, SSLContext trust, Roster roster, boolean measures) {}

    private final Host host;
    private final Consumer<? super String> told;
    private final Backend.Resolver resolver;
    private final Health health = new Health();
    private final Driver<Health.Action> driver;
    private final Counters counters = new Counters();
    private final LongAdder requests = counters.adder("requests");
    private final RetryBudget budget = new RetryBudget(System.nanoTime());
    private final AtomicLong turn = new AtomicLong();
    private final Map<String, Backend> backends = new LinkedHashMap<>();
    private final Map<String, Checker> checkers = new HashMap<>();
    private final Seconds seconds;
    private Health.Offer offer = new Health.Offer(List.of(), List.of(), false);
    private volatile Now now;

    private Fleet(Host host, Consumer<? super String> told, Backend.Resolver resolver) {
        this.host = host;
        this.told = told;
        this.resolver = resolver;
        driver = new Driver<>("balancer", health, this::perform);
        seconds = new Seconds(this);
    }

    /// Starts to look after nodes.
    ///
    /// @param told gets a line for each change of a node
    /// @throws IOException when a file that the configuration names cannot be read
    public static Fleet start(Host host, BalancerConfig config, Consumer<? super String> told) throws IOException {
        return start(host, config, told, InetAddress::getAllByName);
    }

    static Fleet start(Host host, BalancerConfig config, Consumer<? super String> told, Backend.Resolver resolver)
            throws IOException {
        var fleet = new Fleet(host, told, resolver);
        fleet.apply(config);
        fleet.driver.start();
        fleet.seconds.start();
        return fleet;
    }

    /// Goes on with another configuration. Requests under way end as they have begun.
    ///
    /// @throws IOException when a file that it names cannot be read; then nothing changes
    public void apply(BalancerConfig config) throws IOException {
        var trust = trust(config.edge().ca());
        var gone = new ArrayList<Backend>();
        synchronized (this) {
            var key = Hmac.sha256(config.stickyKey().getBytes(StandardCharsets.UTF_8));
            var before = new HashMap<>(backends);
            backends.clear();
            for (var node : config.nodes()) {
                var backend = before.remove(node.name());
                String mark = HexFormat.of().formatHex(key.of(node.name().getBytes(StandardCharsets.UTF_8)), 0, MARK);
                if (backend != null && backend.mark.equals(mark) && backend.config().sameProgram(node)) {
                    backend.configure(node);
                } else {
                    if (backend != null) gone.add(backend);
                    backend = new Backend(host, resolver, node, mark);
                }
                backends.put(node.name(), backend);
            }
            gone.addAll(before.values());
            now = new Now(config, trust, now == null ? Roster.NOBODY : now.roster, measures(config));
        }
        driver.enter(time -> health.configured(time, config.watching(), config.nodes()));
        synchronized (this) {
            rebuild();
            for (var backend : gone) {
                var checker = checkers.remove(backend.name);
                if (checker != null) checker.close();
                backend.pool.close();
            }
            for (var backend : backends.values()) {
                checkers.computeIfAbsent(backend.name, _ -> new Checker(this, backend)).start();
            }
        }
    }

    private static boolean measures(BalancerConfig config) {
        return config.policy() instanceof Policy.Latency || config.watching().outlier() > 0;
    }

    private static SSLContext trust(String ca) throws IOException {
        try {
            if (ca.isEmpty()) return SSLContext.getDefault();
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(SafeFile.bytes(Path.of(ca), LONGEST_CA)))) {
                store.setCertificateEntry("ca-" + ++number, certificate);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        } catch (GeneralSecurityException e) {
            throw new IOException(ca + ": " + Failure.reason(e), e);
        }
    }

    private void perform(Health.Action action) {
        switch (action) {
            case Health.Offer next -> {
                boolean news;
                synchronized (this) {
                    news = next.desperate() != offer.desperate();
                    offer = next;
                    rebuild();
                }
                if (news) told.accept(next.desperate() ? "no node is well: all are tried" : "there are nodes that are well");
            }
            case Health.Turned(String name, Health.State state, String why) -> {
                Backend backend;
                synchronized (this) {
                    backend = backends.get(name);
                }
                if (backend == null) return;
                backend.turn(state, why);
                backend.suspect(true);
                told.accept(Visible.of(name) + " is " + word(state) + (why.isEmpty() ? "" : ": " + Visible.of(why)));
            }
        }
    }

    private void rebuild() {
        var nodes = new ArrayList<Backend>();
        var weights = new ArrayList<Integer>();
        var sticky = new HashMap<String, Backend>();
        for (var share : offer.shares()) {
            var backend = backends.get(share.node());
            if (backend == null) continue;
            nodes.add(backend);
            weights.add(share.weight());
            sticky.put(backend.mark, backend);
        }
        for (String name : offer.draining()) {
            var backend = backends.get(name);
            if (backend != null) sticky.put(backend.mark, backend);
        }
        var roster = nodes.isEmpty() ? new Roster(offer.desperate(), List.of(), Roster.NOBODY.chooser(), Map.copyOf(sticky))
                : new Roster(offer.desperate(), List.copyOf(nodes), Chooser.of(now.config.policy(),
                        nodes.stream().map(node -> node.name).toArray(String[]::new),
                        weights.stream().mapToInt(Integer::intValue).toArray()), Map.copyOf(sticky));
        now = new Now(now.config, now.trust, roster, now.measures);
    }

    Now now() {
        return now;
    }

    long nextTurn() {
        return turn.getAndIncrement();
    }

    /// {@return a node that is not well either, for a request that all others have failed; `null` when there is none}
    synchronized Backend lastResort(List<Backend> tried) {
        for (var backend : backends.values()) {
            if (!backend.config().drain() && !tried.contains(backend)) return backend;
        }
        return null;
    }

    void began() {
        requests.increment();
    }

    /// Asks for one more try.
    boolean mayRetry() {
        boolean may = budget.allows(System.nanoTime(), requests.sum(), now.config.times().budget());
        counters.count(may ? "retries" : "retries refused");
        return may;
    }

    /// A node has failed a request.
    void blame(Backend node, String why) {
        node.stats.errors.increment();
        node.suspect(true);
        driver.enter(time -> health.failed(time, node.name, why));
    }

    /// A node has answered.
    void answered(Backend node, int status, long nanos) {
        node.stats.answered(status, nanos);
        if (now.measures) node.heard(System.nanoTime(), nanos);
        if (!node.suspect()) return;
        node.suspect(false);
        driver.enter(_ -> health.succeeded(node.name));
    }

    void checked(Backend node, boolean good, String why) {
        driver.enter(time -> health.checked(time, node.name, good, why));
    }

    void measured(Map<String, Long> latencies) {
        driver.enter(time -> health.measured(time, latencies));
    }

    /// {@return the nodes of the file, in its order}
    synchronized Collection<Backend> backends() {
        return List.copyOf(backends.values());
    }

    /// What holds now.
    public BalancerConfig config() {
        return now.config;
    }

    /// What has happened so far: `requests`, `retries`, `retries refused`, `refused`, `broken off`, `reloads`.
    public Counters counters() {
        return counters;
    }

    /// How many requests each node was given so far.
    public Map<String, Long> requests() {
        var all = new LinkedHashMap<String, Long>();
        for (var backend : backends()) all.put(backend.name, backend.stats.requests.sum());
        return all;
    }

    /// The state of each node, in one word: `up`, `starting`, `down`, `ejected` or `draining`.
    public Map<String, String> states() {
        var all = new LinkedHashMap<String, String>();
        for (var backend : backends()) all.put(backend.name, word(backend.state()));
        return all;
    }

    static String word(Health.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /// Ends checks, and closes connections that wait.
    @Override
    public void close() {
        seconds.close();
        synchronized (this) {
            checkers.values().forEach(Checker::close);
            backends.values().forEach(backend -> backend.pool.close());
        }
        driver.close();
    }

    @Override
    public String toString() {
        return Text.count(backends().size(), "node") + ": " + states();
    }
}
