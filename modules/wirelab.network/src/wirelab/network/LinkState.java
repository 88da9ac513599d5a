package wirelab.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import wirelab.kit.Machine;

/// Each node tells everybody who its neighbours are, and everybody computes the shortest paths from that (RFC 2328).
///
/// An [Advertisement] is flooded: whoever gets one that is newer than what it has keeps it and passes it on to all other
/// neighbours (section 13). A neighbour that comes up gets all there are. There are no acknowledgements: links lose
/// nothing unless a queue overflows, and then the next refresh repairs it.
final class LinkState implements Router {
    private record Stored(Advertisement advertisement, long made) {}

    private final Node node;
    private final long maxAge;
    private final Map<String, Stored> database = new TreeMap<>();
    private final Set<String> up = new TreeSet<>();
    private long sequence;
    private long nextRefresh;
    private Map<String, RouteEntry> routes;

    LinkState(long now, Node node) {
        this.node = node;
        maxAge = node.options.maxAge().toNanos();
        originate(now);
    }

    @Override
    public void up(long now, String neighbour) {
        up.add(neighbour);
        database.values().forEach(stored -> send(now, neighbour, stored));
        originate(now);
    }

    @Override
    public void down(long now, String neighbour) {
        up.remove(neighbour);
        originate(now);
    }

    @Override
    public boolean receive(long now, String neighbour, Frame.Routing frame) {
        if (!(frame instanceof Advertisement news)) return false;
        var known = database.get(news.origin());
        long age = news.age() * 1_000_000;
        if (news.origin().equals(node.name)) {
            // From before this node was started anew; all others would go on believing it (section 13.4). It may bear the
            // number that this node has come to meanwhile, and yet say something else.
            int order = known.advertisement.compareVersion(news);
            if (news.sequence() > sequence || news.sequence() == sequence && order != 0) {
                sequence = news.sequence();
                originate(now);
            } else if (order > 0) {
                send(now, neighbour, known);
            }
        } else if (known != null && known.advertisement.compareVersion(news) > 0) {
            send(now, neighbour, known);
        } else if (age < maxAge && (known == null || known.advertisement.compareVersion(news) < 0)) {
            if (known == null && database.size() >= Topology.MAX_NODES) {
                node.counters.count("destinations beyond the limit");
                return true;
            }
            var stored = new Stored(news, now - age);
            keep(stored);
            for (String other : up) if (!other.equals(neighbour)) send(now, other, stored);
        }
        return true;
    }

    /// Says anew which links this node has.
    private void originate(long now) {
        nextRefresh = Machine.after(now, maxAge / 2);
        // After 2^31 of them the others must forget this node before it may begin again; see Advertisement.MAX_SEQUENCE.
        if (sequence == Advertisement.MAX_SEQUENCE) return;
        sequence++;
        var links = up.stream().map(n -> new Advertisement.Adjacency(n, node.ports.get(n).cost())).toList();
        var stored = new Stored(new Advertisement(node.name, sequence, 0, links), now);
        keep(stored);
        for (String neighbour : up) send(now, neighbour, stored);
    }

    private void keep(Stored stored) {
        database.put(stored.advertisement.origin(), stored);
        routes = null;
    }

    /// Sends an advertisement with its age, one millisecond added for the way (InfTransDelay in section 13.3), so that
    /// even one that goes round for ever dies.
    private void send(long now, String neighbour, Stored stored) {
        long age = (now - stored.made) / 1_000_000 + 1;
        node.transmit(neighbour, stored.advertisement.withAge(age));
    }

    @Override
    public void tick(long now) {
        if (Machine.isDue(nextRefresh, now)) originate(now);
        if (database.values().removeIf(stored -> now - stored.made >= maxAge)) routes = null;
    }

    @Override
    public long nextAt() {
        long next = nextRefresh;
        for (var stored : database.values()) next = Machine.earlier(next, Machine.after(stored.made, maxAge));
        return next;
    }

    @Override
    public RouteEntry route(String destination) {
        return routes().get(destination);
    }

    @Override
    public List<RouteEntry> table() {
        return List.copyOf(routes().values());
    }

    @Override
    public int infinity() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int state() {
        return database.values().stream().mapToInt(stored -> 1 + stored.advertisement.links().size()).sum();
    }

    private Map<String, RouteEntry> routes() {
        if (routes == null) routes = dijkstra();
        return routes;
    }

    /// The shortest paths from here (section 16.1): always go on from the nearest node that was not visited yet.
    private Map<String, RouteEntry> dijkstra() {
        var nearest = new PriorityQueue<RouteEntry>(Comparator.comparingInt(RouteEntry::metric)
                .thenComparing(RouteEntry::destination).thenComparing(RouteEntry::nextHop));
        var found = new TreeMap<String, RouteEntry>();
        nearest.add(new RouteEntry(node.name, 0, node.name));
        while (!nearest.isEmpty()) {
            var route = nearest.poll();
            if (found.putIfAbsent(route.destination(), route) != null) continue;
            for (var link : linksOf(route.destination())) {
                if (found.containsKey(link.neighbour())) continue;
                String first = route.destination().equals(node.name) ? link.neighbour() : route.nextHop();
                nearest.add(new RouteEntry(link.neighbour(), route.metric() + link.cost(), first));
            }
        }
        return found;
    }

    /// The links of a node that the node at the other end has too; a link that one end alone believes in is none.
    private List<Advertisement.Adjacency> linksOf(String name) {
        var stored = database.get(name);
        if (stored == null) return List.of();
        var both = new ArrayList<Advertisement.Adjacency>();
        var seen = new HashSet<String>();
        for (var link : stored.advertisement.links()) {
            var back = database.get(link.neighbour());
            boolean mutual = back != null && back.advertisement.links().stream().anyMatch(l -> l.neighbour().equals(name));
            if (mutual && seen.add(link.neighbour())) both.add(link);
        }
        return both;
    }
}
