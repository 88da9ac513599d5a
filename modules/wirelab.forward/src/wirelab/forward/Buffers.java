package wirelab.forward;

import java.nio.ByteBuffer;
import wirelab.kit.BufferPool;

/// The two sizes of buffers of one forwarder: an idle direction holds a small one, a busy one borrows a large one.
final class Buffers {
    /// Enough for lines and small requests.
    static final int SMALL = 4 * 1024;
    /// What one read may give at most.
    private static final int LARGE = 64 * 1024;
    private static final int KEEP_SMALL = 1024;
    /// Bytes of large buffers that are kept for later, however large one is.
    private static final int KEEP_BYTES = 16 * 1024 * 1024;

    private final BufferPool small = new BufferPool(SMALL, KEEP_SMALL);
    private final BufferPool large;

    /// Buffers for messages of some framing.
    Buffers(MessageEnd framing) {
        int size = Math.max(LARGE, framing.room());
        large = new BufferPool(size, Math.max(1, KEEP_BYTES / size));
    }

    ByteBuffer small() {
        return small.take();
    }

    ByteBuffer large() {
        return large.take();
    }

    void give(ByteBuffer buffer) {
        (buffer.capacity() == SMALL ? small : large).give(buffer);
    }
}
