package wirelab.mapreduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import wirelab.http.Page;
import wirelab.kit.Text;

/// How a job stands: its portions and its nodes, for a page, a program or a terminal.
///
/// @param marks what happened last between a portion and a mapper, by portion, then by mapper
public record JobView(List<Standing> portions, List<Node> nodes, Map<Integer, Map<Integer, Timeline.Mark>> marks) {
    /// Before the job has begun.
    static final JobView NONE = new JobView(List.of(), List.of(), Map.of());
    /// So many nodes have a line on a terminal.
    private static final int MOST_LINES = 16;

    /// How a portion stands.
    ///
    /// @param size in bytes
    /// @param bytes of it that were mapped, by whoever is farthest
    /// @param attempts that were begun
    /// @param deaths of mappers that held it
    /// @param over whether it is done, or skipped
    /// @param mappers who hold it now
    public record Standing(int portion, long size, long bytes, int attempts, int deaths, boolean over,
            List<Integer> mappers) {
        private String json() {
            return "{\"portion\":" + portion + ",\"size\":" + size + ",\"mapped\":" + bytes + ",\"mappers\":" + mappers
                    + ",\"attempts\":" + attempts + ",\"deaths\":" + deaths + ",\"done\":" + over + "}";
        }
    }

    /// What a mapper is at.
    public enum State {
        AWAY, FREE, MAPS, WAITS, SENDS, LEAVES;

        /// {@return what a phase of [Message.Progress] stands for}
        static State of(int phase) {
            return phase == 0 ? MAPS : phase == 1 ? WAITS : SENDS;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How a mapper stands.
    ///
    /// @param portion that it has in hand, and which attempt at it; -1 for none
    /// @param bytes that it has mapped, in all its attempts
    /// @param rate of the attempt in hand, in bytes per second
    /// @param accepted tables of it
    /// @param deaths of it with a portion in hand
    public record Node(int mapper, String address, State state, int portion, int attempt, long bytes, double rate,
            int accepted, int deaths) {
        Node known(String address, int accepted) {
            return new Node(mapper, address, state, portion, attempt, bytes, rate, accepted, deaths);
        }

        String work() {
            return portion < 0 ? "" : portion + " #" + attempt;
        }

        private String json() {
            return String.format(Locale.ROOT, "{\"mapper\":%d,\"address\":%s,\"state\":\"%s\",\"portion\":%d,\"attempt\":%d,"
                    + "\"bytes\":%d,\"rate\":%.0f,\"accepted\":%d,\"deaths\":%d}", mapper, Page.quote(address), state,
                            portion,
                    attempt, bytes, rate, accepted, deaths);
        }

        private String line() {
            return String.format(Locale.ROOT, "  mapper %-3d %-21s %-6s %-9s %9s %11s", mapper, address, state, work(),
                    Text.bytes(bytes), state == State.MAPS ? Text.bytes((long) rate) + "/s" : "");
        }
    }

    public long size() {
        return portions.stream().mapToLong(Standing::size).sum();
    }

    public long mapped() {
        return portions.stream().mapToLong(Standing::bytes).sum();
    }

    /// {@return the greatest portion beside the mean of all}
    double skew() {
        double mean = portions.stream().mapToLong(Standing::size).average().orElse(0);
        return mean == 0 ? 1 : portions.stream().mapToLong(Standing::size).max().orElse(0) / mean;
    }

    /// {@return the mapper that maps at the lowest rate, -1 when fewer than two do}
    int slowest() {
        var busy = nodes.stream().filter(node -> node.state == State.MAPS && node.rate > 0)
                .sorted((a, b) -> Double.compare(a.rate, b.rate)).toList();
        return busy.size() < 2 ? -1 : busy.getFirst().mapper;
    }

    String summary() {
        long done = portions.stream().filter(Standing::over).count();
        return String.format(Locale.ROOT, "%d of %d portions done, %s of %s mapped, skew %.2f", done, portions.size(),
                Text.bytes(mapped()), Text.bytes(size()), skew());
    }

    String json() {
        return portions.stream().map(Standing::json).collect(Collectors.joining(",\n",
                String.format(Locale.ROOT, "{\"skew\":%.3f,\"slowest\":%d,\"portions\":[\n", skew(), slowest()),
                nodes.stream().map(Node::json).collect(Collectors.joining(",\n", "\n],\"nodes\":[\n", "\n]}\n"))));
    }

    /// {@return a line for each node, those first that have something in hand; a last one for those that have no line}
    public List<String> lines() {
        var sorted = nodes.stream().sorted((a, b) -> Boolean.compare(a.portion < 0, b.portion < 0)).toList();
        var lines = new ArrayList<>(sorted.stream().limit(MOST_LINES).map(Node::line).toList());
        if (nodes.size() > MOST_LINES) lines.add("  and " + Text.count(nodes.size() - MOST_LINES, "mapper") + " more");
        return lines;
    }
}
