package wirelab.sftp;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// Moves files and whole folders between a server and this machine.
///
/// A server may call its files what it likes. Here each of its names is one step down, or it is left out and said so; and
/// where such a name stands here already as a link, nothing goes through it.
public final class Transfers {
    /// Folders in folders: a server can make up any number.
    private static final int DEEPEST = 100;

    /// How to move.
    ///
    /// @param folders whole folders too
    /// @param resume what is there already is the beginning and not sent again; it is not compared
    /// @param preserve times and permissions too
    public record Manner(boolean folders, boolean resume, boolean preserve) {
        public static final Manner PLAIN = new Manner(false, false, false);
    }

    private final RemoteFiles remote;
    private final Manner manner;
    private final TransferListener listener;
    private int failed;

    public Transfers(RemoteFiles remote, Manner manner, TransferListener listener) {
        this.remote = remote;
        this.manner = manner;
        this.listener = listener;
    }

    /// Fetches what a path leads to.
    ///
    /// @param into the file, or the folder's new place
    /// @throws SftpFailure when the server refuses it
    /// @throws IOException when it cannot be written here, or a file of a folder could not be had: then all others are there
    public void get(String path, Path into) throws IOException {
        failed = 0;
        var known = remote.stat(path);
        if (known.isFolder()) {
            if (!manner.folders) throw new IOException(Visible.of(path) + ": it is a folder; -r fetches it");
            getFolder(path, into, known, 0);
        } else {
            getFile(path, into, known, Set.of());
        }
        complain();
    }

    private void complain() throws IOException {
        if (failed > 0) throw new IOException(Text.count(failed, "file") + " could not be moved");
    }

    private void fail(String line) {
        failed++;
        listener.skipped(line);
    }

    private void getFolder(String path, Path into, FileAttributes known, int depth) throws IOException {
        if (depth > DEEPEST) throw new IOException(Visible.of(path) + ": more than " + DEEPEST + " folders deep");
        // What the user has named may be a link of his.
        boolean there = depth == 0 ? Files.isDirectory(into) : Files.isDirectory(into, LinkOption.NOFOLLOW_LINKS);
        if (!there) Files.createDirectory(into);
        for (var entry : remote.list(path)) {
            String name = entry.name();
            String shown = Visible.of(path + "/" + name);
            var place = place(into, entry);
            if (place == null) {
                listener.skipped(shown + ": no name for a file here");
                continue;
            }
            try {
                var attributes = entry.attributes();
                String each = path + "/" + name;
                if (attributes.isFolder()) getFolder(each, place, attributes, depth + 1);
                else if (attributes.isFile()) getFile(each, place, attributes, Set.of(LinkOption.NOFOLLOW_LINKS));
                else listener.skipped(shown + (attributes.isLink() ? ": a link" : ": neither file nor folder"));
            } catch (SftpFailure | FileSystemException e) {
                fail(Visible.of(Failure.line(e)));
            }
        }
        if (manner.preserve) preserve(into, known);
    }

    /// Where an entry goes, one step below its folder; `null` where its name leads elsewhere on this system.
    static Path place(Path folder, DirectoryEntry entry) {
        if (!entry.isSafe()) return null;
        try {
            var place = PathText.resolve(folder, entry.name());
            return place.getNameCount() == folder.getNameCount() + 1 && place.getParent().equals(folder)
                    && !place.equals(place.getParent()) ? place : null;
        } catch (IllegalArgumentException _) {
            // No name of a file here.
            return null;
        }
    }

    private void getFile(String path, Path into, FileAttributes known, Set<LinkOption> follow) throws IOException {
        var options = new HashSet<OpenOption>(follow);
        options.addAll(List.of(CREATE, WRITE));
        if (!manner.resume) options.add(TRUNCATE_EXISTING);
        var handle = remote.handle(path, id -> new SftpRequest.Open(id, path, OpenFlags.READ, FileAttributes.NONE));
        try (var channel = open(into, options)) {
            long size = known.size() == null ? 0 : known.size();
            long before = manner.resume ? channel.size() : 0;
            if (before > size) throw new IOException(into + ": it is longer than the file of the server");
            listener.begins(Visible.of(path), size, before);
            if (before < size || size == 0) {
                new Download(remote.link(), handle, channel, before, size, listener::moves).run(path);
            }
        } finally {
            close(path, handle);
        }
        if (manner.preserve) preserve(into, known);
        listener.ends();
    }

    /// The JDK does not say of which file it is that a link stands in the way.
    private static FileChannel open(Path file, Set<OpenOption> options) throws IOException {
        try {
            return FileChannel.open(file, options);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new FileSystemException(file.toString(), null, Failure.reason(e));
        }
    }

    private void close(String path, Bytes handle) throws IOException {
        remote.done(path, id -> new SftpRequest.Close(id, handle));
    }

    private static void preserve(Path file, FileAttributes known) throws IOException {
        var spot = new Spot(file, Spot.FOLLOW, () -> {});
        // Whose it is there says nothing here, and nobody gets more rights from a server than to run it.
        Integer mode = known.mode() == null ? null : Integer.valueOf(known.mode() & 0777);
        spot.change(new FileAttributes(null, null, mode, known.times(), List.of()));
    }

    /// Sends a file, or a folder with what is in it.
    ///
    /// @param to the file's or the folder's new place
    /// @throws SftpFailure when the server refuses it
    /// @throws IOException when it cannot be read here, or a file of a folder could not be sent: then all others are there
    public void put(Path file, String to) throws IOException {
        failed = 0;
        var known = Files.readAttributes(file, BasicFileAttributes.class);
        if (known.isDirectory()) {
            if (!manner.folders) throw new IOException(file + ": it is a folder; -r sends it");
            putFolder(file, to, known);
        } else if (known.isRegularFile()) {
            putFile(file, to, known);
        } else {
            throw new IOException(file + ": it is no file");
        }
        complain();
    }

    private void putFolder(Path folder, String to, BasicFileAttributes known) throws IOException {
        if (!isFolder(to)) remote.makeFolder(to);
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String place = to + "/" + PathText.name(file);
                var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                try {
                    if (attributes.isDirectory()) putFolder(file, place, attributes);
                    else if (attributes.isRegularFile()) putFile(file, place, attributes);
                    else listener.skipped(Visible.of(file.toString()) + ": a link, or neither file nor folder");
                } catch (SftpFailure | FileSystemException e) {
                    fail(Visible.of(Failure.line(e)));
                }
            }
        }
        if (manner.preserve) remote.change(to, attributes(folder, known));
    }

    private boolean isFolder(String path) throws IOException {
        try {
            return remote.stat(path).isFolder();
        } catch (SftpFailure _) {
            // Then it is to be made, which says what is wrong with it.
            return false;
        }
    }

    private void putFile(Path file, String to, BasicFileAttributes known) throws IOException {
        int flags = OpenFlags.WRITE | OpenFlags.CREATE | (manner.resume ? 0 : OpenFlags.TRUNCATE);
        var mode = FileAttributes.ofMode(mode(file));
        try (var channel = FileChannel.open(file, READ)) {
            var handle = remote.handle(to, id -> new SftpRequest.Open(id, to, flags, mode));
            try {
                long before = manner.resume ? there(to, handle) : 0;
                if (before > known.size()) throw new IOException(Visible.of(to) + ": it is longer than the file here");
                listener.begins(Visible.of(file.toString()), known.size(), before);
                new Upload(remote.link(), handle, listener::moves).run(to, channel, before);
                if (manner.preserve) remote.done(to, id -> new SftpRequest.Fsetstat(id, handle, attributes(file, known)));
            } finally {
                close(to, handle);
            }
        }
        listener.ends();
    }

    private long there(String path, Bytes handle) throws IOException {
        Long size = remote.attributes(path, id -> new SftpRequest.Fstat(id, handle)).size();
        return size == null ? 0 : size;
    }

    private static FileAttributes attributes(Path file, BasicFileAttributes known) {
        var times = new FileAttributes.Times(known.lastAccessTime().to(TimeUnit.SECONDS),
                known.lastModifiedTime().to(TimeUnit.SECONDS));
        return new FileAttributes(null, null, mode(file), times, List.of());
    }

    private static int mode(Path file) {
        try {
            return (int) Files.getAttribute(file, "unix:mode") & 0777;
        } catch (IOException | UnsupportedOperationException _) {
            // A system without such permissions: what new files have anywhere.
            return 0644;
        }
    }
}
