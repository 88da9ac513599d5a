package wirelab.http;

import wirelab.kit.Progress;

/// Draws the progress of a download, from the second piece on: what comes in one piece is not worth a line.
final class Meter implements AutoCloseable {
    private final boolean wanted;
    private final String label;
    private final long before;
    private final long length;
    private long first;
    private Progress progress;

    /// @param before bytes that were there before
    /// @param length bytes that will come, -1 when nobody knows
    Meter(boolean wanted, String label, long before, long length) {
        this.wanted = wanted;
        this.label = label;
        this.before = before;
        this.length = length;
    }

    void advance(long bytes) {
        if (!wanted) return;
        if (first == 0) {
            first = bytes;
            return;
        }
        if (progress == null) {
            progress = Progress.bytes(label, length < 0 ? 0 : before + length).from(before);
            progress.advance(first);
        }
        progress.advance(bytes);
    }

    @Override
    public void close() {
        if (progress != null) progress.close();
    }
}
