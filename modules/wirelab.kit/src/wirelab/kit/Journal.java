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
/// A record is its length, the CRC-32C of those four bytes, the CRC-32C of its place and of what follows, and that.
/// [#append] returns when the system says that the records are on the disk. A loss of power may leave those of the last call
/// torn, in any order: they were never acknowledged, and opening the file cuts them off. So what is damaged, and has behind
/// it a whole record of a later call, is no torn record: then opening fails, and nothing is lost in silence. (The greatest
/// bit of a length says that the record came in one call with that before it; its place is in the checksum so that a journal
/// which is the content of a record is not mistaken for records.)
///
/// Not for several threads at once; another process that opens the same file is refused.
public final class Journal implements AutoCloseable {
    /// Longest record, in bytes; a longer length is damage.
    public static final int MOST_BYTES = 1 << 20;
    private static final int HEAD = 12;
    /// In a length: not the first record of its call.
    private static final int FOLLOWS = 1 << 31;
    /// Bytes looked at together.
    private static final int LOOK = 1 << 16;

    /// Takes the records that are there, in order.
    @FunctionalInterface
    public interface Reader {
        void record(byte[] bytes) throws IOException;
    }

    /// Where the bytes of a journal are: a file, or what plays one in a test.
    public interface Storage extends AutoCloseable {
        long size() throws IOException;

        /// {@return how many bytes were read, or -1 at the end}
        int read(ByteBuffer into, long at) throws IOException;

        /// {@return how many bytes were written}
        int write(ByteBuffer from, long at) throws IOException;

        void truncate(long size) throws IOException;

        /// Returns when all that was written is on the disk.
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /// A file as it is on a real disk.
    ///
    /// @param channel closed with it
    public record RealFile(FileChannel channel) implements Storage {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return channel.read(into, at);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            return channel.write(from, at);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private final String name;
    private final Storage storage;
    private long size;

    private Journal(String name, Storage storage) {
        this.name = name;
        this.storage = storage;
    }

    /// Opens a journal, or makes an empty one.
    ///
    /// @param reader gets every whole record before this returns
    public static Journal open(Path file, Reader reader) throws IOException {
        boolean isNew = !Files.exists(file);
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!locked(channel)) throw new IOException(file + " is in use by another process");
            if (isNew) forceFolder(file);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return open(file.toString(), new RealFile(channel), reader);
    }

    /// Opens a journal where its bytes are; an empty one is there when nothing is.
    ///
    /// @param name for messages
    /// @param storage closed with the journal, and when this fails
    /// @param reader gets every whole record before this returns
    public static Journal open(String name, Storage storage, Reader reader) throws IOException {
        var journal = new Journal(name, storage);
        try {
            journal.read(reader);
            return journal;
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    /// The name of a new file must be on the disk as well.
    private static void forceFolder(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        try (var open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        } catch (IOException _) {
            // Windows opens no folder, and needs no such thing.
        }
    }

    private void read(Reader reader) throws IOException {
        long end = storage.size();
        while (size < end) {
            int length = length(size, end);
            byte[] bytes = length == 0 ? null : record(size, length & ~FOLLOWS);
            if (bytes == null) {
                if (laterCallBehind(end)) throw new IOException(name + " is damaged at byte " + size + ": "
                        + (length == 0 ? "no length stands there" : "the checksum is wrong"));
                break;
            }
            reader.record(bytes);
            size += HEAD + bytes.length;
        }
        if (size < end) {
            storage.truncate(size);
            storage.force();
        }
    }
    /// {@return the length that stands somewhere, negative when the record follows another one of its call; 0 for none}
    private int length(long at, long end) throws IOException {
        if (end - at < HEAD) return 0;
        var head = ByteBuffer.allocate(HEAD);
        fill(head, at);
        return length(head.array(), 0);
    }

    private static int length(byte[] bytes, int at) {
        int length = ByteBuffer.wrap(bytes).getInt(at);
        int plain = length & ~FOLLOWS;
        if (plain < 1 || plain > MOST_BYTES) return 0;
        return sum(bytes, at, 4, -1) == ByteBuffer.wrap(bytes).getInt(at + 4) ? length : 0;
    }

    /// {@return the record somewhere, whose length is known; `null` when it is not whole}
    private byte[] record(long at, int length) throws IOException {
        if (storage.size() - at - HEAD < length) return null;
        var sum = ByteBuffer.allocate(4);
        fill(sum, at + 8);
        var bytes = new byte[length];
        fill(ByteBuffer.wrap(bytes), at + HEAD);
        return sum(bytes, 0, length, at) == sum.getInt(0) ? bytes : null;
    }

    /// Whether a whole record of a later call stands behind what is damaged: then that was on the disk before.
    private boolean laterCallBehind(long end) throws IOException {
        for (long from = size + 1; from <= end - HEAD; from += LOOK) {
            var part = new byte[(int) Math.min(LOOK + HEAD - 1, end - from)];
            fill(ByteBuffer.wrap(part), from);
            for (int i = 0; i <= part.length - HEAD; i++) {
                int length = length(part, i);
                if (length > 0 && record(from + i, length) != null) return true;
            }
        }
        return false;
    }

    private void fill(ByteBuffer into, long at) throws IOException {
        long from = at - into.position();
        while (into.hasRemaining()) {
            if (storage.read(into, from + into.position()) < 0) throw new EOFException(name + " became shorter");
        }
    }

    /// @param place where the record begins; negative for a sum of the bytes alone
    private static int sum(byte[] bytes, int at, int count, long place) {
        var crc = new CRC32C();
        if (place >= 0) crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, place));
        crc.update(bytes, at, count);
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
        for (byte[] bytes : records) end += write(bytes, end, end == size ? 0 : FOLLOWS);
        storage.force();
        size = end;
    }

    private int write(byte[] bytes, long at, int mark) throws IOException {
        if (bytes.length < 1 || bytes.length > MOST_BYTES) throw new IllegalArgumentException(bytes.length + " bytes");
        byte[] length = new FieldWriter(4).u32(bytes.length | mark).done();
        byte[] record = new FieldWriter(HEAD + bytes.length).bytes(length).u32(sum(length, 0, 4, -1))
                .u32(sum(bytes, 0, bytes.length, at)).bytes(bytes).done();
        var buffer = ByteBuffer.wrap(record);
        while (buffer.hasRemaining()) storage.write(buffer, at + buffer.position());
        return record.length;
    }

    /// {@return bytes of whole records}
    public long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }

    @Override
    public String toString() {
        return "journal " + name + ", " + Text.count(size, "byte");
    }
}
