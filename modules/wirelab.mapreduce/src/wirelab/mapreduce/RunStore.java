package wirelab.mapreduce;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Journal;
import wirelab.terms.MergedRecords;
import wirelab.terms.RunMerge;
import wirelab.terms.SortedRecords;

/// What a reducer has accepted, on disk: a sorted run per portion, and a journal that says which count.
///
/// ```
/// journal record: kind u8 (1 accepted, 2 forgotten), job u64, portion u32, partition u16, run u32, digest u64
/// ```
final class RunStore implements Closeable {
    private static final int ACCEPTED = 1;
    private static final int FORGOTTEN = 2;

    /// A job's part for one reducer.
    record Key(long job, int partition) {}

    private record Kept(int number, long digest) {}

    private final Path folder;
    private final Map<Key, Map<Integer, Kept>> kept = new HashMap<>();
    private Journal journal;

    private RunStore(Path folder) {
        this.folder = folder;
    }

    /// Opens the folder, or makes it; what is in it and no longer counts is deleted.
    ///
    /// @throws IOException also when another reducer has it open
    static RunStore open(Path folder) throws IOException {
        Files.createDirectories(folder.toAbsolutePath().getParent());
        if (!Files.exists(folder)) {
            Files.createDirectory(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        var store = new RunStore(folder);
        store.journal = Journal.open(folder.resolve("journal"), store::replay);
        store.sweep();
        return store;
    }

    private void replay(byte[] record) throws IOException {
        var in = new FieldReader(record);
        int kind = in.u8("kind");
        long job = in.u64("job");
        int portion = (int) in.u32("portion");
        var key = new Key(job, in.u16("partition"));
        var run = new Kept((int) in.u32("run"), in.u64("digest"));
        in.end();
        if (kind == ACCEPTED && Files.exists(file(key, portion, run.number))) {
            kept.computeIfAbsent(key, _ -> new TreeMap<>()).put(portion, run);
        } else if (kind == FORGOTTEN) {
            kept.remove(key);
        }
    }

    /// Runs that came but were not accepted before the end of the process that took them.
    private void sweep() throws IOException {
        var counts = new ArrayList<Path>();
        kept.forEach((key, runs) -> runs.forEach((portion, run) -> counts.add(file(key, portion, run.number))));
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                if (file.toString().endsWith(".run") && !counts.contains(file)) Files.delete(file);
            }
        }
    }

    /// {@return where a run is written, before it is accepted and after}
    Path file(Key key, int portion, int run) {
        return folder.resolve(Long.toHexString(key.job) + "-" + key.partition + "-" + portion + "-"
                + Integer.toHexString(run) + ".run");
    }

    /// {@return bytes that the disk has room for}
    long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /// {@return the digest of each accepted portion}
    synchronized Map<Integer, Long> accepted(Key key) {
        var all = new TreeMap<Integer, Long>();
        kept.getOrDefault(key, Map.of()).forEach((portion, run) -> all.put(portion, run.digest));
        return all;
    }

    /// Makes a run, which is on disk, the one that counts; when this returns it does, whatever happens.
    synchronized void accept(Key key, int portion, int run, long digest) throws IOException {
        journal.append(record(ACCEPTED, key, portion, run, digest));
        kept.computeIfAbsent(key, _ -> new TreeMap<>()).put(portion, new Kept(run, digest));
    }

    /// Deletes a run unless it is one that counts.
    synchronized void discard(Key key, int portion, int run) throws IOException {
        var counts = kept.getOrDefault(key, Map.of()).get(portion);
        if (counts == null || counts.number != run) Files.deleteIfExists(file(key, portion, run));
    }

    private static byte[] record(int kind, Key key, int portion, int run, long digest) {
        return new FieldWriter().u8(kind).u64(key.job).u32(portion).u16(key.partition).u32(run).u64(digest).done();
    }

    /// {@return all accepted runs as one}
    ///
    /// @param memory bytes for what is read ahead: where the runs are too many for it, they are merged in several steps
    SortedRecords merged(Key key, LongBinaryOperator combine, long memory) throws IOException {
        var runs = new ArrayList<Path>();
        synchronized (this) {
            kept.getOrDefault(key, Map.of()).forEach((portion, run) -> runs.add(file(key, portion, run.number)));
        }
        var left = RunMerge.fewer(runs, RunMerge.most(memory), combine, folder, true);
        var longer = new ArrayList<>(left);
        longer.removeAll(runs);
        try {
            return new Merged(MergedRecords.of(RunMerge.open(left), combine), longer);
        } catch (IOException e) {
            for (var run : longer) Files.deleteIfExists(run);
            throw e;
        }
    }

    /// Deletes behind it what was made on the way.
    private record Merged(SortedRecords all, List<Path> made) implements SortedRecords {
        @Override
        public boolean next() throws IOException {
            return all.next();
        }

        @Override
        public byte[] buffer() {
            return all.buffer();
        }

        @Override
        public int offset() {
            return all.offset();
        }

        @Override
        public int length() {
            return all.length();
        }

        @Override
        public long value() {
            return all.value();
        }

        @Override
        public void close() throws IOException {
            all.close();
            for (var run : made) Files.deleteIfExists(run);
        }
    }

    /// Forgets a job. A journal in which nothing is left begins anew.
    synchronized void forget(Key key) throws IOException {
        var runs = kept.remove(key);
        if (runs == null) return;
        journal.append(record(FORGOTTEN, key, 0, 0, 0));
        for (var run : runs.entrySet()) Files.deleteIfExists(file(key, run.getKey(), run.getValue().number));
        if (!kept.isEmpty()) return;
        journal.close();
        Files.delete(folder.resolve("journal"));
        journal = Journal.open(folder.resolve("journal"), this::replay);
    }

    @Override
    public synchronized void close() throws IOException {
        journal.close();
    }
}
