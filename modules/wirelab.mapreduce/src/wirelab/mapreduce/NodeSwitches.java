package wirelab.mapreduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import wirelab.kit.Address;
import wirelab.kit.Ini;
import wirelab.kit.SafeFile;
import wirelab.kit.UsageException;
import wirelab.program.CommandLine;

/// What the command lines of mappers, reducers and masters say.
public final class NodeSwitches {
    private static final Path CONFIG = Path.of("config.ini");
    private static final int MOST_MAPPERS = 64;

    private NodeSwitches() {}

    /// `HOST PORT...`, a mapper for each port, and what `--config` says of the key.
    public static List<WorkerOptions> mappers(CommandLine options) throws IOException {
        var where = options.arguments();
        if (where.size() < 2) throw new UsageException("say where to listen: HOST PORT");
        int count = where.size() - 1;
        if (count > MOST_MAPPERS) throw new UsageException("more than " + MOST_MAPPERS + " mappers in one process");
        var file = options.path("config");
        String key = file == null && !Files.exists(CONFIG) ? "" : ClusterConfig.read(file == null ? CONFIG : file).key();
        var all = new ArrayList<WorkerOptions>();
        for (String port : where.subList(1, where.size())) {
            var address = Address.parse(port.isEmpty() ? "" : ":" + port, where.getFirst(), -1);
            if (address.isUnresolved()) throw new UsageException("unknown host " + where.getFirst());
            var chosen = common(WorkerOptions.DEFAULTS, options, address, key).withThreads(options.number("threads"));
            all.add(options.text("memory") == null ? chosen.withMemory(chosen.memory() / count) : chosen);
        }
        return all;
    }

    /// The section of the configuration that `--name` says.
    public static WorkerOptions reducer(CommandLine options) throws IOException {
        var file = options.path("config");
        var ini = Ini.read(file == null ? CONFIG : file);
        String name = options.required("name");
        var section = ini.find(name);
        if (section == null) throw new UsageException((file == null ? CONFIG : file) + ": no section [" + name + "]");
        var address = new InetSocketAddress(section.required("host"), section.number("port", 0, 65_535));
        if (address.isUnresolved()) throw section.error("host", "unknown host " + section.required("host"));
        // Accepted tables must be there again after a crash, so the folder has a name that the next process knows.
        var kept = Path.of(System.getProperty("user.home"), ".cache", "wirelab", "mapreduce-" + name + "-"
                + address.getPort());
        var job = ini.find("job");
        return common(WorkerOptions.DEFAULTS.withFolder(kept), options, address, job == null ? "" : job.text("key", ""));
    }

    private static WorkerOptions common(WorkerOptions preset, CommandLine options, InetSocketAddress address, String key) {
        var chosen = new WorkerOptions(address, key, options.flag("allow-jobs"), preset.memory(), preset.threads(),
                preset.folder());
        if (options.text("memory") != null) chosen = chosen.withMemory(options.size("memory"));
        if (options.text("folder") != null) chosen = chosen.withFolder(options.path("folder"));
        return chosen;
    }

    /// `IN_FILE... OUT_FILE` and what is to be done.
    public static JobOptions master(CommandLine options) throws IOException {
        var arguments = options.arguments();
        if (arguments.size() < 2) throw new UsageException("say what to read and where to write: IN_FILE OUT_FILE");
        var format = JobOptions.Format.valueOf(options.required("format").toUpperCase(Locale.ROOT));
        var shape = new JobOptions.Shape(options.required("by").equals("count"), Long.parseLong(options.required("top")),
                format);
        return new JobOptions(arguments.subList(0, arguments.size() - 1), Path.of(arguments.getLast()), job(options),
                options.number("portions"), options.number("copies"), options.number("reducers"), shape,
                options.flag("force"), options.flag("resume"), options.flag("skip-bad"), options.duration("patience"));
    }

    private static JobSpec job(CommandLine options) throws IOException {
        String name = options.required("job");
        if (!name.endsWith(".java")) {
            if (name.equals("grep") && options.required("pattern").isEmpty())
                    throw new UsageException("--job grep needs --pattern");
            return new JobSpec(name, options.required("pattern"), "");
        }
        var file = Path.of(name);
        String source = SafeFile.read(file, JobSpec.MAX_SOURCE);
        return new JobSpec(file.getFileName().toString().replaceFirst("\\.java$", ""), "", source);
    }

    /// Who is there, by a file that is read again when it has changed; what is wrong in it then counts as no change.
    ///
    /// @param complaints what is wrong
    /// @throws UsageException when it is wrong now, or there is nobody to do a job
    public static Supplier<ClusterConfig> config(Path file, Consumer<String> complaints) throws IOException {
        ClusterConfig.read(file).check(file);
        return new Supplier<>() {
            private long read = -1;
            private ClusterConfig config;

            @Override
            public synchronized ClusterConfig get() {
                try {
                    long changed = Files.getLastModifiedTime(file).toMillis();
                    if (changed == read) return config;
                    read = changed;
                    config = ClusterConfig.read(file);
                } catch (IOException e) {
                    if (config == null) throw new UncheckedIOException(e);
                } catch (UsageException e) {
                    if (config == null) throw e;
                    complaints.accept(e.getMessage());
                }
                return config;
            }
        };
    }
}
