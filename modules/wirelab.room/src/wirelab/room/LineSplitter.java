package wirelab.room;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Cuts what a member sends into lines. A line that is too long is skipped to its end, so it costs no memory and the
/// next line is heard again. What stands behind the last line end is no line yet,
/// and never becomes one if the peer is cut off.
final class LineSplitter {
    /// Where lines go.
    interface Sink {
        /// A line has come.
        ///
        /// @param line its bytes without `\n` or `\r\n`
        void line(byte[] line);

        /// A line was longer than the limit; what it held is gone.
        void tooLong();
    }

    private static final byte[] NOTHING = {};

    private final int limit;
    /// The beginning of a line whose end has not come.
    private byte[] begun = NOTHING;
    private boolean skipping;

    /// @param limit longest line in bytes without its end
    LineSplitter(int limit) {
        this.limit = limit;
    }

    /// Takes what was read.
    ///
    /// @param bytes all that remains is taken
    void feed(ByteBuffer bytes, Sink sink) {
        int from = bytes.position();
        for (int i = from; i < bytes.limit(); i++) {
            if (bytes.get(i) == '\n') {
                end(bytes, from, i, sink);
                from = i + 1;
            }
        }
        if (!skipping && bytes.limit() - from + begun.length > limit + 1) {
            // Longer than the limit even if its last byte is a carriage return.
            skipping = true;
            begun = NOTHING;
        }
        if (!skipping && from < bytes.limit()) begun = joined(bytes, from, bytes.limit());
        bytes.position(bytes.limit());
    }

    private void end(ByteBuffer bytes, int from, int to, Sink sink) {
        if (skipping || begun.length + to - from > limit + 1) {
            skipping = false;
            begun = NOTHING;
            sink.tooLong();
            return;
        }
        byte[] line = joined(bytes, from, to);
        begun = NOTHING;
        if (line.length > 0 && line[line.length - 1] == '\r') line = Arrays.copyOf(line, line.length - 1);
        if (line.length > limit) sink.tooLong();
        else sink.line(line);
    }

    private byte[] joined(ByteBuffer bytes, int from, int to) {
        byte[] all = Arrays.copyOf(begun, begun.length + to - from);
        bytes.get(from, all, begun.length, to - from);
        return all;
    }
}
