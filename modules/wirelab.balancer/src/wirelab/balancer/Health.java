package wirelab.balancer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import wirelab.kit.Machine;
import wirelab.kit.Text;

/// Which nodes shall get requests, and why: out of checks, of failures of real requests, and of time.
///
/// | state | comes from | ends with |
/// | --- | --- | --- |
/// | up | the beginning | |
/// | starting | a node that comes back, or is new | the time of `slow-start` |
/// | down | `fall` bad checks in a row | `rise` good ones |
/// | ejected | `failures` failed requests in a row, or much slower than the others | its time, which doubles each time |
/// | draining | the file | the file |
///
/// The last node that is left is never ejected. When all are down, all are tried: that no check succeeds says more about the
/// checks than about the nodes.
final class Health extends Machine.Simple<Health.Action> {
    enum State { UP, STARTING, DOWN, EJECTED, DRAINING }

    sealed interface Action {}

    /// Who may be chosen from now on.
    ///
    /// @param draining who gets those alone that belong to him already
    /// @param desperate whether these are all there are, since none is well
    record Offer(List<Share> shares, List<String> draining, boolean desperate) implements Action {}

    /// The state of a node has changed.
    record Turned(String node, State state, String why) implements Action {}

    /// @param weight in tenths
    record Share(String node, int weight) {}

    private static final int TENTHS = 10;
    /// Faster than this, nobody is called slow.
    private static final long QUICK = Duration.ofMillis(10).toNanos();

    private static final class Ward {
        NodeConfig config;
        State state = State.UP;
        boolean up = true;
        int good;
        int bad;
        int failed;
        boolean ejected;
        int ejections;
        long length;
        long until = NEVER;
        long forgiven = NEVER;
        boolean starting;
        long started;
        String why = "";

        boolean serves() {
            return !config.drain() && up && !ejected;
        }
    }

    private final Map<String, Ward> wards = new LinkedHashMap<>();
    private BalancerConfig.Watching rules;
    private Offer offered;

    /// The file has been read. What is known of a node stays, as long as it is at the same place.
    void configured(long now, BalancerConfig.Watching rules, List<NodeConfig> nodes) {
        boolean first = wards.isEmpty();
        this.rules = rules;
        var before = new LinkedHashMap<>(wards);
        wards.clear();
        for (var node : nodes) {
            var ward = before.get(node.name());
            if (ward == null || !ward.config.sameProgram(node)) {
                ward = new Ward();
                if (!first) start(now, ward);
            } else if (ward.config.drain() && !node.drain()) {
                start(now, ward);
            }
            ward.config = node;
            if (rules.check().isEmpty()) ward.up = true;
            wards.put(node.name(), ward);
        }
        wake(now);
    }

    /// A check has ended.
    void checked(long now, String node, boolean good, String why) {
        var ward = wards.get(node);
        if (ward == null) return;
        ward.good = good ? ward.good + 1 : 0;
        ward.bad = good ? 0 : ward.bad + 1;
        if (ward.up && ward.bad >= rules.fall()) {
            ward.up = false;
            ward.why = why;
        } else if (!ward.up && ward.good >= rules.rise()) {
            ward.up = true;
            ward.failed = 0;
            start(now, ward);
        } else {
            return;
        }
        publish(now);
    }

    /// A request has failed for which the node is to blame.
    void failed(long now, String node, String why) {
        var ward = wards.get(node);
        if (ward == null) return;
        ward.failed++;
        if (rules.failures() > 0 && ward.failed >= rules.failures()) eject(now, ward, why);
    }

    /// A request was answered.
    void succeeded(String node) {
        var ward = wards.get(node);
        if (ward != null) ward.failed = 0;
    }

    /// How long answers take.
    ///
    /// @param latencies in nanoseconds, by node; who has answered too little to tell is missing
    void measured(long now, Map<String, Long> latencies) {
        if (rules.outlier() == 0 || latencies.size() < 2) return;
        for (var ward : List.copyOf(wards.values())) {
            Long own = latencies.get(ward.config.name());
            if (own == null || own < QUICK) continue;
            long[] others = latencies.entrySet().stream().filter(one -> !one.getKey().equals(ward.config.name()))
                    .mapToLong(Map.Entry::getValue).sorted().toArray();
            long median = others[others.length / 2];
            if (own / rules.outlier() <= median) continue;
            eject(now, ward, "answers take " + Text.duration(Duration.ofNanos(own)) + ", those of others "
                    + Text.duration(Duration.ofNanos(median)));
        }
    }

    private void eject(long now, Ward ward, String why) {
        boolean others = wards.values().stream().anyMatch(other -> other != ward && other.serves());
        if (!ward.serves() || !others) return;
        ward.ejections = Math.min(ward.ejections + 1, 30);
        ward.length = Math.min(rules.eject().toNanos() << ward.ejections - 1, rules.ejectMost().toNanos());
        if (ward.length <= 0) ward.length = rules.ejectMost().toNanos();
        ward.ejected = true;
        ward.until = Machine.after(now, ward.length);
        ward.forgiven = NEVER;
        ward.why = why;
        wakeBy(ward.until);
        publish(now);
    }

    private void start(long now, Ward ward) {
        ward.starting = rules.slowStart().isPositive();
        ward.started = now;
        ward.why = "";
        if (ward.starting) wakeBy(Machine.after(now, step()));
    }

    private long step() {
        return Math.max(1, rules.slowStart().toNanos() / TENTHS);
    }

    @Override
    protected void wake(long now) {
        for (var ward : wards.values()) {
            if (ward.ejected && Machine.isDue(ward.until, now)) {
                ward.ejected = false;
                // On trial: one more failure is enough.
                ward.failed = Math.max(0, rules.failures() - 1);
                ward.forgiven = Machine.after(now, ward.length);
                start(now, ward);
            } else if (Machine.isDue(ward.forgiven, now)) {
                ward.ejections = 0;
                ward.forgiven = NEVER;
            }
            if (ward.ejected) wakeBy(ward.until);
            if (ward.forgiven != NEVER) wakeBy(ward.forgiven);
            if (ward.starting && now - ward.started >= rules.slowStart().toNanos()) ward.starting = false;
            if (ward.starting) wakeBy(Machine.after(now, step()));
        }
        publish(now);
    }

    private void publish(long now) {
        for (var ward : wards.values()) {
            var state = state(ward);
            if (state == ward.state) continue;
            ward.state = state;
            act(new Turned(ward.config.name(), state, state == State.UP || state == State.STARTING ? "" : ward.why));
        }
        var shares = shares(now, ward -> ward.serves() && !ward.config.backup());
        if (shares.isEmpty()) shares = shares(now, Ward::serves);
        boolean desperate = shares.isEmpty();
        if (desperate) shares = shares(now, ward -> !ward.config.drain());
        var draining = wards.values().stream().filter(ward -> ward.config.drain() && ward.up && !ward.ejected)
                .map(ward -> ward.config.name()).toList();
        var offer = new Offer(shares, draining, desperate);
        if (offer.equals(offered)) return;
        offered = offer;
        act(offer);
    }

    private State state(Ward ward) {
        if (ward.config.drain()) return State.DRAINING;
        if (!ward.up) return State.DOWN;
        if (ward.ejected) return State.EJECTED;
        return ward.starting ? State.STARTING : State.UP;
    }

    private List<Share> shares(long now, Predicate<Ward> which) {
        var shares = new ArrayList<Share>();
        for (var ward : wards.values()) {
            if (!which.test(ward)) continue;
            int weight = TENTHS * ward.config.weight();
            if (ward.starting) {
                long tenths = Math.clamp((now - ward.started) / step() + 1, 1, TENTHS);
                weight = (int) Math.max(1, weight * tenths / TENTHS);
            }
            shares.add(new Share(ward.config.name(), weight));
        }
        return shares;
    }

    @Override
    public String toString() {
        return "health of " + Text.count(wards.size(), "node") + ": " + Arrays.toString(wards.values().stream()
                .map(ward -> ward.config.name() + " " + ward.state).toArray());
    }
}
