package wirelab.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Journal;

/// A folder of this machine.
public final class RealVolume implements Volume {
    private static final PosixFilePermission[] BITS = PosixFilePermission.values();

    private static final int MOST_THREADS = 8;

    private static final Set<OpenOption> READS = Set.of(READ, NOFOLLOW_LINKS);
    private static final Set<OpenOption> CHANGES = Set.of(READ, WRITE, NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATES = Set.of(READ, WRITE, CREATE_NEW, NOFOLLOW_LINKS);

    private final Path root;
    private final boolean knowsModes;

    /// @param root must be there
    public RealVolume(Path root) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) throw new NotDirectoryException(root.toString());
        knowsModes = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /// {@return the folder, without links on the way}
    public Path root() {
        return root;
    }

    /// {@return where something of the folder lies}
    public Path file(String path) {
        return path.isEmpty() ? root : root.resolve(path);
    }

    @Override
    public int threads() {
        return Math.min(MOST_THREADS, 2 * Runtime.getRuntime().availableProcessors());
    }

    @Override
    public Stat stat(String path) throws IOException {
        try {
            return stat(file(path));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // Where a folder was there may be a file by now; the JDK has no name for that.
            if (Files.notExists(file(path), NOFOLLOW_LINKS) || isBelowFile(path)) return null;
            throw e;
        }
    }

    /// Without an exception, which would take longer than the call itself.
    @Override
    public boolean exists(String path) {
        return Files.exists(file(path), NOFOLLOW_LINKS);
    }

    private boolean isBelowFile(String path) {
        String parent = FolderPath.parent(path);
        return !parent.isEmpty() && !Files.isDirectory(file(parent), NOFOLLOW_LINKS);
    }

    private Stat stat(Path file) throws IOException {
        Class<? extends BasicFileAttributes> wanted = knowsModes ? PosixFileAttributes.class : BasicFileAttributes.class;
        var attributes = Files.readAttributes(file, wanted, NOFOLLOW_LINKS);
        var kind = attributes.isRegularFile() ? Kind.FILE : attributes.isDirectory() ? Kind.FOLDER
                : attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
        int mode = attributes instanceof PosixFileAttributes posix ? bits(posix.permissions())
                : kind == Kind.FOLDER ? 0755 : 0644;
        return new Stat(kind, attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), mode);
    }

    private static int bits(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (var permission : permissions) mode |= 0400 >> permission.ordinal();
        return mode;
    }

    @Override
    public SortedMap<String, Stat> list(String folder) throws IOException {
        var found = new TreeMap<String, Stat>();
        try (var files = Files.newDirectoryStream(file(folder))) {
            for (Path file : files) {
                try {
                    found.put(file.getFileName().toString(), stat(file));
                } catch (NoSuchFileException _) {
                    // Gone since it was listed.
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException _) {
            return found;
        }
        return found;
    }

    @Override
    public Journal.Storage open(String path, boolean create) throws IOException {
        return new Journal.RealFile(FileChannel.open(file(path), create ? CREATES : CHANGES));
    }

    @Override
    public Journal.Storage read(String path) throws IOException {
        return new Journal.RealFile(FileChannel.open(file(path), READS));
    }

    @Override
    public void folder(String path) throws IOException {
        Files.createDirectory(file(path));
    }

    @Override
    public void link(String path, String target) throws IOException {
        Files.createSymbolicLink(file(path), Path.of(target));
    }

    @Override
    public String target(String path) throws IOException {
        return Files.readSymbolicLink(file(path)).toString();
    }

    @Override
    public void name(String path, String second) throws IOException {
        try {
            Files.createLink(file(second), file(path));
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException _) {
            // Not every file system has second names; where something else was wrong, the copy will say it.
            Files.copy(file(path), file(second), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
    }

    @Override
    public void move(String from, String to) throws IOException {
        try {
            Files.move(file(from), file(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(FolderPath.shown(to) + " lies on another file system: a replicated folder lies on one", e);
        }
        // Where both were names of one file, rename does nothing at all (POSIX), and says that it is done.
        if (Files.exists(file(from), NOFOLLOW_LINKS) && Files.isSameFile(file(from), file(to))) delete(from);
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(file(path));
    }

    @Override
    public void mode(String path, int mode) throws IOException {
        if (!knowsModes) return;
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (var bit : BITS) if ((mode & 0400 >> bit.ordinal()) != 0) permissions.add(bit);
        Files.getFileAttributeView(file(path), PosixFileAttributeView.class, NOFOLLOW_LINKS).setPermissions(permissions);
    }

    /// With the time of the last access as well: the JDK would ask for the one that is not named.
    @Override
    public void modified(String path, long time) throws IOException {
        Files.getFileAttributeView(file(path), BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .setTimes(FileTime.from(time, TimeUnit.NANOSECONDS), FileTime.from(Instant.now()), null);
    }

    @Override
    public void force(String folder) {
        try (var channel = FileChannel.open(file(folder), READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Some systems (Windows) do not open a folder: there the file system itself sees to it.
        }
    }

    /// Locks a file, which is made; another process cannot do it as well.
    Closeable lock(String path) throws IOException {
        var channel = FileChannel.open(file(path), Set.of(CREATE, WRITE, NOFOLLOW_LINKS));
        try {
            if (channel.tryLock() != null) return channel;
        } catch (OverlappingFileLockException _) {
            // This process has it already.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException(root + " is kept by another process");
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
