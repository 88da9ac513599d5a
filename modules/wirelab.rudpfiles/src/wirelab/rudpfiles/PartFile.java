package wirelab.rudpfiles;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import wirelab.kit.Failure;
import wirelab.kit.Text;
import wirelab.rudp.RudpStream;

/// A file that is not whole yet: it stands beside its place until it is, and whoever gets it again goes on there.
final class PartFile implements AutoCloseable {
    /// Those that somebody in this program has.
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path place;
    private final Path part;
    private final Path key;
    private final FileChannel channel;
    private final MessageDigest digest = Digests.create();
    private final long there;

    /// Opens what is there of a file, and hashes it.
    ///
    /// @param path what the file is called where it fails
    /// @param most no more of it than that counts as there
    /// @throws FileFailure when somebody else is writing it
    PartFile(Path place, String path, long most) throws IOException {
        this.place = place;
        part = FolderRoot.part(place);
        key = part.toAbsolutePath().normalize();
        if (!TAKEN.add(key)) throw new FileFailure(FileStatus.BUSY, path);
        FileChannel opened = null;
        try {
            channel = opened = open(path);
            there = Math.min(channel.size(), most);
            Digests.feed(digest, channel, there);
        } catch (IOException e) {
            if (opened != null) opened.close();
            TAKEN.remove(key);
            throw e;
        }
    }

    /// Opens it for this program alone: two would write over each other. Another one that has it may finish between the first
    /// look and the lock; then what was opened is the whole file by now, in its place, and the part somebody else's.
    private FileChannel open(String path) throws IOException {
        var before = FolderRoot.attributesIfThere(part);
        FileChannel opened;
        try {
            opened = FolderRoot.open(part, path, READ, before == null ? CREATE_NEW : WRITE, WRITE);
        } catch (FileAlreadyExistsException _) {
            throw new FileFailure(FileStatus.BUSY, path);
        } catch (FileFailure e) {
            throw before == null ? e : new FileFailure(FileStatus.BUSY, path);
        }
        try {
            if (opened.tryLock() != null) {
                var now = FolderRoot.attributesIfThere(part);
                if (now != null && (before == null || Objects.equals(before.fileKey(), now.fileKey()))) return opened;
            }
        } catch (OverlappingFileLockException _) {
            // Under another name.
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        opened.close();
        throw new FileFailure(FileStatus.BUSY, path);
    }

    /// {@return how many bytes are there}
    long there() {
        return there;
    }

    /// {@return SHA-256 of what is there}
    byte[] soFar() {
        return Digests.soFar(digest);
    }

    /// Reads the rest of the file from a stream.
    ///
    /// @param from 0, or where what is there ends
    /// @param size of the whole file
    /// @param watcher is told of bytes that have come
    /// @return SHA-256 of the whole
    byte[] take(RudpStream stream, long from, long size, LongConsumer watcher) throws IOException {
        if (from != there) digest.reset();
        channel.truncate(from);
        byte[] bytes = new byte[Digests.CHUNK];
        for (long at = from; at < size; ) {
            int count = stream.read(bytes, 0, (int) Math.min(bytes.length, size - at));
            if (count < 0) throw new EOFException("the stream ended at byte " + at + " of " + size);
            digest.update(bytes, 0, count);
            write(ByteBuffer.wrap(bytes, 0, count), at);
            at += count;
            watcher.accept(count);
        }
        return digest.digest();
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        try {
            for (long put = at; bytes.hasRemaining(); ) put += channel.write(bytes, put);
        } catch (IOException e) {
            // The JDK does not say which file the disk has no room for.
            throw new FileSystemException(part.toString(), null, Failure.reason(e));
        }
    }

    /// Sees to it that what was taken survives a loss of power.
    void force() throws IOException {
        channel.force(true);
    }

    /// Lets the whole file take its place.
    ///
    /// @param time when it was last changed, in ms since 1970
    void place(long time) throws IOException {
        letGo();
        Files.setLastModifiedTime(part, FileTime.fromMillis(time));
        Files.move(part, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        channel.close();
    }

    /// What is there is of no use.
    void delete() throws IOException {
        letGo();
        Files.deleteIfExists(part);
        channel.close();
    }

    /// Windows moves and deletes no open file. Elsewhere it is kept until then: who has it alone may do either.
    private void letGo() throws IOException {
        if (File.separatorChar == '\\') channel.close();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            TAKEN.remove(key);
        }
    }

    @Override
    public String toString() {
        return part + ", " + Text.bytes(there) + " at first";
    }
}
