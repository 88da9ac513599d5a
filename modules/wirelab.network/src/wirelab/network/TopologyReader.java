package wirelab.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Reads the text of a [Topology]; every error names file and line.
final class TopologyReader {
    private static final List<String> KEYS = List.of("cost", "delay", "mtu");

    private final String file;
    private final Set<String> nodes = new LinkedHashSet<>();
    private final Set<String> declared = new LinkedHashSet<>();
    private final List<Topology.Link> links = new ArrayList<>();
    private final Map<String, Integer> degrees = new HashMap<>();
    private int line;

    TopologyReader(String file) {
        this.file = file;
    }

    Topology read(String text) {
        for (String raw : text.split("\n", -1)) {
            line++;
            String content = raw.replaceFirst("#.*", "").strip();
            if (!content.isEmpty()) line(content.split("\\s+"));
        }
        if (nodes.isEmpty()) throw new UsageException(file + ": no node stands in it; write link a b");
        return new Topology(List.copyOf(nodes), links);
    }

    private void line(String[] words) {
        switch (words[0]) {
            case "node" -> {
                if (words.length != 2) throw error("a node is written: node NAME");
                if (!declared.add(node(words[1]))) throw error("node " + words[1] + " stands twice");
            }
            case "link" -> link(words);
            default -> throw error("'" + words[0] + "' is neither node nor link");
        }
    }

    private void link(String[] words) {
        if (words.length < 3) throw error("a link is written: link A B cost=1 delay=5ms mtu=1472");
        String a = node(words[1]);
        String b = node(words[2]);
        if (a.equals(b)) throw error("a link from " + a + " to itself");
        if (links.stream().anyMatch(link -> link.touches(a) && link.touches(b))) {
            throw error("the link between " + a + " and " + b + " stands twice");
        }
        for (String end : List.of(a, b)) {
            if (degrees.merge(end, 1, Integer::sum) > Topology.MAX_DEGREE) {
                throw error(end + " has more than " + Topology.MAX_DEGREE + " links");
            }
        }
        var values = values(words);
        links.add(new Topology.Link(a, b, number(values, "cost", 1, 1, Topology.MAX_COST), delay(values),
                number(values, "mtu", Frame.MAX_LENGTH, Topology.MIN_MTU, Frame.MAX_LENGTH)));
    }

    private String node(String name) {
        if (!NodeNames.isName(name)) throw error("'" + name + "': " + NodeNames.RULE);
        if (nodes.add(name) && nodes.size() > Topology.MAX_NODES) throw error("more than " + Topology.MAX_NODES + " nodes");
        return name;
    }

    private Map<String, String> values(String[] words) {
        var values = new HashMap<String, String>();
        for (int i = 3; i < words.length; i++) {
            String[] parts = words[i].split("=", 2);
            if (parts.length < 2 || !KEYS.contains(parts[0])) throw error("'" + words[i]
                    + "' is none of cost=N, delay=TIME, mtu=BYTES");
            if (values.put(parts[0], parts[1]) != null) throw error(parts[0] + " stands twice");
        }
        return values;
    }

    private int number(Map<String, String> values, String key, int preset, int least, int most) {
        String text = values.get(key);
        if (text == null) return preset;
        try {
            int n = Integer.parseInt(text);
            if (n >= least && n <= most) return n;
        } catch (NumberFormatException _) {
            // Said below, together with the numbers that are out of bounds.
        }
        throw error(key + ": '" + text + "' is not a number between " + least + " and " + most);
    }

    private Duration delay(Map<String, String> values) {
        String text = values.get("delay");
        if (text == null) return Duration.ZERO;
        Duration delay;
        try {
            delay = Text.parseDuration(text);
        } catch (UsageException e) {
            throw error("delay: " + e.getMessage());
        }
        if (delay.compareTo(Topology.MAX_DELAY) > 0) throw error("delay: " + text + " is more than "
                + Text.duration(Topology.MAX_DELAY));
        return delay;
    }

    private UsageException error(String problem) {
        return new UsageException(file + ":" + line + ": " + problem);
    }
}
