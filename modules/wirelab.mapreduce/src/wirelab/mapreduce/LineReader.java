package wirelab.mapreduce;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import wirelab.kit.ProtocolViolation;
import wirelab.terms.Terms;

/// Lines of bytes, each as long as the longest record at most.
final class LineReader {
    private static final int MOST = Terms.MAX_BYTES + 64;

    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int begin;
    private int end;
    private long offset;

    LineReader(InputStream in) {
        this.in = in;
    }

    /// {@return where the line that was given last begins}
    long offset() {
        return offset;
    }

    /// {@return the next line without its end, `null` behind the last}
    byte[] next() throws IOException {
        int seen = 0;
        while (true) {
            for (; begin + seen < end; seen++) {
                if (buffer[begin + seen] == '\n') return take(begin + seen, 1);
            }
            if (!fill()) return begin == end ? null : take(end, 0);
        }
    }

    private byte[] take(int to, int more) {
        byte[] line = Arrays.copyOfRange(buffer, begin, to);
        offset += line.length + more;
        begin = to + more;
        return line;
    }

    private boolean fill() throws IOException {
        if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
        } else if (end == buffer.length) {
            if (end >= MOST) throw new ProtocolViolation("line", offset, "is longer than " + MOST + " bytes");
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int n = in.read(buffer, end, buffer.length - end);
        if (n > 0) end += n;
        return n > 0;
    }
}
