package wirelab.mapreduce;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import wirelab.kit.Counters;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// A mapper's conversation with one master. There is one portion in hand at a time.
final class MapperSession {
    private static final System.Logger LOG = System.getLogger(MapperSession.class.getName());
    private static final Duration REPORT = Duration.ofMillis(100);

    private final Host host;
    private final WorkerOptions options;
    private final Wire wire;
    private final Counters counters;
    private final AtomicReference<MapTask> current = new AtomicReference<>();
    private List<InetSocketAddress> reducers = List.of();

    MapperSession(Host host, WorkerOptions options, Wire wire, Counters counters) {
        this.host = host;
        this.options = options;
        this.wire = wire;
        this.counters = counters;
    }

    /// Reads until the master has gone; then nobody wants what is in hand.
    void run() throws IOException {
        try {
            for (Message message; (message = wire.receive()) != null; ) handle(message);
        } finally {
            var task = current.getAndSet(null);
            if (task != null) task.cancel();
        }
    }

    void leave() {
        try {
            wire.send(new Message.Leaving());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "nobody to leave: {0}", e.getMessage());
        }
    }

    void cut() {
        wire.cut();
        var task = current.get();
        if (task != null) task.cancel();
    }

    private void handle(Message message) throws IOException {
        var task = current.get();
        switch (message) {
            case Message.Assign assign -> begin(assign);
            case Message.Block block -> {
                if (task != null && task.attempt().equals(block.attempt())) add(task, block);
            }
            case Message.End end -> {
                if (task == null || !task.attempt().equals(end.attempt())) return;
                Thread.ofVirtual().name("deliver-" + end.attempt().portion()).start(() -> deliver(task));
            }
            case Message.Cancel cancel -> {
                if (task == null || !task.attempt().equals(cancel.attempt())) return;
                counters.count("cancelled");
                current.compareAndSet(task, null);
                discard(task);
            }
            default -> throw new ProtocolViolation("type", 0, message.getClass().getSimpleName() + " is not for a mapper");
        }
    }

    private void begin(Message.Assign assign) throws IOException {
        var before = current.getAndSet(null);
        if (before != null) discard(before);
        counters.count("assigned");
        try {
            if (assign.job().isShipped() && !options.allowJobs()) {
                throw new UsageException("this mapper takes no shipped jobs; start it with --allow-jobs");
            }
            var task = new MapTask(assign.attempt(), assign.job(), options.folder(), options.memory(), options.threads());
            reducers = assign.reducers();
            current.set(task);
            Thread.ofVirtual().name("progress").start(() -> report(task));
        } catch (UsageException e) {
            counters.count("failed");
            wire.send(new Message.Failed(assign.attempt(), e.getMessage()));
        }
    }

    private void add(MapTask task, Message.Block block) throws IOException {
        counters.adder("bytes").add(block.text().length);
        try {
            task.add(block);
        } catch (IOException e) {
            fail(task, e);
        }
    }

    /// Says now and then how far it is, also that it still waits.
    private void report(MapTask task) {
        try {
            while (current.get() == task) {
                wire.send(new Message.Progress(task.attempt(), task.mapped(), task.phase()));
                Thread.sleep(REPORT);
            }
        } catch (IOException | InterruptedException _) {
            task.cancel();
        }
    }

    /// Makes the tables and brings one to each reducer.
    private void deliver(MapTask task) {
        try {
            var targets = reducers;
            var tables = task.finish(targets.size());
            var left = new CountDownLatch(targets.size());
            var failure = new AtomicReference<IOException>();
            for (int i = 0; i < targets.size(); i++) {
                var delivery = new Delivery(host, options.key(), task, targets.get(i), i, tables.get(i));
                Thread.ofVirtual().name("deliver-" + task.attempt().portion() + "-" + i).start(() -> {
                    try {
                        delivery.run();
                    } catch (IOException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        left.countDown();
                    }
                });
            }
            left.await();
            if (failure.get() != null) throw failure.get();
            long records = tables.stream().mapToLong(Table::terms).sum();
            counters.count("done");
            counters.adder("spills").add(task.spills());
            counters.adder("spilled bytes").add(task.spilledBytes());
            if (current.compareAndSet(task, null)) {
                wire.send(new Message.Done(task.attempt(), records, task.spills(), task.spilledBytes()));
            }
            discard(task);
        } catch (IOException e) {
            fail(task, e);
        } catch (InterruptedException _) {
            task.cancel();
        }
    }

    private void fail(MapTask task, IOException e) {
        if (current.compareAndSet(task, null)) {
            counters.count("failed");
            try {
                wire.send(new Message.Failed(task.attempt(), Failure.line(e)));
            } catch (IOException _) {
                // The master is gone as well, and will give it to somebody else.
                wire.cut();
            }
        }
        discard(task);
    }

    /// Its threads may be in the middle of something, for which the reader does not wait.
    private static void discard(MapTask task) {
        task.cancel();
        Thread.ofVirtual().name("discard").start(() -> {
            try {
                task.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot delete what {0} left: {1}", task.attempt(), Failure.line(e));
            }
        });
    }
}
