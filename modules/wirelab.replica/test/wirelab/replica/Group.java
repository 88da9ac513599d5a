package wirelab.replica;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// A group in this process, on free ports of loopback.
public final class Group implements AutoCloseable {
    public static final String KEY = "a key for tests alone";

    final ReplicaConfig config;
    final Path folder;
    final Map<Integer, ReplicaService> running = new TreeMap<>();
    private final List<ReplicaSession> sessions = new ArrayList<>();
    private final ReplicaOptions options;

    public Group(Path folder, int size) throws IOException {
        this(folder, size, ReplicaOptions.DEFAULTS, true);
    }

    Group(Path folder, int size, ReplicaOptions options, boolean starts) throws IOException {
        this.folder = folder;
        this.options = options;
        config = config(size, KEY, false);
        for (int id = 0; starts && id < size; id++) start(id);
    }

    public static ReplicaConfig config(int size, String key, boolean plain) throws IOException {
        var nodes = new TreeMap<Integer, InetSocketAddress>();
        for (int id = 0; id < size; id++) {
            nodes.put(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), Peer.freePort()));
        }
        return new ReplicaConfig(nodes, key, plain);
    }

    Path folder(int id) throws IOException {
        return Files.createDirectories(folder.resolve(ReplicaConfig.name(id)));
    }

    ReplicaService start(int id) throws IOException {
        return start(id, options);
    }

    ReplicaService start(int id, ReplicaOptions how) throws IOException {
        var node = ReplicaService.start(Host.HERE, config, id, folder(id), how);
        running.put(id, node);
        return node;
    }

    void stop(int id) {
        running.remove(id).close();
    }

    /// {@return the leader that all that run agree on}
    public ReplicaService leader() {
        Eventually.that("all agree on a leader", () -> {
            var ids = running.values().stream().map(ReplicaService::leader).distinct().toList();
            return ids.size() == 1 && running.containsKey(ids.getFirst()) && running.get(ids.getFirst()).leads();
        }, () -> ", but " + running);
        return running.get(running.values().iterator().next().leader());
    }

    ReplicaService follower() {
        int leader = leader().id();
        return running.values().stream().filter(node -> node.id() != leader).findFirst().orElseThrow();
    }

    public ReplicaSession session() {
        return session(Duration.ofSeconds(30));
    }

    ReplicaSession session(Duration patience) {
        var session = ReplicaSession.open(Host.HERE, config, ReplicaSession.Options.DEFAULTS.withPatience(patience));
        sessions.add(session);
        return session;
    }

    /// Waits until all that run have the same tree, and their folders hold it.
    public void agree() {
        Eventually.that("all have the same", () -> {
            var tree = leader().tree();
            return running.values().stream().allMatch(node -> node.tree().equals(tree) && node.brought().equals(tree));
        }, () -> ", but " + running);
    }

    String read(int id, String path) throws IOException {
        return Files.readString(folder(id).resolve(path));
    }

    @Override
    public void close() {
        sessions.forEach(ReplicaSession::close);
        running.values().forEach(ReplicaService::close);
    }
}
