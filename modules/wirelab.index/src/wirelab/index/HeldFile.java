package wirelab.index;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.search.Titles;

/// A file of the shared folder, as it was when it was read.
///
/// @param key what tells it from another file that has taken its place (its inode), empty where nobody knows
/// @param pieces hashes of its pieces: its own where it is but one
/// @param racy whether it was changed so shortly before that a further change may not show in its time
record HeldFile(Path file, long size, FileTime modified, String key, Bytes hash, String title, long pieceLength,
                List<Bytes> pieces, boolean racy) {
    private static final int PIECE = 1 << 20;
    private static final int MOST_KEY = 128;
    private static final int BUFFER = 1 << 16;
    /// The times of files are as coarse as the system's clock tick.
    private static final long TICK_MILLIS = 100;

    /// {@return the length of the pieces of a document}
    static long pieceLength(long size) {
        long length = PIECE;
        while ((size + length - 1) / length > IndexReply.MOST_PIECES) length *= 2;
        return length;
    }

    /// Reads a file.
    ///
    /// @return `null` when it changes while it is read
    static HeldFile read(Path file, BasicFileAttributes before) throws IOException {
        var whole = Document.sha256();
        long length = pieceLength(before.size());
        boolean several = before.size() > length;
        var part = several ? Document.sha256() : null;
        var pieces = new ArrayList<Bytes>();
        var buffer = ByteBuffer.allocate((int) Math.min(BUFFER, before.size() + 1));
        byte[] head = {};
        long size = 0;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            // What grows while it is read has changed anyhow; pieces are whole multiples of the buffer.
            while (size <= before.size() && fill(channel, buffer.clear())) {
                if (size == 0) head = Arrays.copyOf(buffer.array(), Math.min(buffer.limit(), Titles.LOOKED_AT));
                size += buffer.limit();
                whole.update(buffer.array(), 0, buffer.limit());
                if (several) part.update(buffer.array(), 0, buffer.limit());
                if (several && size % length == 0) pieces.add(Bytes.wrap(part.digest()));
            }
        }
        var after = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean same = size == before.size() && after.size() == size && after.isRegularFile()
                && after.lastModifiedTime().equals(before.lastModifiedTime());
        if (!same) return null;
        if (several && size % length != 0) pieces.add(Bytes.wrap(part.digest()));
        var hash = Bytes.wrap(whole.digest());
        if (!several) pieces.add(hash);
        boolean racy = Math.abs(System.currentTimeMillis() - after.lastModifiedTime().toMillis()) < TICK_MILLIS;
        return new HeldFile(file, size, before.lastModifiedTime(), key(before), hash,
                Titles.of(file.getFileName().toString(), head), length, List.copyOf(pieces), racy);
    }

    private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) break;
        }
        return buffer.flip().hasRemaining();
    }

    private static String key(BasicFileAttributes attributes) {
        return attributes.fileKey() == null ? "" : attributes.fileKey().toString();
    }

    boolean isStill(BasicFileAttributes now) {
        return !racy && looksLike(now);
    }

    private boolean looksLike(BasicFileAttributes now) {
        return size == now.size() && modified.equals(now.lastModifiedTime()) && key.equals(key(now));
    }

    /// {@return its first bytes, at most so many}
    ///
    /// @param folder where it must still be
    /// @throws IOException when it is not what it was
    byte[] beginning(Path folder, int most) throws IOException {
        try (var channel = open(folder)) {
            var bytes = ByteBuffer.allocate((int) Math.min(size, most));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) continue;
            var now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!looksLike(now)) throw new IOException(file + " has changed");
            return bytes.array();
        }
    }

    /// Writes down what need not be found out again.
    ///
    /// @param name below the folder
    byte[] encode(String name) {
        var fields = new FieldWriter().sizedText(2, name).u64(size).u64(modified.to(TimeUnit.NANOSECONDS)).sizedText(2, key)
                .bytes(hash.array()).sizedText(2, title).u64(pieceLength).u16(pieces.size());
        for (var piece : pieces) fields.bytes(piece.array());
        return fields.done();
    }

    /// Reads what [#encode] has written.
    static HeldFile decode(Path folder, byte[] record) throws ProtocolViolation {
        var fields = new FieldReader(record);
        var file = folder.resolve(fields.sizedText("name", 2, Document.MOST_NAME));
        long size = fields.u64("size");
        var modified = FileTime.from(fields.u64("modified"), TimeUnit.NANOSECONDS);
        String key = fields.sizedText("key", 2, MOST_KEY);
        var hash = Bytes.wrap(fields.bytes("hash", SegmentMessage.HASH));
        String title = fields.sizedText("title", 2, Document.MOST_TITLE);
        long length = fields.u64("length of a piece");
        var pieces = new ArrayList<Bytes>();
        for (int n = fields.u16("pieces"); n > 0; n--) pieces.add(Bytes.wrap(fields.bytes("piece", SegmentMessage.HASH)));
        return new HeldFile(file, size, modified, key, hash, title, length, List.copyOf(pieces), false);
    }

    /// Opens it, to be given away.
    ///
    /// @param folder where it must still be; a folder on the way may have become a link meanwhile
    /// @throws IOException when it is not what it was
    FileChannel open(Path folder) throws IOException {
        if (!file.toRealPath(LinkOption.NOFOLLOW_LINKS).startsWith(folder)
                || !file.getParent().toRealPath().startsWith(folder)) {
            throw new IOException(file + " is outside the folder");
        }
        var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        if (channel.size() == size) return channel;
        channel.close();
        throw new EOFException(file + " has changed");
    }
}
