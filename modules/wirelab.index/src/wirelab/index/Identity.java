package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import wirelab.kit.Failure;
import wirelab.kit.SafeFile;
import wirelab.kit.Secrets;

/// Who a node was in its last life: kept in a file, which one process alone holds. Whoever finds it held, or lost, or
/// spoilt, is somebody new.
final class Identity implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Identity.class.getName());
    private static final Pattern FORMAT = Pattern.compile("id ([0-9a-f]{32})\\nincarnation ([0-9]{1,10})\\n");
    private static final int MOST_BYTES = 128;

    private final Path file;
    private final FileChannel lock;
    private NodeId id;
    private long incarnation;

    private Identity(Path file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
        id = NodeId.draw(Secrets.RANDOM);
        incarnation = 1;
    }

    /// Begins a life, which is written down before anybody hears of it.
    ///
    /// @param file where it is kept, `null` for nowhere
    static Identity open(Path file) {
        if (file == null) return new Identity(null, null);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var lock = FileChannel.open(file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                return new Identity(null, null);
            }
            var identity = new Identity(file, lock);
            identity.remember();
            identity.keep(identity.id, identity.incarnation);
            return identity;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the id of this node is not kept: " + Failure.line(e));
            return new Identity(null, null);
        }
    }

    private static boolean locked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // Another node of this process.
            return false;
        }
    }

    private void remember() throws IOException {
        if (!Files.exists(file)) return;
        var match = FORMAT.matcher(new String(SafeFile.bytes(file, MOST_BYTES), StandardCharsets.US_ASCII));
        if (!match.matches() || Long.parseLong(match.group(2)) >= SegmentMessage.MOST_INCARNATION) return;
        id = NodeId.parse(match.group(1));
        incarnation = Long.parseLong(match.group(2)) + 1;
    }

    /// {@return a folder for what else this node keeps, which is its own as long as its identity is; `null` for none}
    Path folder() {
        if (file == null) return null;
        var folder = file.resolveSibling(file.getFileName() + ".d");
        try {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            return folder;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the index of this node is not kept: " + Failure.line(e));
            return null;
        }
    }

    NodeId id() {
        return id;
    }

    long incarnation() {
        return incarnation;
    }

    /// Writes down who this node is from now on; where that cannot be written it goes on all the same, and says so.
    void keep(NodeId id, long incarnation) {
        this.id = id;
        this.incarnation = incarnation;
        if (file == null) return;
        String text = "id " + id.digits() + "\nincarnation " + incarnation + "\n";
        try {
            SafeFile.replacePrivately(file, text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the id of this node is not kept: " + Failure.line(e));
        }
    }

    @Override
    public void close() {
        try {
            if (lock != null) lock.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing", e);
        }
    }
}
