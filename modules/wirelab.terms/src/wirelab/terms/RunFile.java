package wirelab.terms;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Sorted records in a file: `length u32, key, value u64` each, as they travel. What is written here comes back as
/// [SortedRecords].
public final class RunFile {
    public static final int HEAD = 12;
    static final int BUFFER = 1 << 16;

    private RunFile() {}

    /// Writes records and says how many bytes they are.
    public static long write(Path file, SortedRecords records) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var packer = new RecordPacker(BUFFER, packed -> {
                while (packed.hasRemaining()) channel.write(packed);
            });
            packer.all(records);
            return channel.position();
        }
    }

    public static SortedRecords read(Path file) throws IOException {
        return new Reader(FileChannel.open(file, StandardOpenOption.READ));
    }

    private static final class Reader implements SortedRecords {
        private final FileChannel channel;
        private byte[] buffer = new byte[BUFFER];
        private int begin;
        private int end;
        private int length;
        private long value;

        Reader(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public boolean next() throws IOException {
            begin += length;
            length = 0;
            if (!fill(4)) return false;
            int announced = ByteBuffer.wrap(buffer, begin, 4).getInt();
            if (announced < 0 || announced > Terms.MAX_BYTES) throw new IOException("a run is damaged");
            if (!fill(HEAD + announced)) throw new EOFException("a run is cut short");
            length = announced + 8;
            value = ByteBuffer.wrap(buffer, begin + 4 + announced, 8).getLong();
            begin += 4;
            return true;
        }

        private boolean fill(int count) throws IOException {
            if (end - begin >= count) return true;
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
            if (buffer.length < count) buffer = Arrays.copyOf(buffer, count);
            var room = ByteBuffer.wrap(buffer, end, buffer.length - end);
            while (room.position() < count) {
                if (channel.read(room) >= 0) continue;
                if (room.position() == 0) return false;
                throw new EOFException("a run is cut short");
            }
            end = room.position();
            return true;
        }

        @Override
        public byte[] buffer() {
            return buffer;
        }

        @Override
        public int offset() {
            return begin;
        }

        @Override
        public int length() {
            return length - 8;
        }

        @Override
        public long value() {
            return value;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
