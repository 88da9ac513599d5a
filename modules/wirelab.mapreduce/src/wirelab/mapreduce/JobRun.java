package wirelab.mapreduce;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.terms.MergedRecords;
import wirelab.terms.SortedRecords;
import wirelab.terms.Terms;

/// One job at its master: the machine that decides, the links to all nodes, and what has been heard.
final class JobRun implements AutoCloseable {
    private final Host host;
    private final JobOptions options;
    private final ClusterConfig config;
    private final Input input;
    private final JobJournal.Plan plan;
    private final Consumer<String> listener;
    private final MasterMachine machine;
    private final Driver<MasterMachine.Action> driver;
    private final List<MapperLink> mappers = new ArrayList<>();
    private final List<ReducerLink> reducers = new ArrayList<>();
    private boolean closed;
    /// Which mapper has which attempt.
    private final Map<Message.Attempt, Integer> holders = new ConcurrentHashMap<>();
    /// How many tables of each mapper were accepted.
    private final Map<Integer, Integer> tables = new ConcurrentHashMap<>();
    private final Timeline timeline = new Timeline();
    private final Counters counters = new Counters();
    /// Complete when all portions are there; or with what went wrong.
    private final CompletableFuture<Void> mapped = new CompletableFuture<>();

    JobRun(Host host, ClusterConfig config, JobOptions options, Input input, JobJournal.Plan plan,
            Consumer<String> listener) {
        this.host = host;
        this.config = config;
        this.options = options;
        this.input = input;
        this.plan = plan;
        this.listener = listener;
        long[] sizes = plan.portions().stream().mapToLong(JobRun::size).toArray();
        int copies = options.copiesFor(config.mappers().size(), sizes.length);
        var rules = new MasterMachine.Rules(copies, plan.reducers(), options.skip(), options.patience().toNanos());
        machine = new MasterMachine(rules, sizes);
        driver = new Driver<>("master", machine, this::perform).start();
        for (int i = 0; i < plan.reducers(); i++) reducers.add(new ReducerLink(i, config.reducers().get(i), this));
    }

    private static long size(List<Input.Segment> portion) {
        return portion.stream().mapToLong(segment -> segment.to() - segment.from()).sum();
    }

    /// Waits for the turn at each reducer, one after the other: two masters that wait for each other's would wait for ever.
    void open() throws IOException, InterruptedException {
        for (var reducer : reducers) {
            reducer.start();
            while (!reducer.awaitTurn(Duration.ofMillis(100))) if (mapped.isDone()) await();
        }
        enter(machine::opened);
        join(config);
    }

    /// Takes in what mappers are new; those that are no longer named are left alone when they end.
    synchronized void join(ClusterConfig config) {
        if (closed) return;
        for (var address : config.mappers()) {
            if (mappers.stream().anyMatch(link -> link.address().equals(address))) continue;
            mappers.add(new MapperLink(mappers.size(), address, this).start());
        }
    }

    /// Waits until all portions are there.
    void await() throws IOException {
        try {
            mapped.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    boolean isMapped() {
        return mapped.isDone();
    }

    private synchronized MapperLink link(int mapper) {
        return mappers.get(mapper);
    }

    private void perform(MasterMachine.Action action) {
        switch (action) {
            case MasterMachine.Assign it -> {
                var attempt = new Message.Attempt(plan.job(), it.portion(), it.attempt());
                counters.count(it.backup() ? "backups" : "attempts");
                holders.put(attempt, it.mapper());
                timeline.add(it.backup() ? Timeline.Kind.BACKUP : Timeline.Kind.ASSIGNED, it.mapper(), it.portion(),
                        it.attempt());
                link(it.mapper()).assign(attempt);
            }
            case MasterMachine.Cancel it -> {
                timeline.add(Timeline.Kind.CANCELLED, it.mapper(), it.portion(), it.attempt());
                link(it.mapper()).cancel(new Message.Attempt(plan.job(), it.portion(), it.attempt()));
            }
            case MasterMachine.Lost it -> {
                counters.count("deaths");
                timeline.add(Timeline.Kind.DIED, it.mapper(), it.portion(), it.attempt());
            }
            case MasterMachine.Skip it -> {
                counters.count("skipped");
                for (var segment : segments(it.portion())) {
                    report("left out: " + input.documents().get(segment.document()).name() + " from byte " + segment.from()
                            + " to " + segment.to());
                }
            }
            case MasterMachine.Report it -> report(it.text());
            case MasterMachine.Finish _ -> mapped.complete(null);
            case MasterMachine.Fail it -> fail(it.reason());
        }
    }

    void progress(int mapper, Message.Progress m) {
        enter(now -> machine.progress(now, mapper, m.attempt().portion(), m.attempt().number(), m.bytes(),
                m.phase()));
    }

    void done(int mapper, Message.Done m) {
        counters.adder("mapped records").add(m.records());
        counters.adder("spills").add(m.spills());
        counters.adder("spilled bytes").add(m.spilledBytes());
        enter(now -> machine.done(now, mapper, m.attempt().portion(), m.attempt().number()));
    }

    /// What a reducer has to say about an attempt.
    void event(int partition, Message.Event event) {
        var attempt = event.attempt();
        if (attempt.portion() >= plan.portions().size()) return;
        int mapper = holders.getOrDefault(attempt, -1);
        var kind = switch (event.kind()) {
            case ReducerMachine.ANNOUNCED -> Timeline.Kind.ANNOUNCED;
            case ReducerMachine.PERMITTED -> Timeline.Kind.PERMITTED;
            case ReducerMachine.ACCEPTED -> Timeline.Kind.ACCEPTED;
            case ReducerMachine.DROPPED -> Timeline.Kind.DROPPED;
            default -> null;
        };
        if (kind != null) timeline.add(kind, mapper, attempt.portion(), attempt.number());
        switch (event.kind()) {
            case ReducerMachine.ACCEPTED -> {
                counters.count("accepted");
                tables.merge(mapper, 1, Integer::sum);
                enter(now -> machine.accepted(now, attempt.portion(), partition));
            }
            case ReducerMachine.LOST -> report("reducer: " + attempt + " of mapper " + mapper + " is lost: " + event.note());
            case ReducerMachine.DIFFERS -> {
                counters.count("differing tables");
                report("reducer: " + attempt + " of mapper " + mapper + ": " + event.note());
            }
            default -> {
                // Seen in the time line.
            }
        }
    }

    /// {@return the result, merged of what all reducers send}
    SortedRecords result(Job job) throws IOException {
        timeline.merging();
        var parts = new ArrayList<SortedRecords>();
        try {
            for (var reducer : reducers) parts.add(reducer.result());
        } catch (IOException e) {
            for (var part : parts) part.close();
            throw e;
        }
        return MergedRecords.of(parts, job::combine);
    }

    void forget() {
        for (var reducer : reducers) {
            try {
                reducer.forget();
            } catch (IOException e) {
                report("a reducer keeps what it need not: " + Failure.line(e));
            }
        }
    }

    void enter(LongConsumer event) {
        driver.enter(event);
    }

    JobView view() {
        var nodes = new HashMap<Integer, JobView.Node>();
        for (var node : driver.ask(machine::nodes)) nodes.put(node.mapper(), node);
        var all = new ArrayList<JobView.Node>();
        synchronized (this) {
            for (int i = 0; i < mappers.size(); i++) {
                var node = nodes.getOrDefault(i, new KnownMapper().view(i, null));
                all.add(node.known(Address.text(mappers.get(i).address()), tables.getOrDefault(i, 0)));
            }
        }
        return new JobView(driver.ask(machine::standings), all, timeline.latest());
    }

    /// {@return the portions of which a reducer must have a table}
    Set<Integer> accepted(int partition) {
        return driver.ask(() -> machine.accepted(partition));
    }

    void report(String text) {
        listener.accept(text);
    }

    void fail(String reason) {
        mapped.completeExceptionally(new IOException(reason));
    }

    MasterMachine machine() {
        return machine;
    }

    Host host() {
        return host;
    }

    byte[] key() {
        return Terms.utf8(config.key());
    }

    JobOptions options() {
        return options;
    }

    JobSpec spec() {
        return options.job();
    }

    long job() {
        return plan.job();
    }

    int portions() {
        return plan.portions().size();
    }

    List<Input.Segment> segments(int portion) {
        return plan.portions().get(portion);
    }

    List<InetSocketAddress> reducers() {
        return config.reducers().subList(0, plan.reducers());
    }

    Input input() {
        return input;
    }

    Timeline timeline() {
        return timeline;
    }

    Counters counters() {
        return counters;
    }

    @Override
    public void close() {
        // Not under the lock: this waits for whoever performs an action, and actions ask for a link.
        driver.close();
        synchronized (this) {
            closed = true;
            mappers.forEach(MapperLink::close);
            reducers.forEach(ReducerLink::close);
        }
    }
}
