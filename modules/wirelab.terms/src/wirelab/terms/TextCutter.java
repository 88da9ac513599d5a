package wirelab.terms;

import java.io.IOException;
import java.util.Arrays;
import wirelab.kit.ProtocolViolation;

/// Makes pieces that end at borders of blocks that end anywhere: what stands behind the last border waits for the next
/// block.
public final class TextCutter {
    /// Takes a piece, whose memory is its own.
    public interface Taker {
        void take(TextPiece piece) throws IOException;
    }

    private static final int SIZE = 1 << 20;
    private static final int LONGEST = 2 * Terms.MAX_BYTES;

    private final boolean lines;
    private final Taker taker;
    private byte[] buffer = new byte[0];
    private int length;
    private String document = "";
    private long offset;

    /// @param lines whether to cut at line ends only
    public TextCutter(boolean lines, Taker taker) {
        this.lines = lines;
        this.taker = taker;
    }

    /// Goes on with a block; one that does not continue the block before it begins behind a border.
    public void add(String document, long offset, byte[] block, int from, int count) throws IOException {
        if (!document.equals(this.document) || offset != this.offset + length) {
            end();
            this.document = document;
            this.offset = offset;
        }
        while (count > 0) {
            if (buffer.length == length) grow(count);
            int n = Math.min(count, buffer.length - length);
            System.arraycopy(block, from, buffer, length, n);
            from += n;
            count -= n;
            length += n;
            if (length >= SIZE && length == buffer.length) cut();
        }
    }

    private void grow(int count) {
        int size = length >= SIZE ? 2 * length : Math.clamp(Math.max(2L * length, count), 1 << 12, SIZE);
        buffer = Arrays.copyOf(buffer, size);
    }

    private void cut() throws IOException {
        int border = lines ? lastLine() : Terms.lastBorder(buffer, 0, length);
        if (border <= 0) {
            if (length >= LONGEST) {
                throw new ProtocolViolation(lines ? "line" : "term", offset, "has no end within " + LONGEST + " bytes");
            }
            return;
        }
        byte[] rest = Arrays.copyOfRange(buffer, border, Math.max(length, border + SIZE));
        int left = length - border;
        taker.take(new TextPiece(document, offset, buffer, border));
        offset += border;
        buffer = rest;
        length = left;
    }

    private int lastLine() {
        for (int at = length; at > 0; at--) if (buffer[at - 1] == '\n') return at;
        return -1;
    }

    /// The document, or the portion of it, ends here, which is a border.
    public void end() throws IOException {
        if (length > 0) taker.take(new TextPiece(document, offset, buffer, length));
        offset += length;
        buffer = new byte[0];
        length = 0;
    }
}
