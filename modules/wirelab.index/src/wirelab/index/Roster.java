package wirelab.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The other nodes that are known.
final class Roster {
    private final RandomGenerator random;
    private final TreeMap<NodeId, KnownNode> byId = new TreeMap<>();
    private final List<KnownNode> inAnyOrder = new ArrayList<>();

    Roster(RandomGenerator random) {
        this.random = random;
    }

    Collection<KnownNode> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }

    /// {@return the node, `null` if it is not known}
    KnownNode get(NodeId id) {
        return byId.get(id);
    }

    void add(KnownNode node) {
        byId.put(node.state.id(), node);
        inAnyOrder.add(node);
    }

    void remove(KnownNode node) {
        byId.remove(node.state.id());
        inAnyOrder.remove(node);
    }

    /// {@return the node behind an id in the order of ids that nobody suspects, `null` if there is none}
    KnownNode successor(NodeId id) {
        for (var node : byId.tailMap(id, false).values()) if (!node.isSuspect()) return node;
        for (var node : byId.values()) if (!node.isSuspect()) return node;
        return null;
    }

    /// {@return any node but one that nobody suspects, `null` if none was hit upon}
    KnownNode any(KnownNode not) {
        if (inAnyOrder.isEmpty()) return null;
        int at = random.nextInt(inAnyOrder.size());
        var node = inAnyOrder.get(at);
        if (node == not) node = inAnyOrder.get((at + 1) % inAnyOrder.size());
        return node == not || node.isSuspect() ? null : node;
    }
}
