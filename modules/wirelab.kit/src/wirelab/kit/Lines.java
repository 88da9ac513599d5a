package wirelab.kit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads and writes the lines of a text protocol on a stream: UTF-8, ended by `\n`, where `\r\n` is accepted too.
///
/// A line has a limit, so that a peer that never ends its line costs no more than that.
public final class Lines {
    private final ByteStream stream;
    private final int limit;
    private byte[] buffer = new byte[256];
    private int begin;
    private int end;
    private long offset;

    /// Reads and writes lines on a stream.
    ///
    /// @param limit longest line in bytes, without its end
    public Lines(ByteStream stream, int limit) {
        this.stream = stream;
        this.limit = limit;
    }

    /// Reads one line.
    ///
    /// @return its text without the line end, or `null` when the peer has ended in order before it
    /// @throws ProtocolViolation when it is longer than the limit or not UTF-8
    /// @throws EOFException when the peer has ended inside it
    /// @throws IOException when the stream is broken
    public String read() throws IOException {
        int scanned = begin;
        while (true) {
            for (; scanned < end; scanned++) {
                if (buffer[scanned] == '\n') return take(scanned);
            }
            if (end - begin > limit + 1) throw tooLong();
            scanned -= begin;
            makeRoom();
            scanned += begin;
            var into = ByteBuffer.wrap(buffer, end, buffer.length - end);
            int n = stream.read(into);
            if (n < 0) {
                if (begin == end) return null;
                throw new EOFException("the peer ended inside a line");
            }
            end += n;
        }
    }

    /// Writes one line.
    ///
    /// @param text without a line end, and without one inside
    /// @throws IOException when the stream is broken
    public void write(String text) throws IOException {
        if (text.indexOf('\n') >= 0) throw new IllegalArgumentException("a line end inside a line");
        stream.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Reads bytes as they are, those first that came together with the last line.
    ///
    /// @return how many, or -1 when the peer has ended in order
    /// @throws IOException when the stream is broken
    public int read(ByteBuffer into) throws IOException {
        if (begin == end) return stream.read(into);
        int n = Math.min(end - begin, into.remaining());
        into.put(buffer, begin, n);
        begin += n;
        return n;
    }

    private String take(int newline) throws ProtocolViolation {
        int stop = newline > begin && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        if (stop - begin > limit) throw tooLong();
        String text = FieldReader.utf8("line", offset, Arrays.copyOfRange(buffer, begin, stop));
        offset += newline + 1 - begin;
        begin = newline + 1;
        return text;
    }

    private void makeRoom() {
        if (begin == end) begin = end = 0;
        if (end < buffer.length) return;
        if (begin == 0) buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, Math.max(buffer.length + 1, limit + 2)));
        else {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
        }
    }

    private ProtocolViolation tooLong() {
        return new ProtocolViolation("line", offset, "longer than the limit of " + limit + " bytes");
    }

    @Override
    public String toString() {
        return "lines of at most " + Text.count(limit, "byte") + " on " + stream;
    }
}
