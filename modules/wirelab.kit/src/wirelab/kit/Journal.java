package wirelab.kit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// A file of records that only grows: what must be known after a crash.
///
/// A record is its length, the CRC-32C of those four bytes, the CRC-32C of what follows, and that. [#append] returns when
/// the system says that the record is on the disk. A crash may leave the last record torn: it was never acknowledged, and
/// opening the file cuts it off. Damage before the end is no torn record: then opening fails, and nothing is lost in
/// silence.
///
/// Not for several threads at once; another process that opens the same file is refused.
public final class Journal implements AutoCloseable {
    /// Longest record, in bytes; a longer length is damage.
    public static final int MOST_BYTES = 1 << 20;
    private static final int HEAD = 12;

    /// Takes the records that are there, in order.
    @FunctionalInterface
    public interface Reader {
        void record(byte[] bytes) throws IOException;
    }

    private final Path file;
    private final FileChannel channel;
    private long size;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Opens a journal, or makes an empty one.
    ///
    /// @param reader gets every whole record before this returns
    public static Journal open(Path file, Reader reader) throws IOException {
        boolean isNew = !Files.exists(file);
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var journal = new Journal(file, channel);
        try {
            if (!journal.locked()) throw new IOException(file + " is in use by another process");
            if (isNew) journal.forceFolder();
            journal.read(reader);
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private boolean locked() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    /// The name of a new file must be on the disk as well.
    private void forceFolder() throws IOException {
        var folder = file.toAbsolutePath().getParent();
        try (var open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        } catch (IOException _) {
            // Windows opens no folder, and needs no such thing.
        }
    }

    private void read(Reader reader) throws IOException {
        long end = channel.size();
        var head = ByteBuffer.allocate(HEAD);
        while (size < end) {
            if (end - size < HEAD) break;
            fill(head.clear(), size);
            int length = head.getInt(0);
            int sum = head.getInt(8);
            if (sum(Arrays.copyOf(head.array(), 4)) != head.getInt(4) || length < 1 || length > MOST_BYTES) {
                if (isZero(size, end)) break;
                throw new IOException(file + " is damaged at byte " + size + ": no length stands there");
            }
            if (end - size - HEAD < length) break;
            var bytes = new byte[length];
            fill(ByteBuffer.wrap(bytes), size + HEAD);
            if (sum(bytes) != sum) {
                if (size + HEAD + length == end || isZero(size + HEAD + length, end)) break;
                throw new IOException(file + " is damaged at byte " + size + ": the checksum is wrong");
            }
            reader.record(bytes);
            size += HEAD + length;
        }
        if (size < end) {
            channel.truncate(size);
            channel.force(true);
        }
    }

    /// A file system may have made the file longer before it wrote what belongs there.
    private boolean isZero(long from, long end) throws IOException {
        if (end - from > HEAD + MOST_BYTES) return false;
        var rest = new byte[(int) (end - from)];
        fill(ByteBuffer.wrap(rest), from);
        for (byte b : rest) if (b != 0) return false;
        return true;
    }

    private void fill(ByteBuffer into, long at) throws IOException {
        long from = at - into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, from + into.position()) < 0) throw new EOFException(file + " became shorter");
        }
    }

    private static int sum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /// Adds a record, which is on the disk when this returns.
    ///
    /// @param bytes 1 to [#MOST_BYTES]
    public void append(byte[] bytes) throws IOException {
        append(List.of(bytes));
    }

    /// Adds records, which are all on the disk when this returns; after a crash meanwhile the first of them may be.
    ///
    /// @param records of 1 to [#MOST_BYTES] each
    public void append(List<byte[]> records) throws IOException {
        long end = size;
        for (byte[] bytes : records) end += write(bytes, end);
        channel.force(false);
        size = end;
    }

    private int write(byte[] bytes, long at) throws IOException {
        if (bytes.length < 1 || bytes.length > MOST_BYTES) throw new IllegalArgumentException(bytes.length + " bytes");
        byte[] length = new FieldWriter(4).u32(bytes.length).done();
        byte[] record = new FieldWriter(HEAD + bytes.length).bytes(length).u32(sum(length)).u32(sum(bytes)).bytes(bytes)
                .done();
        var buffer = ByteBuffer.wrap(record);
        while (buffer.hasRemaining()) channel.write(buffer, at + buffer.position());
        return record.length;
    }

    /// {@return bytes of whole records}
    public long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return "journal " + file + ", " + Text.count(size, "byte");
    }
}
