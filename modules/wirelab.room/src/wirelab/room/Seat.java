package wirelab.room;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
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
    /// What the writer has to do: nothing, write what it was handed, or see for itself under the lock what there is.
    private enum Work { NONE, HANDED, MORE }

    /// Leaves [Work#NONE] under the lock, and comes back to it without: a writer that has written all it was handed needs no lock.
    private final AtomicReference<Work> work = new AtomicReference<>(Work.NONE);
    /// What the writer is to write next; belongs to it unless there is no work.
    private ByteBuffer[] handed;
    /// These two are read and written under the lock.
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

    /// Calls the writer if there is something to do. Called under the lock.
    ///
    /// @return whether the writer may be asleep, so that the caller must wake it
    boolean rouse() {
        if (!closing && outbox.isEmpty()) return false;
        while (work.get() != Work.NONE) {
            if (work.get() == Work.MORE || work.compareAndSet(Work.HANDED, Work.MORE)) return false;
        }
        // Handed over here, lest fifty writers wake up to wait for one lock.
        handed = closing ? null : outbox.take(AT_ONCE);
        work.set(left());
        return true;
    }

    private Work left() {
        return closing || !outbox.isEmpty() ? Work.MORE : Work.HANDED;
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
            while (true) {
                while (work.get() == Work.NONE) LockSupport.park(this);
                var batch = handed != null ? handed : next();
                handed = null;
                if (batch == null) break;
                // 0 means that nothing is being written.
                writing = System.nanoTime() | 1;
                connection.write(batch);
                writing = 0;
                outbox.sent();
                work.compareAndSet(Work.HANDED, Work.NONE);
            }
            connection.endOutput();
        } catch (IOException _) {
            // The member is gone; the reader notices, tells the room, and the server counts it.
            connection.close();
        } finally {
            writing = 0;
        }
    }

    /// @return what to write now, `null` when there will never be anything
    private ByteBuffer[] next() {
        lock.lock();
        try {
            var batch = outbox.take(AT_ONCE);
            if (batch.length == 0 && closing || dropped) return null;
            work.set(left());
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
