package wirelab.mapreduce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;

/// A master: takes a job from the text to the result, which is final when [#run()] returns.
///
/// ```
/// try (var master = JobMaster.of(Host.HERE, () -> config, JobOptions.of(in, out))) { JobResult result = master.run(); }
/// ```
public final class JobMaster implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Host host;
    private final Supplier<ClusterConfig> config;
    private final JobOptions options;
    private final Consumer<String> listener;
    private final InputStream standard;
    private volatile JobRun run;
    private volatile boolean cancelled;

    private JobMaster(Host host, Supplier<ClusterConfig> config, JobOptions options, Consumer<String> listener,
            InputStream standard) {
        this.host = host;
        this.config = config;
        this.options = options;
        this.listener = listener;
        this.standard = standard;
    }

    public static JobMaster of(Host host, Supplier<ClusterConfig> config, JobOptions options) {
        return of(host, config, options, _ -> {}, InputStream.nullInputStream());
    }

    /// @param config asked again each second while the job runs: mappers may join
    /// @param listener is told what went wrong and was mended, in a line each
    /// @param standard what `-` stands for
    public static JobMaster of(Host host, Supplier<ClusterConfig> config, JobOptions options, Consumer<String> listener,
            InputStream standard) {
        return new JobMaster(host, config, options, listener, standard);
    }

    /// Does the job.
    ///
    /// @throws UsageException when the user must change something
    /// @throws IOException when it cannot be done, or was cancelled
    public JobResult run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        checkOut();
        var nodes = config.get();
        var job = options.job().job();
        if (options.resume() && options.inputs().contains("-")) throw new UsageException("--resume: standard input is gone");
        try (var input = Input.of(options.inputs(), standard); var journal = JobJournal.open(options.out())) {
            var plan = plan(input, job, nodes, journal);
            try (var run = new JobRun(host, nodes, options, input, plan, listener)) {
                this.run = run;
                if (cancelled) throw new IOException("cancelled");
                long lines = work(run, job, journal);
                run.forget();
                journal.delete();
                run.timeline().ended();
                return new JobResult(lines, input.size(), Duration.ofNanos(System.nanoTime() - began),
                        Map.copyOf(run.counters().snapshot()), run.timeline());
            }
        }
    }

    private void checkOut() {
        var folder = options.out().toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) throw new UsageException(folder + ": no such folder");
        if (Files.exists(options.out()) && !options.force()) {
            throw new UsageException(options.out() + " is there already; --force replaces it");
        }
    }

    private JobJournal.Plan plan(Input input, Job job, ClusterConfig nodes, JobJournal journal) throws IOException {
        byte[] digest = JobJournal.digest(input, options.job());
        if (journal.plan() != null && options.resume()) {
            journal.check(digest);
            return journal.plan();
        }
        if (journal.plan() != null) {
            throw new UsageException(JobJournal.beside(options.out()) + " is of a job that was not finished;"
                    + " --resume goes on with it, or delete the file");
        }
        int reducers = Math.max(1, options.reducers());
        if (reducers > nodes.reducers().size()) {
            throw new UsageException(reducers + " reducers, but the configuration has " + nodes.reducers().size());
        }
        var portions = input.cut(options.portionsFor(nodes.mappers().size()), !(job instanceof ReadyMade.TermCount));
        var plan = new JobJournal.Plan(Secrets.RANDOM.nextLong(), reducers, digest, portions);
        journal.write(plan);
        return plan;
    }

    private long work(JobRun run, Job job, JobJournal journal) throws IOException, InterruptedException {
        var watch = Thread.ofVirtual().name("config").start(() -> watch(run));
        try {
            run.open();
            run.await();
            return collect(run, job);
        } catch (IOException | RuntimeException e) {
            if (cancelled) {
                run.forget();
                journal.delete();
            }
            throw e;
        } finally {
            watch.interrupt();
        }
    }

    /// Mappers that are new in the configuration take part at once.
    private void watch(JobRun run) {
        try {
            while (!run.isMapped()) {
                Thread.sleep(LOOK);
                run.join(config.get());
            }
        } catch (InterruptedException _) {
            // The job is over.
        }
    }

    /// Writes the result; a reducer that goes away meanwhile is asked again when it is back.
    private long collect(JobRun run, Job job) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + options.patience().toNanos();
        while (true) {
            try (var records = run.result(job)) {
                var folder = Path.of(System.getProperty("java.io.tmpdir"), "wirelab-mapreduce-sort-" + Secrets.token(9));
                long lines = ResultFile.write(options.out(), records, job, options.shape(), folder);
                Files.deleteIfExists(folder);
                return lines;
            } catch (IOException e) {
                if (cancelled || System.nanoTime() - deadline > 0) throw e;
                listener.accept("the result did not come: " + Failure.line(e) + "; once more");
                Thread.sleep(300);
            }
        }
    }

    /// Ends the job on all nodes; [#run()] then throws. Nothing of it stays.
    public void cancel() {
        cancelled = true;
        var running = run;
        if (running != null) running.fail("cancelled");
    }

    /// {@return how portions and mappers stand; nothing of them before the job has begun}
    public JobView view() {
        var running = run;
        return running == null ? JobView.NONE : running.view();
    }

    @Override
    public void close() {
        if (run != null) run.close();
    }

    @Override
    public String toString() {
        return "master of " + String.join(", ", options.inputs()) + " to " + options.out();
    }
}
