package wirelab.kit;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Looks at many connections again and again and ends those whose time is up, so that no read needs a timer of its own.
final class Sweeper {
    /// How often it looks: a limit is overrun by this much at most,
    /// and ten thousand connections are looked at in a millisecond.
    private static final long INTERVAL = Duration.ofMillis(50).toNanos();

    /// Watches the connections that programs here have opened, if they asked for a limit.
    static final Sweeper CLIENTS = new Sweeper("client-sweep", ConcurrentHashMap.newKeySet(), () -> {});

    private final String name;
    private final Set<Connection> watched;
    private final Runnable onExpiry;
    private volatile long quiet = Long.MAX_VALUE;
    private volatile boolean stopped;
    private volatile Thread thread;

    /// Watches a set of connections.
    ///
    /// @param watched the connections; others may add to and take from the set
    /// @param onExpiry called once for each connection whose time is up
    Sweeper(String name, Set<Connection> watched, Runnable onExpiry) {
        this.name = name;
        this.watched = watched;
        this.onExpiry = onExpiry;
    }

    void watch(Connection connection) {
        watched.add(connection);
        if (thread == null) start();
    }

    /// Takes a connection out.
    void forget(Connection connection) {
        watched.remove(connection);
    }

    /// From now on a connection may be silent for this long at most.
    void allowQuiet(Duration most) {
        quiet = most.toNanos();
    }

    void stop() {
        stopped = true;
    }

    private synchronized void start() {
        if (thread != null) return;
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    private void run() {
        while (!stopped) {
            long now = System.nanoTime();
            for (var connection : watched) {
                if (connection.expire(now, quiet)) onExpiry.run();
            }
            LockSupport.parkNanos(INTERVAL);
        }
    }
}
