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
import wirelab.kit.Bytes;
import wirelab.search.Titles;

/// A file of the shared folder, as it was when it was read.
///
/// @param pieces hashes of its pieces: its own where it is but one
/// @param racy whether it was changed so shortly before that a further change may not show in its time
record HeldFile(Path file, long size, FileTime modified, Object key, Bytes hash, String title, long pieceLength,
                List<Bytes> pieces, boolean racy) {
    private static final int PIECE = 1 << 20;
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
        var part = Document.sha256();
        long length = pieceLength(before.size());
        boolean several = before.size() > length;
        var pieces = new ArrayList<Bytes>();
        var buffer = ByteBuffer.allocate(BUFFER);
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
        return new HeldFile(file, size, before.lastModifiedTime(), before.fileKey(), hash,
                Titles.of(file.getFileName().toString(), head), length, List.copyOf(pieces), racy);
    }

    private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) break;
        }
        return buffer.flip().hasRemaining();
    }

    boolean isStill(BasicFileAttributes now) {
        boolean sameFile = key == null || key.equals(now.fileKey());
        return !racy && size == now.size() && modified.equals(now.lastModifiedTime()) && sameFile;
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
