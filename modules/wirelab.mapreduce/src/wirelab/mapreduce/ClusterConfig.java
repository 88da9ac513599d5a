package wirelab.mapreduce;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import wirelab.kit.Ini;
import wirelab.kit.UsageException;

/// Who is there: `[mapper1] host port`, `[mapper2]` …, `[reducer] host port` (or `[reducer1]` …), `[job] key`.
///
/// @param key empty for none
public record ClusterConfig(List<InetSocketAddress> mappers, List<InetSocketAddress> reducers, String key) {
    /// Most mappers, and most reducers as the wire format has it.
    public static final int MAX_MAPPERS = 1024;

    public ClusterConfig {
        mappers = List.copyOf(mappers);
        reducers = List.copyOf(reducers);
        if (mappers.size() > MAX_MAPPERS) throw new UsageException("more than " + MAX_MAPPERS + " mappers");
        if (reducers.size() > Message.MAX_REDUCERS) throw new UsageException("more than " + Message.MAX_REDUCERS
                + " reducers");
    }

    /// Reads it from a file.
    ///
    /// @throws UsageException with the line when something in it is wrong
    public static ClusterConfig read(Path file) throws IOException {
        return of(Ini.read(file));
    }

    static ClusterConfig of(Ini ini) {
        var job = ini.find("job");
        return new ClusterConfig(named(ini, "mapper"), named(ini, "reducer"), job == null ? "" : job.text("key", ""));
    }

    private static List<InetSocketAddress> named(Ini ini, String prefix) {
        return ini.nodes().stream().filter(node -> node.name().startsWith(prefix)).map(Ini.Node::address).toList();
    }

    /// @throws UsageException when there is nobody to do a job
    void check(Path file) {
        if (mappers.isEmpty()) throw new UsageException(file + ": no section [mapper1] with host and port");
        if (reducers.isEmpty()) throw new UsageException(file + ": no section [reducer] with host and port");
    }

    /// Without the key, which is a secret.
    @Override
    public String toString() {
        return "ClusterConfig[mappers=" + mappers + ", reducers=" + reducers + ", key=" + (key.isEmpty() ? "none" : "hidden")
                + "]";
    }
}
