package wirelab.replica;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Host;
import wirelab.raft.Linearizability;
import wirelab.raft.Operation;

/// Clients of a group that do this and that with a few paths, and what they saw.
final class Recorder implements AutoCloseable {
    private static final List<String> PATHS = List.of("a", "b", "c", "d");
    private static final long STEPS = 3_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    /// Between two operations of a client, at most.
    private static final int THINKS = 20_000_000;

    private final Host host;
    private final ReplicaConfig config;
    private final String prefix;
    private final List<Operation> history = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger clients = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private long longest;
    private String slowest = "";
    private int unknown;
    private Throwable failure;
    private volatile boolean over;

    /// @param prefix of the paths, which nobody else uses
    Recorder(Host host, ReplicaConfig config, String prefix, int count, long seed) {
        this.host = host;
        this.config = config;
        this.prefix = prefix;
        for (int i = 0; i < count; i++) {
            var random = new Random(seed * 100 + i);
            threads.add(Thread.ofPlatform().name("client" + i).start(() -> run(random)));
        }
    }

    private void run(Random random) {
        var options = ReplicaSession.Options.DEFAULTS.withPatience(PATIENCE);
        try (var session = ReplicaSession.open(host, config, options)) {
            int client = clients.incrementAndGet();
            for (int n = 0; !over; n++) {
                if (!perform(session, client, command(random, client + "." + n))) client = clients.incrementAndGet();
                LockSupport.parkNanos(1 + random.nextInt(THINKS));
            }
        } catch (Throwable e) {
            synchronized (history) {
                failure = e;
            }
        }
    }

    private static String command(Random random, String text) {
        String path = PATHS.get(random.nextInt(PATHS.size()));
        String other = PATHS.get((PATHS.indexOf(path) + 1 + random.nextInt(PATHS.size() - 1)) % PATHS.size());
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> "put " + path + " " + text;
            // A long one is staged.
            case 3 -> "put " + path + " " + text + "+" + "x".repeat(20_000);
            case 4 -> "rm " + path;
            case 5 -> "mv " + path + " " + other;
            case 6 -> "cp " + path + " " + other;
            default -> "get " + path;
        };
    }

    /// @return whether the outcome is known
    private boolean perform(ReplicaSession session, int client, String command) throws IOException {
        long began = clock.incrementAndGet();
        long at = System.nanoTime();
        String result = null;
        boolean happened = true;
        try {
            result = result(session, command.split(" ", 3));
        } catch (ReplicaException e) {
            if (e.getMessage().contains("no such file")) result = "no such file";
            else happened = e.isUnknown();
        } catch (IOException e) {
            if (!command.startsWith("get")) throw e;
            happened = false;
        }
        long took = System.nanoTime() - at;
        synchronized (history) {
            if (took > longest) slowest = command.split("\\+")[0] + " -> " + (result == null ? "?" : result.split("\\+")[0]);
            longest = Math.max(longest, took);
            if (result != null) history.add(new Operation(client, command, began, clock.incrementAndGet(), result));
            else if (happened) history.add(new Operation(client, command, began, Operation.OPEN, ""));
            if (result == null) unknown++;
            return result != null;
        }
    }

    private String result(ReplicaSession session, String[] words) throws IOException {
        String path = prefix + words[1];
        switch (words[0]) {
            case "put" -> session.put(path, 0644, words[2].getBytes());
            case "rm" -> session.change(new TreeChange.Remove(path, false));
            case "mv" -> session.change(new TreeChange.Move(path, prefix + words[2]));
            case "cp" -> session.change(new TreeChange.Copy(path, prefix + words[2]));
            default -> {
                var out = new ByteArrayOutputStream();
                session.get(path, out);
                return out.toString();
            }
        }
        return "ok";
    }

    int count() {
        synchronized (history) {
            return history.size();
        }
    }

    /// Ends the clients.
    ///
    /// @return whether what they saw has one order
    Linearizability.Result check() throws InterruptedException {
        close();
        for (var thread : threads) thread.join();
        if (failure != null) throw new AssertionError("a client failed", failure);
        return Linearizability.check(history, STEPS);
    }

    Duration longest() {
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() {
        over = true;
    }

    @Override
    public String toString() {
        return history.size() + " operations, " + unknown + " of them not answered, the longest took " + longest().toMillis()
                + " ms (" + slowest + ")";
    }
}
