package wirelab.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// A content while it comes: one thread appends, and any number of readers follow, each by its own offset. Who is slow or
/// leaves holds nobody up.
///
/// Up to a limit all of it is held, so that it can be kept and latecomers get it whole. Beyond that nobody else may join,
/// what all have read is dropped, and the slowest reader sets the pace.
final class Spool {
    private static final int BLOCK = 64 * 1024;
    private static final int SHORT = 16 * 1024;
    /// So much is held for the slowest once the limit is passed.
    private static final int WINDOW = 1024 * 1024;

    private final long most;
    /// Of a content that is short and of known length, the first block has it all.
    private final int first;
    private final ArrayDeque<ByteBuffer> blocks = new ArrayDeque<>();
    private final List<Reader> readers = new ArrayList<>();
    /// The offset of the first byte that is held.
    private long begin;
    private long end;
    private boolean over;
    private boolean ended;
    private IOException failure;

    /// @param most bytes that are held for everybody
    /// @param expected bytes that it will have, [Long#MAX_VALUE] when nobody knows
    Spool(long most, long expected) {
        this.most = most;
        first = Math.clamp(expected, 1, BLOCK);
    }

    /// Waits while the slowest reader is too far behind.
    ///
    /// @throws EOFException when it is too long to be kept, and nobody reads it any more
    synchronized void append(ByteBuffer bytes) throws IOException {
        if (end + bytes.remaining() > most) over = true;
        try {
            while (over && !readers.isEmpty() && end - slowest() > WINDOW) wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (over && readers.isEmpty()) throw new EOFException("nobody reads it");
        while (bytes.hasRemaining()) {
            var block = blocks.peekLast();
            if (block == null || block.position() == block.capacity()) {
                blocks.add(block = ByteBuffer.allocate(end == 0 ? first : BLOCK));
            }
            int n = Math.min(block.remaining(), bytes.remaining());
            block.put(bytes.slice(bytes.position(), n));
            bytes.position(bytes.position() + n);
            end += n;
        }
        drop();
        notifyAll();
    }

    private long slowest() {
        long slowest = end;
        for (var reader : readers) slowest = Math.min(slowest, reader.at);
        return slowest;
    }

    private void drop() {
        if (!over) return;
        long slowest = slowest();
        while (blocks.size() > 1 && begin + blocks.getFirst().capacity() <= slowest) {
            begin += blocks.removeFirst().capacity();
        }
    }

    synchronized void finish() {
        ended = true;
        notifyAll();
    }

    /// All readers learn that the rest will not come.
    synchronized void fail(IOException e) {
        if (!ended) failure = e;
        ended = true;
        notifyAll();
    }

    /// Begins to read from the first byte.
    ///
    /// @return `null` when it is too late
    synchronized Reader reader() {
        if (over || failure != null) return null;
        var reader = new Reader();
        readers.add(reader);
        return reader;
    }

    /// {@return all that has come, or `null` when that was too much}
    synchronized ByteBuffer whole() {
        if (failure != null || over) return null;
        // Memory outside the heap costs more than it spares where there is little to be copied.
        if (blocks.size() == 1 && end == first && end <= SHORT) return blocks.getFirst().duplicate().flip();
        var whole = ByteBuffer.allocateDirect((int) end);
        for (var block : blocks) whole.put(block.duplicate().flip());
        return whole.flip();
    }

    /// One who reads; one thread may use it.
    final class Reader implements AutoCloseable {
        private long at;

        /// {@return what comes next, at least a byte, or `null` at the end; good until the next call}
        /// @throws IOException when the rest will not come
        ByteBuffer next() throws IOException {
            synchronized (Spool.this) {
                try {
                    while (at == end && !ended) Spool.this.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
                if (at == end) {
                    if (failure != null) throw failure;
                    return null;
                }
                long skip = at - begin;
                for (var block : blocks) {
                    if (skip < block.position()) {
                        var piece = block.duplicate().flip().position((int) skip).slice().asReadOnlyBuffer();
                        at += piece.remaining();
                        if (over) {
                            drop();
                            Spool.this.notifyAll();
                        }
                        return piece;
                    }
                    skip -= block.capacity();
                }
                throw new IllegalStateException("nothing at " + at);
            }
        }

        @Override
        public void close() {
            synchronized (Spool.this) {
                readers.remove(this);
                Spool.this.notifyAll();
            }
        }
    }
}
