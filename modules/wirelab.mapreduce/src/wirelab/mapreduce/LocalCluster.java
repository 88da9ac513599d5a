package wirelab.mapreduce;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import wirelab.kit.Host;
import wirelab.kit.Text;

/// A whole cluster in this process, on free ports of loopback: to try things out, for demos and tests.
public final class LocalCluster implements AutoCloseable {
    private final Path folder;
    private final List<MapperNode> mappers = new ArrayList<>();
    private final List<ReducerNode> reducers = new ArrayList<>();

    private LocalCluster(Path folder) {
        this.folder = folder;
    }

    /// Starts it, in a folder of its own that is gone afterwards.
    public static LocalCluster start(int mappers, int reducers) throws IOException {
        return start(Host.HERE, mappers, reducers, WorkerOptions.DEFAULTS);
    }

    static LocalCluster start(Host host, int mappers, int reducers, WorkerOptions options) throws IOException {
        var cluster = new LocalCluster(Files.createTempDirectory("wirelab-mapreduce"));
        var bind = new InetSocketAddress("127.0.0.1", 0);
        for (int i = 0; i < mappers; i++) {
            var its = options.withBind(bind).withFolder(cluster.folder.resolve("mapper" + i));
            cluster.mappers.add(MapperNode.start(host, its));
        }
        for (int i = 0; i < reducers; i++) {
            var its = options.withBind(bind).withFolder(cluster.folder.resolve("reducer" + i));
            cluster.reducers.add(ReducerNode.start(host, its));
        }
        return cluster;
    }

    public ClusterConfig config() {
        return config("");
    }

    ClusterConfig config(String key) {
        return new ClusterConfig(mappers.stream().map(MapperNode::address).toList(),
                reducers.stream().map(ReducerNode::address).toList(), key);
    }

    public List<MapperNode> mappers() {
        return mappers;
    }

    public List<ReducerNode> reducers() {
        return reducers;
    }

    @Override
    public void close() throws IOException {
        for (var mapper : mappers) mapper.close();
        for (var reducer : reducers) reducer.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    @Override
    public String toString() {
        return "cluster of " + Text.count(mappers.size(), "mapper") + " and " + Text.count(reducers.size(), "reducer");
    }
}
