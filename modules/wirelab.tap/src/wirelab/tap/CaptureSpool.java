package wirelab.tap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A ring of buffers between those who write and a file: they fill one while one thread writes the others.
///
/// Whoever has a block to write claims [Room] for it, which takes one atomic addition, and fills it while
/// others fill theirs; a buffer goes to the file when all that was claimed in it is filled. The lock is only
/// for the step to the next buffer.
///
/// Only whole blocks are handed to the file, at the latest [#FLUSH_MILLIS] after they were made, so that the file of a
/// program that was killed can be read. When the disk is slower than the conversation, the conversation waits; when it takes
/// nothing for [#PATIENCE_SECONDS], or fails, the spool has ended and throws away what it is given.
final class CaptureSpool {
    /// Large, since each step to the next buffer wakes a thread.
    static final int BUFFER_SIZE = 1024 * 1024;
    static final int BUFFERS = 8;
    static final long FLUSH_MILLIS = 100;
    static final long PATIENCE_SECONDS = 10;

    /// A position that has no room behind it.
    private static final int SEALED = BUFFER_SIZE + 1;
    /// Whoever has claimed room fills it at once: this long takes the copy of a few packets.
    private static final long MOMENT = 20_000;

    private static final class Buffer {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER_SIZE);
        /// Bytes claimed in all, once it is sealed.
        int size;
        /// Bytes that are filled, less the size once it is sealed: then 0 says that it is complete.
        final AtomicInteger balance = new AtomicInteger();
    }

    /// Room for one block, to be filled and closed at once.
    static final class Room implements AutoCloseable {
        /// Where the block goes: as many bytes as were claimed, in network byte order.
        final ByteBuffer bytes;
        /// When it was claimed, from [System#nanoTime()]; blocks stand in the file in this order.
        final long time;
        private final Buffer buffer;

        private Room(Buffer buffer, int at, int size, long time) {
            this.buffer = buffer;
            this.time = time;
            bytes = buffer.bytes.slice(at, size);
        }

        /// The block is complete.
        @Override
        public void close() {
            buffer.balance.addAndGet(bytes.capacity());
        }
    }

    private final WritableByteChannel file;
    private final Consumer<IOException> onFailure;
    private final Buffer[] ring = new Buffer[BUFFERS];
    /// Which buffer is being filled (upper half, counted without end), and up to where it is claimed (lower half).
    private final AtomicLong claimed = new AtomicLong();
    /// Buffers that are neither being filled nor waiting for the file.
    private final Semaphore free = new Semaphore(BUFFERS - 1);
    private final BlockingQueue<Buffer> full = new ArrayBlockingQueue<>(BUFFERS);
    /// Held for the step to the next buffer, also while there is none.
    private final ReentrantLock lock = new ReentrantLock();
    private long handedOver;
    private final Object progress = new Object();
    private long done;
    private final Thread writer;
    private volatile boolean ended;
    private volatile boolean closing;

    /// Begins to write.
    ///
    /// @param file where to; closed in the end
    /// @param onFailure told once when the file can take no more
    CaptureSpool(WritableByteChannel file, Consumer<IOException> onFailure) {
        this.file = file;
        this.onFailure = onFailure;
        for (int i = 0; i < BUFFERS; i++) ring[i] = new Buffer();
        writer = Thread.ofPlatform().daemon().name("pcap-writer").start(this::run);
    }

    /// Claims room for one block.
    ///
    /// @param size of the block in bytes
    /// @return the room, or `null` when the spool has ended
    Room claim(int size) {
        if (size > BUFFER_SIZE) throw new IllegalArgumentException("a block of " + size + " bytes");
        while (true) {
            long seen = claimed.get();
            // Read before the claim, which fails if anybody else has claimed since: so times never go backwards in the file.
            long time = System.nanoTime();
            int at = (int) seen;
            if (at + size > BUFFER_SIZE) {
                if (!makeRoom(size)) return null;
            } else if (claimed.compareAndSet(seen, seen + size)) {
                return new Room(ring[indexOf(seen)], at, size, time);
            }
        }
    }

    private static int indexOf(long claimed) {
        return (int) ((claimed >>> 32) % BUFFERS);
    }

    private boolean makeRoom(int size) {
        lock.lock();
        try {
            if (ended || closing) return false;
            if ((int) claimed.get() + size <= BUFFER_SIZE) return true;
            seal();
            return waitForFree() && next();
        } finally {
            lock.unlock();
        }
    }

    /// Hands the present buffer over to the file; nobody can claim room until [#next()].
    private void seal() {
        long before = claimed.getAndUpdate(now -> now & 0xffff_ffff_0000_0000L | SEALED);
        int size = (int) before;
        if (size == SEALED) return;
        var buffer = ring[indexOf(before)];
        buffer.size = size;
        buffer.balance.addAndGet(-size);
        handedOver++;
        full.add(buffer);
    }

    private boolean next() {
        claimed.set((claimed.get() >>> 32) + 1 << 32);
        return true;
    }

    private boolean waitForFree() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) return true;
                    fail(new IOException("nothing could be written for " + PATIENCE_SECONDS + " s"));
                    return false;
                } catch (InterruptedException _) {
                    // A conversation that is being interrupted still gets its last packets recorded.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// Whether it throws away what it is given.
    boolean hasEnded() {
        return ended;
    }

    /// How many wait for room, besides the one that waits for the file.
    int waiting() {
        return lock.getQueueLength();
    }

    /// Waits until all blocks made so far are in the file, for at most [#PATIENCE_SECONDS].
    void flush() {
        lock.lock();
        try {
            boolean unfinished = (int) claimed.get() > 0 && !ended && !closing;
            if (unfinished) {
                seal();
                if (waitForFree()) next();
            }
        } finally {
            lock.unlock();
        }
        awaitWritten();
    }

    private void awaitWritten() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        long goal = handedOver;
        lock.unlock();
        synchronized (progress) {
            try {
                for (long left; done < goal && (left = deadline - System.nanoTime()) > 0; ) {
                    TimeUnit.NANOSECONDS.timedWait(progress, left);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Writes the rest and closes the file. Whoever still claims room gets none.
    void close() {
        lock.lock();
        try {
            if ((int) claimed.get() > 0) seal();
            else claimed.getAndUpdate(now -> now | SEALED);
            closing = true;
        } finally {
            lock.unlock();
        }
        awaitWritten();
        try {
            writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            file.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void run() {
        try {
            while (true) {
                var buffer = full.poll(closing ? 0 : FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                if (buffer != null) write(buffer);
                else if (closing && full.isEmpty()) return;
                else sealUnfinished();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread.
        }
    }

    /// Takes what has been waiting in the present buffer, if nothing else is to be written. Never waits for the lock, so it
    /// goes on while somebody who holds it waits for a free buffer.
    private void sealUnfinished() {
        if (!lock.tryLock()) return;
        try {
            int at = (int) claimed.get();
            if (at == 0 || at == SEALED || !free.tryAcquire()) return;
            seal();
            next();
        } finally {
            lock.unlock();
        }
    }

    private void write(Buffer buffer) {
        while (buffer.balance.get() != 0) LockSupport.parkNanos(MOMENT);
        write(buffer.bytes.slice(0, buffer.size));
        free.release();
        synchronized (progress) {
            done++;
            progress.notifyAll();
        }
    }

    private void write(ByteBuffer blocks) {
        if (ended) return;
        try {
            while (blocks.hasRemaining()) file.write(blocks);
        } catch (IOException e) {
            fail(e);
            cutAfterLastBlock(blocks);
        }
    }

    /// A disk that became full took half of a block, most likely; without it the file can still be read.
    private void cutAfterLastBlock(ByteBuffer blocks) {
        int whole = 0;
        while (whole < blocks.position()) {
            int next = whole + blocks.getInt(whole + 4);
            if (next > blocks.position()) break;
            whole = next;
        }
        try {
            if (file instanceof SeekableByteChannel seekable) {
                seekable.truncate(seekable.position() - blocks.position() + whole);
            }
        } catch (IOException _) {
            // A device such as /dev/full cannot be cut, and has nothing to be read.
        }
    }

    private void fail(IOException e) {
        if (ended) return;
        ended = true;
        onFailure.accept(e);
    }
}
