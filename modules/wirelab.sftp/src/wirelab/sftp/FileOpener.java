package wirelab.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import wirelab.sftp.Opened.OpenFile;
import wirelab.sftp.Opened.OpenFolder;

/// How files and folders are opened in a jail. Regular files alone: to open a pipe may wait for ever, and to open a device
/// may do anything.
final class FileOpener {
    private static final int FILE_MODE = 0666;
    private static final int FOLDER_MODE = 0777;

    private final Jail jail;

    FileOpener(Jail jail) {
        this.jail = jail;
    }

    OpenFile open(String path, int flags, FileAttributes attributes) throws IOException {
        if (path.endsWith("/")) throw new FileSystemException(path, null, "only a folder's name ends in a slash");
        boolean creates = OpenFlags.has(flags, OpenFlags.CREATE);
        boolean exclusive = creates && OpenFlags.has(flags, OpenFlags.EXCLUSIVE);
        try {
            if (!exclusive) return existing(path, flags);
        } catch (NoSuchFileException e) {
            if (!creates) throw e;
        }
        try {
            return fresh(path, flags, attributes);
        } catch (FileAlreadyExistsException e) {
            if (exclusive) throw e;
            // Somebody made it meanwhile, or it is a link to nothing: then this fails again.
            return existing(path, flags);
        }
    }

    private OpenFile existing(String path, int flags) throws IOException {
        var spot = jail.target(path);
        try {
            var known = spot.attributes();
            if (!known.isFile()) {
                throw new FileSystemException(path, null, known.isFolder() ? "it is a folder" : "it is no file");
            }
            var options = options(flags);
            boolean appends = options.contains(StandardOpenOption.APPEND);
            boolean truncates = OpenFlags.has(flags, OpenFlags.TRUNCATE);
            if (truncates && !appends) options.add(StandardOpenOption.TRUNCATE_EXISTING);
            var channel = FileChannel.open(spot.path(), options);
            if (truncates && appends) channel.truncate(0);
            return new OpenFile(spot, channel, flags);
        } catch (IOException | RuntimeException e) {
            spot.close();
            throw e;
        }
    }

    /// Made by its name in its folder, where there must be nothing: not even a link, which could lead out.
    private OpenFile fresh(String path, int flags, FileAttributes attributes) throws IOException {
        try (var entry = jail.entry(path)) {
            var options = options(flags);
            options.add(StandardOpenOption.CREATE_NEW);
            options.add(LinkOption.NOFOLLOW_LINKS);
            // The JDK reads and makes nothing at once.
            options.add(StandardOpenOption.WRITE);
            var channel = FileChannel.open(entry.path(), options, permissions(attributes, FILE_MODE));
            try {
                return new OpenFile(jail.target(path), channel, flags);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    }

    private static Set<OpenOption> options(int flags) {
        var options = new HashSet<OpenOption>();
        boolean reads = OpenFlags.has(flags, OpenFlags.READ);
        boolean appends = OpenFlags.has(flags, OpenFlags.APPEND);
        if (reads) options.add(StandardOpenOption.READ);
        if (OpenFlags.has(flags, OpenFlags.WRITE) || appends) {
            options.add(appends && !reads ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
        }
        return options;
    }

    void makeFolder(String path, FileAttributes attributes) throws IOException {
        try (var entry = jail.entry(path)) {
            Files.createDirectory(entry.path(), permissions(attributes, FOLDER_MODE));
        }
    }

    /// What is narrower from the start; the umask of the process takes its part.
    private static FileAttribute<?> permissions(FileAttributes attributes, int preset) {
        int mode = attributes.mode() == null ? preset : attributes.mode();
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        // Declared from the owner's reading to the others' running, as the bits stand.
        for (var each : PosixFilePermission.values()) if ((mode & 0400 >> each.ordinal()) != 0) permissions.add(each);
        return PosixFilePermissions.asFileAttribute(permissions);
    }

    OpenFolder folder(String path) throws IOException {
        var spot = jail.target(path);
        try {
            var stream = Files.newDirectoryStream(spot.path());
            return new OpenFolder(spot, stream, stream.iterator());
        } catch (IOException | RuntimeException e) {
            spot.close();
            throw e;
        }
    }

    /// Cuts a file, or makes it longer with a hole.
    static void resize(Spot spot, long size) throws IOException {
        if (!spot.attributes().isFile()) throw new FileSystemException(spot.path().toString(), null, "it is no file");
        try (var channel = FileChannel.open(spot.path(), StandardOpenOption.WRITE)) {
            resize(channel, size);
        }
    }

    static void resize(FileChannel channel, long size) throws IOException {
        if (size < 0) throw new FileSystemException(null, null, "no file is so long");
        if (size <= channel.size()) channel.truncate(size);
        else channel.write(ByteBuffer.allocate(1), size - 1);
    }
}
