package wirelab.proxy;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.SafeFile;
import wirelab.kit.UsageException;

/// The files of a store: one per response, named by what it is kept under. One process at a time has it.
final class StoreFolder implements AutoCloseable {
    /// Says that a folder is ours: what looks like one of its files and is none is deleted, which must not happen to anybody
    /// else's.
    private static final String MARK = "wirelab.cache";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");
    /// A response that is being written.
    private static final String BESIDE = ".new";

    /// Takes what is there when a folder is opened.
    interface Reader {
        void stored(Stored head, long size);
    }

    private final Path path;
    private final FileChannel lock;

    private StoreFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static StoreFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        if (!Files.exists(path.resolve(MARK)) && !isEmpty(path)) {
            throw new UsageException(path + ": neither empty nor a store: another folder is needed");
        }
        // What others have fetched is nobody else's business.
        var lock = FileChannel.open(path.resolve(MARK), Set.of(CREATE, WRITE), SafeFile.ownerAlone(path));
        try {
            if (lock.tryLock() != null) return new StoreFolder(path, lock);
        } catch (OverlappingFileLockException _) {
            // This very process has it.
        }
        lock.close();
        throw new IOException(path + " is in use by another proxy");
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (var files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    private record Old(Path file, FileTime time) {}

    /// Reads the heads of all that is there, the oldest first, and deletes what is none.
    void read(Reader reader, Runnable damaged) throws IOException {
        var found = new ArrayList<Old>();
        try (var files = Files.newDirectoryStream(path)) {
            for (var file : files) {
                String name = file.getFileName().toString();
                if (NAME.matcher(name).matches()) found.add(new Old(file, Files.getLastModifiedTime(file)));
                else if (name.endsWith(BESIDE) && NAME.matcher(name.replace(BESIDE, "")).matches()) Files.delete(file);
            }
        }
        found.sort(Comparator.comparing(Old::time));
        for (var old : found) {
            String name = old.file.getFileName().toString();
            try (var channel = FileChannel.open(old.file, READ)) {
                var stored = read(channel, false);
                if (!Stored.name(stored.uri(), stored.entry().asked()).equals(name)) {
                    throw new ProtocolViolation("URI", Stored.PREFIX, "another than the name of the file says");
                }
                reader.stored(stored, channel.size());
            } catch (ProtocolViolation | EOFException _) {
                damaged.run();
                Files.delete(old.file);
            }
        }
    }

    Stored read(String name) throws IOException {
        try (var channel = FileChannel.open(path.resolve(name), READ)) {
            return read(channel, true);
        }
    }

    private static Stored read(FileChannel channel, boolean whole) throws IOException {
        long size = channel.size();
        byte[] prefix = bytes(channel, Stored.PREFIX);
        var lengths = Stored.prefix(prefix, size);
        byte[] head = bytes(channel, lengths.head());
        ByteBuffer body = null;
        if (whole) {
            body = ByteBuffer.allocateDirect((int) lengths.body());
            fill(channel, body);
            body.flip();
        }
        return Stored.of(prefix, head, size, body);
    }

    private static byte[] bytes(FileChannel channel, int count) throws IOException {
        var bytes = ByteBuffer.allocate(count);
        fill(channel, bytes);
        return bytes.array();
    }

    private static void fill(FileChannel channel, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) if (channel.read(into) < 0) throw new EOFException("the file ends too early");
    }

    /// Writes a response beside its place.
    void write(String name, Stored stored) throws IOException {
        var file = path.resolve(name + BESIDE);
        try (var channel = FileChannel.open(file, Set.of(CREATE, WRITE, TRUNCATE_EXISTING), SafeFile.ownerAlone(path))) {
            for (var front = ByteBuffer.wrap(stored.front()); front.hasRemaining(); ) channel.write(front);
            for (var body = stored.entry().body().duplicate(); body.hasRemaining(); ) channel.write(body);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// Puts what was written into its place.
    void keep(String name) throws IOException {
        Files.move(path.resolve(name + BESIDE), path.resolve(name), ATOMIC_MOVE);
    }

    void discard(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name + BESIDE));
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException _) {
            // Nothing was written through it.
        }
    }
}
