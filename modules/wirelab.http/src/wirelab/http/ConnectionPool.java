package wirelab.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import wirelab.http.Proxies.Route;
import wirelab.kit.Text;

/// Connections that wait for their next exchange, found by their [Route]. The one that was used last is taken first, since
/// its server has had the least time to close it.
///
/// Bounded in number and in time: the longest idle one goes when there are too many, and none is used that has been idle for
/// longer than servers usually wait. Any thread may use it.
public final class ConnectionPool implements AutoCloseable {
    /// After so long a connection is not used again: nginx closes after 75 s, Apache after 5.
    public static final Duration IDLE = Duration.ofSeconds(4);

    private final int most;
    private final Deque<ClientConnection> idle = new ArrayDeque<>();
    private boolean closed;

    /// Makes an empty pool.
    ///
    /// @param most how many connections wait at most
    public ConnectionPool(int most) {
        this.most = most;
    }

    /// Takes a connection out.
    ///
    /// @return a connection that nobody else uses, or `null` when there is none
    public ClientConnection take(Route route) {
        // The system is asked outside of the lock.
        for (ClientConnection connection; (connection = newest(route)) != null; connection.close()) {
            if (connection.quiet()) return connection;
        }
        return null;
    }

    private synchronized ClientConnection newest(Route route) {
        long oldest = System.nanoTime() - IDLE.toNanos();
        for (Iterator<ClientConnection> all = idle.iterator(); all.hasNext(); ) {
            var connection = all.next();
            if (connection.idleSince() - oldest < 0) {
                all.remove();
                connection.close();
            } else if (connection.route().equals(route)) {
                all.remove();
                return connection;
            }
        }
        return null;
    }

    /// Puts a connection in, or closes it where there is no room.
    ///
    /// @param connection between two exchanges; not to be used by the caller any more
    public void give(ClientConnection connection) {
        connection.idle(System.nanoTime());
        ClientConnection surplus = null;
        synchronized (this) {
            if (closed || most == 0) surplus = connection;
            else {
                idle.addFirst(connection);
                if (idle.size() > most) surplus = idle.removeLast();
            }
        }
        if (surplus != null) surplus.close();
    }

    /// {@return how many connections wait: now}
    public synchronized int size() {
        return idle.size();
    }

    /// Closes all that wait; those that come back later are closed too.
    @Override
    public synchronized void close() {
        closed = true;
        for (var connection : idle) connection.close();
        idle.clear();
    }

    @Override
    public String toString() {
        return Text.count(idle.size(), "idle connection");
    }
}
