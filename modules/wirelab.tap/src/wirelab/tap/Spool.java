package wirelab.tap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A few buffers between those who write and a file: they fill one while one thread writes the others.
///
/// Only whole blocks are handed to the file, at the latest [#FLUSH_MILLIS] after they were made, so that the file of a
/// program that was killed can be read. When the disk is slower than the conversation, the conversation waits; when it takes
/// nothing for [#PATIENCE_SECONDS], or fails, the spool has ended and throws away what it is given.
///
/// Whoever fills a buffer holds the [#lock] from [#room(int)] until the block is complete. The thread that writes never waits
/// for that lock, so it goes on while somebody who holds it waits for a free buffer.
final class Spool {
    /// Small enough to stay in the processor's cache until it is written.
    static final int BUFFER_SIZE = 256 * 1024;
    static final int BUFFERS = 3;
    static final long FLUSH_MILLIS = 100;
    static final long PATIENCE_SECONDS = 10;

    private final WritableByteChannel file;
    private final Consumer<IOException> onFailure;
    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS);
    private final Thread writer;
    final ReentrantLock lock = new ReentrantLock();
    private ByteBuffer current;
    private long handedOver;
    private final Object progress = new Object();
    private long done;
    private volatile boolean ended;
    private volatile boolean closing;

    /// Begins to write.
    ///
    /// @param file where to; closed in the end
    /// @param onFailure told once when the file can take no more
    Spool(WritableByteChannel file, Consumer<IOException> onFailure) {
        this.file = file;
        this.onFailure = onFailure;
        for (int i = 0; i < BUFFERS; i++) free.add(ByteBuffer.allocateDirect(BUFFER_SIZE));
        current = free.remove();
        writer = Thread.ofPlatform().daemon().name("pcap-writer").start(this::run);
    }

    /// Gives a buffer with room for one block.
    ///
    /// @param bytes that the block may take at most
    /// @return the buffer, or `null` when the spool has ended
    ByteBuffer room(int bytes) {
        if (ended || closing) return null;
        if (current.remaining() < bytes) {
            handOver();
            current = next();
        }
        return current;
    }

    private void handOver() {
        full.add(current);
        handedOver++;
    }

    private ByteBuffer next() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    var buffer = free.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    if (buffer != null) return buffer;
                    fail(new IOException("nothing could be written for " + PATIENCE_SECONDS + " s"));
                    return null;
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

    /// Waits until all blocks made so far are in the file, for at most [#PATIENCE_SECONDS].
    void flush() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long goal;
        lock.lock();
        try {
            if (current != null && current.position() > 0 && !ended && !closing) {
                handOver();
                current = next();
            }
            goal = handedOver;
        } finally {
            lock.unlock();
        }
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

    /// Writes the rest and closes the file.
    void close() {
        flush();
        closing = true;
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
                var buffer = full.poll(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                if (buffer == null) buffer = unfinished();
                if (buffer != null) {
                    write(buffer.flip());
                    free.add(buffer.clear());
                    synchronized (progress) {
                        done++;
                        progress.notifyAll();
                    }
                } else if (closing) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread.
        }
    }

    /// What has been waiting in the current buffer, if nothing else is to be written.
    private ByteBuffer unfinished() {
        if (!lock.tryLock()) return null;
        try {
            if (current == null || current.position() == 0 || !full.isEmpty() || free.isEmpty()) return null;
            handOver();
            current = free.remove();
            return full.remove();
        } finally {
            lock.unlock();
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
        while (whole < blocks.position() && whole + blocks.getInt(whole + 4) <= blocks.position()) whole += blocks.getInt(whole + 4);
        try {
            if (file instanceof SeekableByteChannel seekable) seekable.truncate(seekable.position() - blocks.position() + whole);
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
