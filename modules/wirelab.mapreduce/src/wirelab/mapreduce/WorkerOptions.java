package wirelab.mapreduce;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import wirelab.kit.Address;
import wirelab.kit.UsageException;

/// How a mapper or a reducer behaves.
///
/// @param bind where it listens
/// @param key what all nodes of a cluster know; without one, only loopback and no shipped jobs
/// @param allowJobs whether jobs may be shipped to it, as source
/// @param memory bytes for tables; what outgrows them goes to disk
/// @param threads that map
/// @param folder for what goes to disk
public record WorkerOptions(InetSocketAddress bind, String key, boolean allowJobs, long memory, int threads, Path folder) {
    /// Loopback, a free port, no key, a quarter of the heap, a thread per core, the system's folder for such things.
    public static final WorkerOptions DEFAULTS = new WorkerOptions(new InetSocketAddress("127.0.0.1", 0), "", false,
            Runtime.getRuntime().maxMemory() / 4, Runtime.getRuntime().availableProcessors(),
            Path.of(System.getProperty("java.io.tmpdir"), "wirelab-mapreduce-" + ProcessHandle.current().pid()));

    public WorkerOptions {
        if (memory < 1 << 20) throw new UsageException("a mapper or reducer needs a memory of 1M at least");
        if (key.isEmpty() && !bind.getAddress().isLoopbackAddress()) {
            throw new UsageException("without [job] key a node listens on loopback only, not on " + bind.getHostString());
        }
        if (key.isEmpty() && allowJobs) throw new UsageException("--allow-jobs needs a [job] key");
    }

    public WorkerOptions withBind(InetSocketAddress bind) {
        return new WorkerOptions(bind, key, allowJobs, memory, threads, folder);
    }

    public WorkerOptions withKey(String key, boolean allowJobs) {
        return new WorkerOptions(bind, key, allowJobs, memory, threads, folder);
    }

    public WorkerOptions withMemory(long memory) {
        return new WorkerOptions(bind, key, allowJobs, memory, threads, folder);
    }

    public WorkerOptions withThreads(int threads) {
        return new WorkerOptions(bind, key, allowJobs, memory, threads, folder);
    }

    public WorkerOptions withFolder(Path folder) {
        return new WorkerOptions(bind, key, allowJobs, memory, threads, folder);
    }

    /// Without the key, which is a secret.
    @Override
    public String toString() {
        return "WorkerOptions[bind=" + Address.text(bind) + ", key=" + (key.isEmpty() ? "none" : "hidden") + ", allowJobs="
                + allowJobs + ", memory=" + memory + ", threads=" + threads + ", folder=" + folder + "]";
    }
}
