package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.Failure;
import wirelab.kit.Journal;
import wirelab.kit.LogLimit;

/// What was found out about the files of a folder, kept, so that after a restart those alone are read that have changed. It
/// is a hint: what is lost is found out again, and what is damaged is thrown away as a whole.
final class KnownFiles implements AutoCloseable {
    private static final Logger LOG = System.getLogger(KnownFiles.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);
    /// Records that are of no use any more, in so many for one of use.
    private static final int STALE = 2;
    private static final int FEW = 1_000;
    /// Records written in one go.
    private static final int PORTION = 1_000;

    private final Path folder;
    private final Path file;
    private Journal journal;
    private int records;
    /// As they stand in the journal.
    private final Map<Path, HeldFile> written = new HashMap<>();

    private KnownFiles(Path folder, Path file) {
        this.folder = folder;
        this.file = file;
    }

    /// Opens what is known of a folder.
    ///
    /// @param file where it is kept, `null` for nowhere
    static KnownFiles open(Path folder, Path file) {
        var known = new KnownFiles(folder, file);
        if (file == null) return known;
        try {
            known.read();
        } catch (IOException e) {
            LOG.log(Level.INFO, "all files are read anew: " + Failure.line(e));
            known.begin(Map.of());
        }
        return known;
    }

    private void read() throws IOException {
        journal = Journal.open(file, record -> {
            var held = HeldFile.decode(folder, record);
            written.put(held.file(), held);
            records++;
        });
    }

    /// {@return what was known in the last life; whether it is still so is for the caller to find out}
    Map<Path, HeldFile> files() {
        return new HashMap<>(written);
    }

    /// Keeps what is known now, but files whose name of any bytes does not lead back to them.
    void keep(Map<Path, HeldFile> now) {
        if (journal == null) return;
        try {
            written.keySet().retainAll(now.keySet());
            if (records > FEW + STALE * Math.max(now.size(), written.size())) {
                begin(now);
                return;
            }
            append(now);
        } catch (IOException e) {
            FAILURES.log(Level.WARNING, "what is known of files is not kept: " + Failure.line(e), null);
        }
    }

    private void append(Map<Path, HeldFile> now) throws IOException {
        var fresh = new ArrayList<byte[]>();
        for (var held : now.values()) {
            if (held.racy() || held.equals(written.get(held.file()))) continue;
            String name = folder.relativize(held.file()).toString();
            if (!folder.resolve(name).equals(held.file())) continue;
            written.put(held.file(), held);
            fresh.add(held.encode(name));
            if (fresh.size() == PORTION) write(fresh);
        }
        write(fresh);
    }

    private void write(List<byte[]> fresh) throws IOException {
        if (fresh.isEmpty()) return;
        journal.append(fresh);
        records += fresh.size();
        fresh.clear();
    }

    /// Throws away what is there, and begins with these; a process killed meanwhile reads files again.
    private void begin(Map<Path, HeldFile> now) {
        try {
            if (journal != null) journal.close();
            journal = null;
            written.clear();
            records = 0;
            Files.deleteIfExists(file);
            read();
            append(now);
        } catch (IOException e) {
            FAILURES.log(Level.WARNING, "what is known of files is not kept: " + Failure.line(e), null);
        }
    }

    @Override
    public void close() {
        try {
            if (journal != null) journal.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing", e);
        }
    }
}
