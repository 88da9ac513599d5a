package wirelab.network;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// How far it is from each node to each other, computed directly from the whole picture (Floyd and Warshall): what the
/// tables of the nodes, who see only their own links, have to agree with.
public final class ShortestPaths {
    private static final int NONE = Integer.MAX_VALUE / 2;

    private final List<String> nodes;
    private final int[][] distances;

    /// Computes all distances.
    ///
    /// @param whole which links are not cut
    public ShortestPaths(Topology topology, Predicate<String> alive, Predicate<Topology.Link> whole) {
        nodes = topology.nodes();
        int n = nodes.size();
        distances = new int[n][n];
        for (int[] row : distances) Arrays.fill(row, NONE);
        for (int i = 0; i < n; i++) if (alive.test(nodes.get(i))) distances[i][i] = 0;
        for (var link : topology.links()) {
            if (!alive.test(link.a()) || !alive.test(link.b()) || !whole.test(link)) continue;
            int a = nodes.indexOf(link.a());
            int b = nodes.indexOf(link.b());
            distances[a][b] = link.cost();
            distances[b][a] = link.cost();
        }
        for (int via = 0; via < n; via++) {
            for (int from = 0; from < n; from++) {
                for (int to = 0; to < n; to++) {
                    distances[from][to] = Math.min(distances[from][to], distances[from][via] + distances[via][to]);
                }
            }
        }
    }

    /// {@return how far it is from one node to another: the least sum of costs, or -1 when there is no way}
    public int distance(String from, String to) {
        int distance = distances[nodes.indexOf(from)][nodes.indexOf(to)];
        return distance >= NONE ? -1 : distance;
    }
}
