package wirelab.raft;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import wirelab.kit.Journal;
import wirelab.kit.SafeFile;

/// A folder of this machine.
///
/// @param folder is made when it is not there
public record FolderDisk(Path folder) implements Disk {
    public FolderDisk {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Journal.Storage open(String name, boolean create) throws IOException {
        var file = folder.resolve(name);
        var options = create ? Set.of(READ, WRITE, CREATE) : Set.of(READ, WRITE);
        return new Journal.RealFile(FileChannel.open(file, options, SafeFile.ownerAlone(file)));
    }

    @Override
    public void move(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public List<String> list() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void force() {
        try (var channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Some systems (Windows) do not open a folder: there the file system itself sees to it.
        }
    }
}
