package wirelab.terms;

/// What tells two tables apart, whatever the order of their records: the sum, modulo 2^64, of the FNV-1a hash (64 bits) of
/// each record's key and then its value in network byte order.
public final class TableDigest {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private TableDigest() {}

    public static long of(byte[] buffer, int offset, int length, long value) {
        long hash = BASIS;
        for (int i = offset; i < offset + length; i++) hash = (hash ^ buffer[i] & 0xff) * PRIME;
        for (int shift = 56; shift >= 0; shift -= 8) hash = (hash ^ value >>> shift & 0xff) * PRIME;
        return hash;
    }

    /// Which reducer gets a key: all parts of a key go to the same one, so only what stands before a tab counts.
    public static int partition(byte[] buffer, int offset, int length, int reducers) {
        if (reducers == 1) return 0;
        long hash = BASIS;
        for (int i = offset; i < offset + length && buffer[i] != '\t'; i++) hash = (hash ^ buffer[i] & 0xff) * PRIME;
        // The low bits of the hash of a short key depend on few of its bits.
        return (int) Long.remainderUnsigned(hash ^ hash >>> 32, reducers);
    }
}
