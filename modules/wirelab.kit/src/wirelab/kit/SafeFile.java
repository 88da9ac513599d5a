package wirelab.kit;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Reads and replaces a file as a whole. Whoever reads one that is being replaced sees the old
/// content or the new one, and so does who comes after a crash or a loss of power.
///
/// The new content is written to a file beside the old one, whose name begins with a dot, and forced to the disk; then it is
/// put into the old one's place in one step, and the folder, in which that step is written down, is forced too. A symbolic
/// link stays one: what it points to is replaced. Two that replace the same file at once do not mix, the later one stays.
public final class SafeFile {
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private SafeFile() {}

    /// Reads a text that a user has named, without the mark (U+FEFF) that some editors put before it.
    ///
    /// @param most bytes
    /// @throws UsageException when it is longer, or not UTF-8
    /// @throws IOException when it cannot be read; the message names the file
    public static String read(Path file, int most) throws IOException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file, most))).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UsageException(file + ": " + Failure.reason(e));
        }
    }

    /// Reads a file that a user has named.
    ///
    /// @param most bytes
    /// @throws UsageException when it is longer
    /// @throws IOException when it cannot be read; the message names the file
    public static byte[] bytes(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            // A pipe or a device does not say how long it is.
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) throw new UsageException(file + ": longer than " + Text.count(most, "byte"));
            return bytes;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": " + Failure.reason(e), e);
        }
    }

    /// Replaces a file, or makes it: who may read a new one is for the system to say, an old one's readers stay.
    ///
    /// @throws IOException when it cannot be written; then the old content is still there
    public static void replace(Path file, byte[] content) throws IOException {
        var target = target(file);
        boolean keeps = knowsOwners(target) && Files.exists(target);
        replace(target, content, keeps ? Files.getPosixFilePermissions(target) : null);
    }

    /// Replaces a file, or makes it, so that its owner alone can read and write it, where the file system knows owners.
    ///
    /// @throws IOException when it cannot be written; then the old content is still there
    public static void replacePrivately(Path file, byte[] content) throws IOException {
        var target = target(file);
        replace(target, content, knowsOwners(target) ? OWNER_ALONE : null);
    }

    /// {@return what a new file is given so that its owner alone can read and write it; nothing where owners are not known}
    public static FileAttribute<?>[] ownerAlone(Path file) {
        return knowsOwners(file) ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
                : new FileAttribute<?>[0];
    }

    /// Whether a file that is made may take this place: where nothing is, or a file, or a link to either. A folder does not
    /// give way, nor does a device or a pipe, which root could replace by moving something onto it: `/dev/null` for one.
    public static boolean givesWay(Path file) {
        return Files.isRegularFile(file) || !Files.exists(file);
    }

    /// Refuses a place that does not give way to a file, before anything is made for it.
    ///
    /// @throws FileSystemException which names the place
    public static void checkGivesWay(Path file) throws FileSystemException {
        if (!givesWay(file)) throw noOrdinaryFile(file);
    }

    /// {@return what is thrown about a place where a folder, a device or a pipe stands and a file was meant}
    public static FileSystemException noOrdinaryFile(Path file) {
        return new FileSystemException(file.toString(), null, "it is no ordinary file");
    }

    private static void replace(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        if (!givesWay(file)) {
            Files.write(file, content);
            return;
        }
        var fresh = file.resolveSibling("." + file.getFileName() + "." + Secrets.token(9) + ".new");
        // Narrow from the start: nobody may open the file before its permissions are what they shall be.
        var attributes = permissions == null ? new FileAttribute<?>[0] : ownerAlone(file);
        try {
            try (var channel = FileChannel.open(fresh, Set.of(CREATE_NEW, WRITE), attributes)) {
                if (permissions != null) Files.setPosixFilePermissions(fresh, permissions);
                for (var bytes = ByteBuffer.wrap(content); bytes.hasRemaining(); ) channel.write(bytes);
                channel.force(true);
            }
            Files.move(fresh, file, ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        force(file.getParent());
    }

    private static void force(Path folder) {
        try (var channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Some systems (Windows) do not open a folder: there the file system itself sees to it.
        }
    }

    private static Path target(Path file) throws IOException {
        var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (!Files.isDirectory(target.getParent())) throw new NoSuchFileException(target.getParent().toString());
        return target;
    }

    private static boolean knowsOwners(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
