package wirelab.sftp;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import wirelab.sftp.ExtendedAnswer.FileSystemStats;

/// What is done to names in a jail.
final class FileTree {
    private final Jail jail;
    private final FileOpener opener;

    FileTree(Jail jail) {
        this.jail = jail;
        opener = new FileOpener(jail);
    }

    FileOpener opener() {
        return opener;
    }

    FileAttributes stat(String path) throws IOException {
        try (var spot = jail.target(path)) {
            return spot.attributes();
        }
    }

    FileAttributes lstat(String path) throws IOException {
        if (Jail.steps(path).isEmpty() || path.endsWith("..")) return stat(path);
        try (var spot = jail.entry(path)) {
            return spot.attributes();
        }
    }

    void change(String path, FileAttributes to) throws IOException {
        try (var spot = jail.target(path)) {
            if (to.size() != null) FileOpener.resize(spot, to.size());
            spot.change(to);
        }
    }

    /// As [#change], but a link itself is changed, which in Linux has no permissions.
    void changeEntry(String path, FileAttributes to) throws IOException {
        if (!lstat(path).isLink()) {
            change(path, to);
            return;
        }
        if (to.size() != null || to.mode() != null) {
            throw new UnsupportedOperationException("a link has neither size nor mode");
        }
        try (var spot = jail.entry(path)) {
            spot.change(to);
        }
    }

    void remove(String path, boolean folder) throws IOException {
        try (var spot = jail.entry(path)) {
            if (spot.attributes().isFolder() != folder) {
                throw new FileSystemException(path, null, folder ? "it is no folder" : "it is a folder");
            }
            Files.delete(spot.path());
        }
    }

    /// In one step, over what may be there.
    void replace(String from, String to) throws IOException {
        try (var old = jail.entry(from); var fresh = jail.entry(to)) {
            Files.move(old.path(), fresh.path(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// Nothing may be there. A second name and then the first one away: link(2) never replaces. What can have no second name
    /// is looked for first, as OpenSSH does.
    void rename(String from, String to) throws IOException {
        try (var old = jail.entry(from); var fresh = jail.entry(to)) {
            if (old.attributes().isFile()) {
                try {
                    Files.createLink(fresh.path(), old.path());
                    Files.delete(old.path());
                    return;
                } catch (FileAlreadyExistsException | NoSuchFileException e) {
                    throw e;
                } catch (FileSystemException | UnsupportedOperationException _) {
                    // A file system without second names, or one that keeps them from others than the owner.
                }
            }
            if (Files.exists(fresh.path(), fresh.options())) throw new FileAlreadyExistsException(to);
            Files.move(old.path(), fresh.path(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    void link(String from, String to) throws IOException {
        try (var old = jail.entry(from); var fresh = jail.entry(to)) {
            if (old.attributes().isFolder()) throw new FileSystemException(from, null, "it is a folder");
            Files.createLink(fresh.path(), old.path());
        }
    }

    void symbolicLink(String target, String link) throws IOException {
        try (var spot = jail.entry(link)) {
            Files.createSymbolicLink(spot.path(), PathText.link(target));
        }
    }

    String readLink(String path) throws IOException {
        try (var spot = jail.entry(path)) {
            return PathText.text(Files.readSymbolicLink(spot.path()));
        }
    }

    /// The real path of what is there; of what is not, that of its folder and its name, since clients ask before they make
    /// it.
    String real(String path) throws IOException {
        try (var spot = jail.target(path)) {
            return jail.where(spot);
        } catch (NoSuchFileException e) {
            var steps = Jail.stepsToEntry(path);
            String folder = "/" + String.join("/", steps.subList(0, steps.size() - 1));
            try (var spot = jail.target(folder)) {
                String above = jail.where(spot);
                return above.equals("/") ? "/" + steps.getLast() : above + "/" + steps.getLast();
            }
        }
    }

    FileSystemStats stats(String path) throws IOException {
        try (var spot = jail.target(path)) {
            return jail.stats(spot);
        }
    }
}
