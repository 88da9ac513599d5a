package wirelab.room;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Connection;

/// A member's place at the server: its connection, its outbox, and the one thread that writes to it.
///
/// The writer takes whatever waits, up to [#AT_ONCE], and writes it in one go; so the busier the room, the fewer writes per line.
final class Seat {
    /// Bytes of one write at most. A member that takes longer than the server's `stall` for so many does not read.
    static final int AT_ONCE = 256 * 1024;

    final int id;
    private final Connection connection;
    private final Outbox outbox;
    private final Lock lock;
    private final Thread writer;
    /// These three are read and written under the lock.
    private boolean waiting;
    private boolean closing;
    private boolean dropped;
    /// When the present write began, 0 for none; the watch reads it.
    private volatile long writing;

    /// Takes a place; [#open()] lets the writer begin.
    ///
    /// @param lock guards the tape and all outboxes
    Seat(int id, Connection connection, Tape tape, Lock lock) {
        this.id = id;
        this.connection = connection;
        this.lock = lock;
        outbox = new Outbox(tape);
        writer = Thread.ofVirtual().name("room-writer-", id).unstarted(this::write);
    }

    Outbox outbox() {
        return outbox;
    }

    void open() {
        writer.start();
    }

    /// Whether the writer is asleep and has something to do; then the caller must wake it. Called under the lock.
    boolean rouse() {
        if (!waiting || !closing && outbox.isEmpty()) return false;
        waiting = false;
        return true;
    }

    /// Wakes the writer. Best called without the lock, which is the first thing that the writer wants.
    void wake() {
        LockSupport.unpark(writer);
    }

    /// Lets the writer send what waits and then end. Called under the lock.
    void finish() {
        closing = true;
        outbox.end();
        if (rouse()) wake();
    }

    /// Whether this seat is on its way out in order. Called under the lock.
    boolean isClosing() {
        return closing;
    }

    /// Breaks the connection off. Called under the lock.
    void drop() {
        dropped = true;
        finish();
        connection.reset();
    }

    /// Whether the connection was broken off. Called under the lock.
    boolean isDropped() {
        return dropped;
    }

    /// How long the present write has been going on.
    ///
    /// @param now as from [System#nanoTime()]
    /// @return nanoseconds, 0 when nothing is being written
    long stalled(long now) {
        long began = writing;
        return began == 0 ? 0 : now - began;
    }

    /// Waits until the writer has ended.
    void awaitWriter() throws IOException {
        try {
            writer.join();
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the last lines went out", e);
        }
    }

    private void write() {
        try {
            for (ByteBuffer[] batch; (batch = next()) != null; ) {
                if (batch.length == 0) {
                    LockSupport.park(this);
                    continue;
                }
                // 0 means that nothing is being written.
                writing = System.nanoTime() | 1;
                connection.write(batch);
                writing = 0;
            }
            connection.endOutput();
        } catch (IOException _) {
            // The member is gone; the reader notices, tells the room, and the server counts it.
            connection.close();
        } finally {
            writing = 0;
        }
    }

    /// @return what to write, empty when there is nothing now, `null` when there will never be anything
    private ByteBuffer[] next() {
        lock.lock();
        try {
            var batch = dropped ? new ByteBuffer[0] : outbox.take(AT_ONCE);
            if (batch.length > 0) return batch;
            if (closing) return null;
            waiting = true;
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
