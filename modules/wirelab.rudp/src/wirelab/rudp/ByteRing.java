package wirelab.rudp;

/// The bytes of a stream between two offsets, in memory that grows with what is held, up to a limit.
final class ByteRing {
    private static final int FIRST_SIZE = 4 * 1024;

    private byte[] bytes = new byte[0];
    private final int limit;

    /// @param limit a power of two, in bytes: offsets held at once differ by no more
    ByteRing(int limit) {
        this.limit = limit;
    }

    /// Makes room for the bytes from one offset to another, of which those up to `held` are there.
    void reserve(long from, long held, long to) {
        long needed = to - from;
        if (needed > limit) throw new IllegalStateException(needed + " bytes in a ring of " + limit);
        if (needed <= bytes.length) return;
        int size = Math.max(FIRST_SIZE, bytes.length);
        while (size < needed) size *= 2;
        byte[] old = bytes;
        bytes = new byte[Math.min(size, limit)];
        if (old.length == 0) return;
        for (long at = from; at < held; ) {
            int start = (int) at & old.length - 1;
            int length = (int) Math.min(held - at, old.length - start);
            put(at, old, start, length);
            at += length;
        }
    }

    void put(long offset, byte[] from, int start, int length) {
        int at = (int) offset & bytes.length - 1;
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(from, start, bytes, at, first);
        System.arraycopy(from, start + first, bytes, 0, length - first);
    }

    void get(long offset, byte[] into, int start, int length) {
        if (length == 0) return;
        int at = (int) offset & bytes.length - 1;
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, into, start, first);
        System.arraycopy(bytes, 0, into, start + first, length - first);
    }

    /// Gives the memory back; nothing is held any more.
    void free() {
        bytes = new byte[0];
    }
}
