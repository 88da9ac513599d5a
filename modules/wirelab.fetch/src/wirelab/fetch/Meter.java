package wirelab.fetch;

import wirelab.program.Progress;

/// Draws the progress of a download, if that is long enough to be worth a line.
final class Meter implements AutoCloseable {
    private static final long WORTH_DRAWING = 256 * 1024;

    private final boolean wanted;
    private final String label;
    private final long before;
    private final long length;
    private long received;
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
        received += bytes;
        if (!wanted || received < WORTH_DRAWING) return;
        if (progress == null) {
            progress = Progress.bytes(label, length < 0 ? 0 : before + length).from(before);
            progress.advance(received);
        } else {
            progress.advance(bytes);
        }
    }

    @Override
    public void close() {
        if (progress != null) progress.close();
    }
}
