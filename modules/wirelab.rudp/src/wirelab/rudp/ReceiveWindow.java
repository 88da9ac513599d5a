package wirelab.rudp;

/// How much the other end may send, of a stream or in all: from the beginning, as a number that only grows. The window
/// behind it grows fourfold while it is used up within two round trips, as receive buffers of TCP do.
final class ReceiveWindow {
    private final int limit;
    private int size;
    private long most;
    private long movedAt;
    private boolean moved;

    /// @param limit the most that it grows to, a power of two
    ReceiveWindow(int size, int limit) {
        this.size = Math.min(size, limit);
        this.limit = limit;
        most = this.size;
    }

    int limit() {
        return limit;
    }

    int size() {
        return size;
    }

    /// {@return how many bytes the other end was told that it may send}
    long most() {
        return most;
    }

    /// Whether so much of it is used up that more is to be allowed: half, or a quarter of one that may still grow, since the
    /// other end doubles what it sends.
    boolean isDue(long consumed) {
        return most - consumed <= (size < limit ? size / 4 * 3 : size / 2);
    }

    /// Whether it is used up so quickly that it holds the other end back.
    boolean isSmall(long now, long roundTrip) {
        return size < limit && (!moved || now - movedAt < 2 * roundTrip);
    }

    void grow() {
        size = (int) Math.min(limit, 4L * size);
    }

    /// Allows more.
    ///
    /// @return what the other end is to be told
    long move(long now, long consumed) {
        movedAt = now;
        moved = true;
        return allow(consumed);
    }

    /// The same for what nobody reads, which says nothing of how quick the reader is.
    long allow(long consumed) {
        most = Math.max(most, consumed + size);
        return most;
    }
}
