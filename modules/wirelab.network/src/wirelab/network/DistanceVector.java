package wirelab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import wirelab.kit.Machine;

/// Each node tells its neighbours how far it is from everybody, and believes them (Bellman and Ford; RFC 2453, section 3.9).
///
/// Good news travels by one link per update, bad news too, but only with the two remedies of the options: without them two
/// nodes that each believe the other to know a way count up together until infinity.
final class DistanceVector implements Router {
    /// A triggered update waits a random while, at most this part of the update interval, to carry more changes at once;
    /// RFC 2453, section 3.10.1 says 1 to 5 s of 30 s.
    private static final int TRIGGER_PART = 6;

    private static final class Entry {
        int metric;
        String nextHop;
        long timeout = Machine.NEVER;
        long forget = Machine.NEVER;
        boolean changed = true;

        Entry(int metric, String nextHop) {
            this.metric = metric;
            this.nextHop = nextHop;
        }
    }

    private final Node node;
    private final NodeOptions options;
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Set<String> up = new TreeSet<>();
    private final long update;
    private long nextUpdate;
    private long trigger = Machine.NEVER;

    DistanceVector(long now, Node node) {
        this.node = node;
        options = node.options;
        update = options.update().toNanos();
        entries.put(node.name, new Entry(0, node.name));
        nextUpdate = Machine.after(now, random(update));
    }

    @Override
    public void up(long now, String neighbour) {
        up.add(neighbour);
        // The neighbour knows nothing yet, and need not ask: the Request of RFC 2453, section 3.9.1 has no use on a link
        // of two.
        send(neighbour, false);
    }

    @Override
    public void down(long now, String neighbour) {
        up.remove(neighbour);
        for (var entry : entries.values()) {
            if (entry.nextHop.equals(neighbour)) lose(now, entry);
        }
    }

    @Override
    public boolean receive(long now, String neighbour, Frame.Routing frame) {
        if (!(frame instanceof Update(var distances))) return false;
        for (var distance : distances) {
            int metric = Math.min(infinity(), distance.metric() + node.ports.get(neighbour).cost());
            learn(now, neighbour, distance.destination(), metric);
        }
        return true;
    }

    private void learn(long now, String neighbour, String destination, int metric) {
        var entry = entries.get(destination);
        if (entry == null) {
            if (metric >= infinity()) return;
            if (entries.size() >= Topology.MAX_NODES) {
                node.counters.count("destinations beyond the limit");
                return;
            }
            entry = new Entry(metric, neighbour);
            entries.put(destination, entry);
            entry.timeout = Machine.after(now, options.timeout().toNanos());
            changed(now, entry);
        } else if (entry.nextHop.equals(neighbour)) {
            // News from the one who said so before is true whatever it says.
            if (metric >= infinity()) {
                lose(now, entry);
                return;
            }
            boolean news = metric != entry.metric;
            take(now, entry, metric, neighbour);
            if (news) changed(now, entry);
        } else if (metric < entry.metric) {
            take(now, entry, metric, neighbour);
            changed(now, entry);
        }
    }

    private void take(long now, Entry entry, int metric, String neighbour) {
        entry.metric = metric;
        entry.nextHop = neighbour;
        entry.timeout = Machine.after(now, options.timeout().toNanos());
        entry.forget = Machine.NEVER;
    }

    private void lose(long now, Entry entry) {
        if (entry.metric >= infinity()) return;
        entry.metric = infinity();
        entry.timeout = Machine.NEVER;
        entry.forget = Machine.after(now, options.garbage().toNanos());
        changed(now, entry);
    }

    private void changed(long now, Entry entry) {
        entry.changed = true;
        if (options.triggered() && trigger == Machine.NEVER) {
            trigger = Machine.after(now, random(update / TRIGGER_PART));
        }
    }

    @Override
    public void tick(long now) {
        for (var entry : entries.values()) if (Machine.isDue(entry.timeout, now)) lose(now, entry);
        entries.values().removeIf(entry -> Machine.isDue(entry.forget, now));
        boolean all = Machine.isDue(nextUpdate, now);
        if (!all && !Machine.isDue(trigger, now)) return;
        for (String neighbour : up) send(neighbour, !all);
        for (var entry : entries.values()) entry.changed = false;
        trigger = Machine.NEVER;
        if (all) nextUpdate = Machine.after(now, update - update / TRIGGER_PART + random(2 * update / TRIGGER_PART));
    }

    @Override
    public long nextAt() {
        long next = Machine.earlier(nextUpdate, trigger);
        for (var entry : entries.values()) next = Machine.earlier(next, Machine.earlier(entry.timeout, entry.forget));
        return next;
    }

    /// Tells a neighbour the whole table, or what has changed in it.
    private void send(String neighbour, boolean changedAlone) {
        var distances = new ArrayList<Update.Distance>();
        entries.forEach((destination, entry) -> {
            if (changedAlone && !entry.changed) return;
            boolean poisoned = options.poisonedReverse() && entry.nextHop.equals(neighbour);
            distances.add(new Update.Distance(destination, poisoned ? infinity() : entry.metric));
        });
        for (int from = 0; from < distances.size(); from += Update.MOST) {
            node.transmit(neighbour, new Update(distances.subList(from, Math.min(distances.size(), from + Update.MOST))));
        }
    }

    private long random(long most) {
        return node.random.nextLong(most + 1);
    }

    @Override
    public RouteEntry route(String destination) {
        var entry = entries.get(destination);
        return entry == null || entry.metric >= infinity() ? null : new RouteEntry(destination, entry.metric, entry.nextHop);
    }

    @Override
    public List<RouteEntry> table() {
        return entries.entrySet().stream().map(e -> new RouteEntry(e.getKey(), e.getValue().metric,
                e.getValue().nextHop)).toList();
    }

    @Override
    public int infinity() {
        return options.infinity();
    }

    @Override
    public int state() {
        return entries.size();
    }
}
