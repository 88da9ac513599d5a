/// Many writers of a replicated folder: overwrites, and new files beside what they cost at the least; until all of it is in
/// all three folders. Copies and one small file: bench replica.

import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.replica.*;

static final Poll POLL = new Poll(Duration.ofMinutes(1), Duration.ofMillis(5));
static final String KEY = "a key for benches alone";

void main(String... args) {
    Program.of("ReplicaloadBench", "measures how many writes a replicated folder acknowledges")
            .text("at", "DIR", "/dev/shm", "where the folders are; an ext4 and a memory file system differ much")
            .number("writers", 64, 1, 512, "clients that write")
            .duration("writing", "5s", "for how long; what counts ends when all of it is in all three folders")
            .number("rounds", 3, 1, 50, "of each, one beside the other; the median counts")
            .run(args, this::measure);
}

final Table table = new Table().text("what", "what", 44).number("wirelab", "wirelab", 10, 1).number("floor", "floor", 10, 1)
        .ratio("ratio", "ratio", 8).text("unit", "unit", 10);
Path folder;

void measure(CommandLine options) throws Exception {
    folder = Files.createTempDirectory(options.path("at"), "replicaload-bench");
    System.out.println("in " + folder.getParent() + "\n" + table.head());
    var overwritten = new Samples();
    var fresh = new Samples();
    var least = new Samples();
    try {
        for (int i = 0; i < options.number("rounds"); i++) {
            overwritten.add(group(options, (own, n) -> "w" + (own + n) % 64));
            fresh.add(group(options, (own, n) -> "n" + own + "-" + n));
            try (var floor = new Floor()) {
                least.add(rate(options, floor::writer, floor::isDone));
            }
            Folders.delete(folder);
            Files.createDirectory(folder);
        }
        row("overwrites of 64 paths", overwritten.median(), Double.NaN);
        row("new files, beside three journals and folders", fresh.median(), least.median());
        Results.write("replicaload", Map.of("at", options.text("at"), "rows", table.rows()), table);
    } finally {
        Folders.delete(folder);
    }
}

void row(String what, double ours, double floor) {
    System.out.println(table.add(what, ours, floor, ours / floor, "per s"));
}

/// Where the n-th write of a client goes.
interface Paths {
    String path(int own, int n);
}

/// Three nodes, each with a folder of its own.
///
/// @return writes per second
double group(CommandLine options, Paths paths) throws Exception {
    var addresses = new TreeMap<Integer, InetSocketAddress>();
    while (addresses.size() < 3) addresses.put(addresses.size(), new InetSocketAddress("127.0.0.1", ServerProcess.freePort()));
    var config = new ReplicaConfig(addresses, KEY, false);
    var nodes = new ArrayList<ReplicaService>();
    var clients = new ArrayList<ReplicaSession>();
    var own = Files.createTempDirectory(folder, "group");
    try {
        for (int id = 0; id < 3; id++) {
            var here = Files.createDirectory(own.resolve("nodo" + id));
            nodes.add(ReplicaService.start(Host.HERE, config, id, here, ReplicaOptions.DEFAULTS));
        }
        POLL.until("somebody leads", () -> nodes.stream().anyMatch(ReplicaService::leads));
        return rate(options, i -> {
            var client = session(config);
            clients.add(client);
            return n -> client.put(paths.path(i, n), 0644, ("by " + i + ", " + n).getBytes());
        }, () -> {
            var tree = nodes.getFirst().tree();
            return nodes.stream().allMatch(node -> node.tree().equals(tree) && node.brought().equals(tree));
        });
    } finally {
        clients.forEach(ReplicaSession::close);
        nodes.forEach(ReplicaService::close);
    }
}

ReplicaSession session(ReplicaConfig config) {
    return ReplicaSession.open(Host.HERE, config, ReplicaSession.Options.DEFAULTS.withPatience(Duration.ofSeconds(30)));
}

/// What must be done for a new file, and nothing else: three journals force what came together, two of them acknowledge it, and
/// each then writes the file into a folder, forced. No network, no election, no tree, nothing sealed.
final class Floor implements AutoCloseable {
    record Wanted(String name, byte[] bytes, CountDownLatch journals) {}

    final List<BlockingQueue<Wanted>> queues = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();
    final AtomicReference<Exception> failure = new AtomicReference<>();
    final AtomicLong open = new AtomicLong();
    /// As many commands may wait in a group, for each of three folders.
    static final long MOST_OPEN = 3 * 4_096;

    Floor() throws IOException {
        var all = Files.createTempDirectory(folder, "floor");
        for (int i = 0; i < 3; i++) {
            var own = Files.createDirectory(all.resolve("folder" + i));
            var arrived = new LinkedBlockingQueue<Wanted>();
            var agreed = new LinkedBlockingQueue<Wanted>();
            queues.add(arrived);
            var journal = Journal.open(all.resolve("journal" + i), _ -> {});
            start(() -> {
                try (journal) {
                    for (var batch = new ArrayList<Wanted>(); ; batch.clear()) {
                        batch.add(arrived.take());
                        arrived.drainTo(batch);
                        journal.append(batch.stream().map(Wanted::bytes).toList());
                        batch.forEach(one -> one.journals.countDown());
                        agreed.addAll(batch);
                    }
                }
            });
            start(() -> {
                for (var batch = new ArrayList<Wanted>(); ; batch.clear()) {
                    batch.add(agreed.take());
                    agreed.drainTo(batch);
                    for (var one : batch) place(own, one);
                    try (var opened = FileChannel.open(own)) {
                        opened.force(true);
                    }
                    open.addAndGet(-batch.size());
                }
            });
        }
    }

    void start(Callable<Void> work) {
        threads.add(Thread.ofPlatform().daemon().start(() -> {
            try {
                work.call();
            } catch (InterruptedException | ClosedByInterruptException _) {
                // It is over.
            } catch (Exception e) {
                failure.compareAndSet(null, e);
            }
        }));
    }

    static void place(Path own, Wanted one) throws IOException {
        var fresh = own.resolve(one.name + ".new");
        try (var file = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(one.bytes));
            file.force(false);
        }
        Files.move(fresh, own.resolve(one.name), StandardCopyOption.ATOMIC_MOVE);
    }

    /// A client, which waits until two journals have what it wants.
    Writer writer(int own) {
        return n -> {
            // Whoever acknowledges what nobody can keep up with is no floor.
            while (open.get() > MOST_OPEN) Thread.sleep(1);
            var wanted = new Wanted("n" + own + "-" + n, ("by " + own + ", " + n).getBytes(), new CountDownLatch(2));
            open.addAndGet(3);
            queues.forEach(queue -> queue.add(wanted));
            wanted.journals.await();
        };
    }

    /// {@return whether all three folders have all}
    boolean isDone() throws Exception {
        if (failure.get() != null) throw failure.get();
        return open.get() == 0;
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

/// What one client does again and again.
interface Writer {
    void write(int n) throws Exception;
}

/// @param done whether all that was written is where it must be in the end
/// @return writes per second, until then
double rate(CommandLine options, IntFunction<Writer> writers, Callable<Boolean> done) throws Exception {
    var written = new LongAdder();
    var failure = new AtomicReference<Exception>();
    var over = new AtomicBoolean();
    var threads = new ArrayList<Thread>();
    long began = System.nanoTime();
    for (int i = 0; i < options.number("writers"); i++) {
        var writer = writers.apply(i);
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                for (int n = 0; !over.get(); n++) {
                    writer.write(n);
                    written.increment();
                }
            } catch (Exception e) {
                failure.compareAndSet(null, e);
            }
        }));
    }
    Thread.sleep(options.duration("writing"));
    over.set(true);
    for (var thread : threads) thread.join();
    if (failure.get() != null) throw failure.get();
    POLL.until("all of it is there", done);
    return written.sum() / ((System.nanoTime() - began) / 1e9);
}
