package wirelab.ring;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import wirelab.kit.Ini;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// A ring as `config.ini` describes it: `[nodoX]` with `host` and `port` for the node whose id is X, in ring order, and
/// `[ring]` with a `key` and timers where the defaults will not do.
///
/// @param nodes where each id listens, in ring order
/// @param timing the timers
/// @param key authenticates all frames, or `null`
public record RingConfig(Map<Long, InetSocketAddress> nodes, Timing timing, byte[] key) {
    public static RingConfig read(Path file) throws IOException {
        var ini = Ini.read(file);
        var nodes = new LinkedHashMap<Long, InetSocketAddress>();
        for (var node : ini.nodes()) {
            long id = id(node);
            if (nodes.put(id, node.address()) != null) throw node.section().error("host", "node " + id + " stands twice");
        }
        if (nodes.isEmpty()) throw new UsageException(file + ": no section [nodoX] with host and port");
        if (nodes.size() > RingOptions.MOST_NODES) {
            throw new UsageException(file + ": a ring has at most " + RingOptions.MOST_NODES + " nodes");
        }
        var ring = ini.find("ring");
        String key = ring == null ? "" : ring.text("key", "");
        return new RingConfig(nodes, timing(ring), key.isEmpty() ? null : key.getBytes(StandardCharsets.UTF_8));
    }

    /// A ring on loopback, of the ids from 0, at ports that were free a moment ago. They are below those that systems give to
    /// clients, so that no connection of anybody takes one before its node listens.
    public static RingConfig local(int count, Timing timing) throws IOException {
        var nodes = new LinkedHashMap<Long, InetSocketAddress>();
        while (nodes.size() < count) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(),
                    ThreadLocalRandom.current().nextInt(12_000, 32_000));
            if (nodes.containsValue(address)) continue;
            try (var probe = new ServerSocket()) {
                probe.bind(address);
                nodes.put((long) nodes.size(), address);
            } catch (BindException _) {
                // Taken: another.
            }
        }
        return new RingConfig(nodes, timing, null);
    }

    private static long id(Ini.Node node) {
        String digits = node.name().replaceAll("^\\D*", "");
        try {
            long id = Long.parseLong(digits);
            if (id < RingFrame.ALL) return id;
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw node.section().error("host", "[" + node.name() + "] does not end with an id from 0 to " + (RingFrame.ALL - 1));
    }

    private static Timing timing(Ini.Section ring) {
        var preset = Timing.DEFAULTS;
        if (ring == null) return preset;
        return new Timing(time(ring, "alive", preset.alive()), time(ring, "dead", preset.dead()), time(ring, "lap",
                preset.lap()),
                time(ring, "lost", preset.lost()), time(ring, "form", preset.form()), time(ring, "probe", preset.probe()),
                time(ring, "retry", preset.retry()), time(ring, "rotation", preset.rotation()));
    }

    private static Duration time(Ini.Section ring, String key, Duration preset) {
        String text = ring.text(key, "");
        if (text.isEmpty()) return preset;
        try {
            return Text.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw ring.error(key, e.getMessage());
        }
    }

    /// Where a node listens.
    public InetSocketAddress address(long id) {
        var address = nodes.get(id);
        if (address == null) throw new UsageException("node " + id + " is not in the configuration; it has "
                + nodes.keySet());
        return address;
    }

    /// All others in the order in which a node tries them as successor: the given one first, then those behind it.
    public List<Long> others(long id, long first) {
        address(id);
        address(first);
        var order = new ArrayList<>(nodes.keySet());
        int at = order.indexOf(first);
        var others = new ArrayList<Long>();
        for (int i = 0; i < order.size(); i++) {
            long other = order.get((at + i) % order.size());
            if (other != id) others.add(other);
        }
        return others;
    }

    @Override
    public String toString() {
        return "RingConfig[nodes=" + nodes + ", timing=" + timing + ", key=hidden]";
    }
}
