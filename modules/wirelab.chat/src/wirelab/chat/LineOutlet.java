package wirelab.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.Connection;
import wirelab.kit.Counters;

/// The lines that wait to be written to one connection. Putting one in never waits, so whoever has several connections, or a
/// state to look after, cannot be held up by a peer that does not read: at the limit its connection is broken off.
public final class LineOutlet {
    /// How long a client may take to hang up when this end has.
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Connection connection;
    private final int limit;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    /// No line comes after those that wait.
    private boolean ended;
    /// This end hangs up, rather than the client.
    private boolean hangingUp;

    /// Begins with nothing waiting; the caller lets a thread [#run()] it.
    ///
    /// @param limit how many may wait
    /// @param counters count `cut off: does not read`
    public LineOutlet(Connection connection, int limit, Counters counters) {
        this.connection = connection;
        this.limit = limit;
        this.counters = counters;
    }

    /// Puts a line in; nothing happens when the end was announced before.
    ///
    /// @param line without its end
    public void send(String line) {
        lock.lock();
        try {
            if (ended) return;
            if (waiting.size() < limit) {
                waiting.add(line);
            } else {
                // It does not read: what waits is given up with the connection.
                counters.count("cut off: does not read");
                ended = true;
                waiting.clear();
                connection.reset();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// After what waits nothing follows, and this direction of the connection ends.
    public void hangUp() {
        end(true);
    }

    /// The peer is gone or going; what waits may still reach it.
    public void finish() {
        end(false);
    }

    private void end(boolean byUs) {
        lock.lock();
        try {
            hangingUp |= byUs;
            ended = true;
            // Whoever reads no more must not hold the writer, and with it a place among the connections.
            connection.stage(FAREWELL);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Writes until the end has been announced and nothing waits, or the connection is broken; then it is closed.
    public void run() {
        try {
            for (String lines; (lines = take()) != null; ) connection.write(lines.getBytes(StandardCharsets.UTF_8));
            if (hangingUp) connection.endOutput();
        } catch (IOException | InterruptedException _) {
            // Broken: the thread that reads finds that out too, and tells the machine.
            connection.close();
        }
    }

    /// All that waits, as one piece; `null` at the end.
    private String take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) changed.await();
            if (waiting.isEmpty()) return null;
            var lines = new StringBuilder();
            waiting.forEach(line -> lines.append(line).append('\n'));
            waiting.clear();
            return lines.toString();
        } finally {
            lock.unlock();
        }
    }
}
