package wirelab.balancer;

import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// Who may be chosen at one moment; another moment has another one.
///
/// @param desperate whether none of these is well
/// @param nodes as the chooser numbers them
/// @param sticky who belongs to a mark, those that are draining included
record Roster(boolean desperate, List<Backend> nodes, Chooser chooser, Map<String, Backend> sticky)
        implements Chooser.Loads {
    static final Roster NOBODY = new Roster(false, List.of(), (_, _, _) -> -1, Map.of());

    @Override
    public int active(int node) {
        return nodes.get(node).gate.active();
    }

    @Override
    public double latency(int node) {
        return nodes.get(node).latency(System.nanoTime());
    }

    /// {@return a node with room, else one whose queue is to be tried; `null` when all were tried}
    ///
    /// @param tried who is not asked again
    Backend choose(long turn, List<Backend> tried) {
        IntPredicate untried = tried.isEmpty() ? _ -> true : node -> !tried.contains(nodes.get(node));
        int node = chooser.choose(turn, this, untried.and(one -> nodes.get(one).gate.hasRoom()));
        if (node < 0) node = chooser.choose(turn, this, untried);
        return node < 0 ? null : nodes.get(node);
    }
}
