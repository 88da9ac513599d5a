package wirelab.kit;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/// Large direct buffers that busy connections borrow, so that idle ones need to hold none.
///
/// The pool keeps a bounded number; when it is empty a new buffer is made, when it is full a returned one is dropped.
public final class BufferPool {
    private final int size;
    private final ArrayBlockingQueue<ByteBuffer> free;

    /// Makes an empty pool.
    ///
    /// @param size bytes of each buffer
    /// @param keep how many unused buffers are kept at most
    public BufferPool(int size, int keep) {
        this.size = size;
        this.free = new ArrayBlockingQueue<>(keep);
    }

    /// Borrows a buffer.
    ///
    /// @return an empty buffer; its old content is still in it
    public ByteBuffer take() {
        var buffer = free.poll();
        return buffer == null ? ByteBuffer.allocateDirect(size) : buffer.clear();
    }

    /// Gives a buffer back, which the caller must not use again.
    ///
    /// @param buffer one that [#take()] gave
    public void give(ByteBuffer buffer) {
        free.offer(buffer);
    }
}
