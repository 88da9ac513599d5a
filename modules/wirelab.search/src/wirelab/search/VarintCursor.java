package wirelab.search;

/// Reads what a [VarintBuffer] has been given.
final class VarintCursor {
    private final byte[] bytes;
    private final int end;
    private int at;

    VarintCursor(byte[] bytes) {
        this(bytes, bytes.length);
    }

    VarintCursor(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    int at() {
        return at;
    }

    int next() {
        int b = bytes[at++];
        if (b >= 0) return b;
        int number = b & 0x7f;
        for (int shift = 7; ; shift += 7) {
            b = bytes[at++];
            number |= (b & 0x7f) << shift;
            if (b >= 0) return number;
        }
    }

    /// Passes over so many numbers.
    void skip(int count) {
        while (count > 0) if (bytes[at++] >= 0) count--;
    }

    /// Copies so many bytes.
    ///
    /// @return where they stood
    int take(int length) {
        int from = at;
        at += length;
        if (length < 0 || at > end) throw new IndexOutOfBoundsException(at);
        return from;
    }
}
