package wirelab.intermediary;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import wirelab.http.Proxies.Route;

/// How many requests each server behind has at once, so that many clients together are no flood for it. One more waits for
/// its turn, in the order of arrival. Any thread may use it.
final class Places {
    private final int most;
    private final Duration patience;
    private final Map<Route, Server> servers = new HashMap<>();

    private static final class Server {
        private final Semaphore free;
        /// Those who have a place, and those who wait for one.
        private int guests;

        Server(int most) {
            free = new Semaphore(most, true);
        }
    }

    /// @param most 0 for any number
    /// @param patience how long one waits
    Places(int most, Duration patience) {
        this.most = most;
        this.patience = patience;
    }

    /// Takes a place, which is given back by [#give(Route)].
    ///
    /// @throws BadGateway when none became free in time
    void take(Route route) throws BadGateway {
        if (most == 0) return;
        Server server;
        synchronized (servers) {
            server = servers.computeIfAbsent(route, _ -> new Server(most));
            server.guests++;
        }
        boolean taken = false;
        try {
            taken = server.free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (!taken) leave(route, server);
        }
        if (!taken) throw BadGateway.busy(most);
    }

    void give(Route route) {
        if (most == 0) return;
        Server server;
        synchronized (servers) {
            server = servers.get(route);
        }
        server.free.release();
        leave(route, server);
    }

    private void leave(Route route, Server server) {
        synchronized (servers) {
            if (--server.guests == 0) servers.remove(route);
        }
    }

    /// {@return servers that have requests now, or are waited for: 0 when all is quiet}
    int size() {
        synchronized (servers) {
            return servers.size();
        }
    }
}
