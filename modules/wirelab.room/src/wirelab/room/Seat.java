package wirelab.room;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import wirelab.kit.Connection;

/// A member's place at the server: its connection and its outbox. At most one of the [Couriers] is at a seat at any time.
///
/// It takes whatever waits, up to [#AT_ONCE], and writes it in one go; so the busier the room, the fewer writes per line.
final class Seat {
    /// Bytes of one write at most. A member that takes longer than the server's `stall` for so many does not read.
    static final int AT_ONCE = 256 * 1024;

    final int id;
    private final Connection connection;
    private final Outbox outbox;
    private final Lock lock;
    private final CountDownLatch ended = new CountDownLatch(1);
    /// These three are read and written under the lock; once a seat has ended it stays in the couriers' hands.
    private boolean carried;
    private boolean closing;
    private boolean dropped;
    /// When the present write began, 0 for none; the watch reads it.
    private volatile long writing;

    /// Takes a place.
    ///
    /// @param lock guards the tape and all outboxes
    Seat(int id, Connection connection, Tape tape, Lock lock) {
        this.id = id;
        this.connection = connection;
        this.lock = lock;
        outbox = new Outbox(tape);
    }

    Outbox outbox() {
        return outbox;
    }

    /// Looks whether there is something to write, or to end. Called under the lock.
    ///
    /// @return whether the couriers must be sent here; not so when they know
    boolean rouse() {
        if (carried || !closing && outbox.isEmpty()) return false;
        return carried = true;
    }

    /// Nothing follows but what waits now, then the connection ends. Called under the lock.
    void finish() {
        closing = true;
        outbox.end();
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

    /// Waits until nothing will ever be written any more.
    void awaitEnd() throws IOException {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the last lines went out", e);
        }
    }

    /// Takes what to write now, or ends this member's stream when nothing will ever follow. Called by a courier, without the
    /// lock.
    ///
    /// @return for [#write], or `null` when there is nothing and no courier is needed until the seat is roused again
    ByteBuffer[] next() {
        lock.lock();
        try {
            var batch = outbox.take(AT_ONCE);
            if (batch.length > 0 && !dropped) return batch;
            if (!closing) {
                carried = false;
                return null;
            }
        } finally {
            lock.unlock();
        }
        hangUp();
        return null;
    }

    /// Writes, and waits as long as the member does not read. Called by a courier, without the lock.
    ///
    /// @param batch from [#next]
    /// @return whether to come again, since there may be more by now
    boolean write(ByteBuffer[] batch) {
        boolean sent = false;
        // 0 means that nothing is being written.
        writing = System.nanoTime() | 1;
        try {
            connection.write(batch);
            outbox.sent();
            sent = true;
        } catch (IOException _) {
            // The member is gone; the reader notices, tells the room, and the server counts it.
        } finally {
            writing = 0;
            if (!sent) {
                connection.close();
                ended.countDown();
            }
        }
        return sent;
    }

    private void hangUp() {
        try {
            connection.endOutput();
        } catch (IOException _) {
            // The member was quicker, or was dropped.
            connection.close();
        } finally {
            ended.countDown();
        }
    }
}
