package wirelab.replicaview;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import wirelab.replica.ReplicaService;
import wirelab.replicaview.RunPicture.Being;

/// Looks at the nodes of this process again and again, and draws what it has seen.
public final class RunWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    /// A write that a client does.
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    private final long began = System.nanoTime();
    private final RunPicture picture;
    private final Supplier<Map<Integer, ReplicaService>> nodes;
    private final Set<Integer> known = new TreeSet<>();
    private final Set<Integer> alone = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    private RunWatch(String title, Supplier<Map<Integer, ReplicaService>> nodes) {
        picture = new RunPicture(title);
        this.nodes = nodes;
        thread = Thread.ofVirtual().name("run-watch").unstarted(this::run);
    }

    /// Starts to look.
    ///
    /// @param nodes those that live, by number; a map that others may change meanwhile
    public static RunWatch start(String title, Supplier<Map<Integer, ReplicaService>> nodes) {
        var watch = new RunWatch(title, nodes);
        watch.thread.start();
        return watch;
    }

    private long now() {
        return System.nanoTime() - began;
    }

    private void run() {
        try {
            while (true) {
                look();
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            }
        } catch (InterruptedException _) {
            // It is to end.
        }
    }

    private void look() {
        var living = nodes.get();
        known.addAll(living.keySet());
        long latest = 0;
        for (int id : known) {
            var node = living.get(id);
            if (node == null) {
                picture.being(now(), id, Being.DOWN, 0, false);
                continue;
            }
            var moment = node.moment();
            var being = switch (moment.role()) {
                case LEADER -> Being.LEADER;
                case FOLLOWER -> Being.FOLLOWER;
                default -> Being.CANDIDATE;
            };
            picture.being(now(), id, being, moment.term(), alone.contains(id));
            latest = Math.max(latest, moment.commit());
        }
        for (var node : living.entrySet()) {
            picture.behind(now(), node.getKey(), Math.max(0, latest - node.getValue().moment().folder()));
        }
    }

    /// Does a write, and notes when it was acknowledged.
    public void write(Write write) throws IOException {
        long since = now();
        write.run();
        picture.acknowledged(now(), now() - since);
    }

    /// Something was done to the group.
    public void happened(String text) {
        picture.happened(now(), text);
    }

    /// A node was cut off from all others, or is no longer.
    public void cut(int node, boolean isCut) {
        if (isCut) alone.add(node);
        else alone.remove(node);
        happened("nodo" + node + (isCut ? " is cut off" : " is back"));
    }

    /// Draws what was seen up to now.
    public void draw(Path file) throws IOException {
        picture.write(file, now());
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return picture.toString();
    }
}
