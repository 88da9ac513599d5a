package wirelab.terms;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Packs records, whole ones, into pieces of about one size, each of which is given away when it is full.
public final class RecordPacker {
    /// Takes a piece; the memory is used again afterwards.
    public interface Taker {
        void take(ByteBuffer piece) throws IOException;
    }

    private final Taker taker;
    private ByteBuffer piece;

    public RecordPacker(int size, Taker taker) {
        piece = ByteBuffer.allocate(size);
        this.taker = taker;
    }

    public void add(byte[] buffer, int offset, int length, long value) throws IOException {
        if (piece.remaining() < RunFile.HEAD + length) {
            flush();
            if (piece.capacity() < RunFile.HEAD + length) piece = ByteBuffer.allocate(RunFile.HEAD + length);
        }
        piece.putInt(length).put(buffer, offset, length).putLong(value);
    }

    public void all(SortedRecords records) throws IOException {
        while (records.next()) add(records.buffer(), records.offset(), records.length(), records.value());
        flush();
    }

    /// Gives away what is there.
    public void flush() throws IOException {
        if (piece.position() > 0) taker.take(piece.flip());
        piece.clear();
    }
}
