package wirelab.search;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.kit.Failure;
import wirelab.kit.LogLimit;

/// Where partitions are: each in a file of a folder, or all in memory.
///
/// A file has its name when it is whole, and is never written again; where several were merged they are deleted when the new
/// one is there. So whatever moment a process is killed at, all is there, some of it perhaps twice. Nothing is forced to
/// the disk: what a loss of power has torn is found out by its checksum, and made anew from the documents.
final class PartitionStore {
    private static final Logger LOG = System.getLogger(PartitionStore.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);
    private static final String SUFFIX = ".terms";
    private static final String FRESH = ".fresh";
    private static final int BUFFER = 1 << 16;

    /// `null` for memory.
    private final Path folder;
    private final Map<Partition, Path> files = new ConcurrentHashMap<>();
    private long last;

    PartitionStore(Path folder) {
        this.folder = folder;
    }

    /// {@return what is whole, the newest first}
    List<Partition> load() throws IOException {
        var names = new ArrayList<String>();
        try (var there = Files.newDirectoryStream(folder)) {
            for (var file : there) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9]{12}" + SUFFIX)) names.add(name);
                else if (name.endsWith(FRESH)) Files.deleteIfExists(file);
            }
        }
        Collections.sort(names, Collections.reverseOrder());
        if (!names.isEmpty()) last = Long.parseLong(names.getFirst().substring(0, 12));
        var loaded = new ArrayList<Partition>();
        for (String name : names) {
            var file = folder.resolve(name);
            try {
                loaded.add(open(file));
            } catch (IOException e) {
                FAILURES.log(Level.INFO, "what is in " + file + " is made anew: " + Failure.reason(e), null);
                Files.deleteIfExists(file);
            }
        }
        return loaded;
    }

    private Partition open(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            // Unmapped when nobody reads in it any more.
            var partition = Partition.open(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
            files.put(partition, file);
            return partition;
        }
    }

    /// Makes a partition; in memory, where it cannot be written.
    Partition make(PartitionOutput.Source source) {
        try {
            if (folder != null) return write(source);
        } catch (IOException e) {
            FAILURES.log(Level.WARNING, "the index is not kept: " + Failure.line(e), null);
        }
        return inMemory(source);
    }

    /// {@return what several have become, `null` when it cannot be written}
    Partition merge(PartitionOutput.Source source) {
        try {
            return folder == null ? inMemory(source) : write(source);
        } catch (IOException e) {
            FAILURES.log(Level.WARNING, "the index stays in pieces: " + Failure.line(e), null);
            return null;
        }
    }

    private Partition write(PartitionOutput.Source source) throws IOException {
        var file = folder.resolve(String.format(Locale.ROOT, "%012d", next()) + SUFFIX);
        var fresh = file.resolveSibling(file.getFileName() + FRESH);
        try {
            try (var out = new BufferedOutputStream(Files.newOutputStream(fresh), BUFFER)) {
                source.write(new PartitionOutput(out));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return open(file);
    }

    private synchronized long next() {
        return ++last;
    }

    private static Partition inMemory(PartitionOutput.Source source) {
        try {
            var bytes = new ByteArrayOutputStream();
            source.write(new PartitionOutput(bytes));
            return Partition.open(MemorySegment.ofArray(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
    }

    void delete(Partition partition) {
        var file = files.remove(partition);
        if (file == null) return;
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "deleting: " + Failure.line(e));
        }
    }
}
