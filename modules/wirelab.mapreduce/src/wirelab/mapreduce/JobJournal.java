package wirelab.mapreduce;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Journal;
import wirelab.kit.UsageException;
import wirelab.terms.Terms;

/// What a master must know again after its death: which job it was, and how its text was cut. It stands beside the result
/// until that is there; which portions are done, the reducers know.
///
/// ```
/// records first: kind u8 = 0, portion u32, then segments of it: document u32, from u64, to u64
/// last record: kind u8 = 1, job u64, reducers u16, digest of inputs and job 32 bytes, portions u32
/// ```
///
/// Without the last one nothing was begun: what a master that died had written of its plan does not count.
final class JobJournal implements Closeable {
    private static final int SEGMENTS = 0;
    private static final int PLAN = 1;
    private static final int DIGEST = 32;
    private static final int SEGMENT = 20;
    private static final int MOST_SEGMENTS = 50_000;

    /// What is in it.
    record Plan(long job, int reducers, byte[] digest, List<List<Input.Segment>> portions) {}

    private final Path file;
    private final Journal journal;
    private final Map<Integer, List<Input.Segment>> found = new HashMap<>();
    private Plan plan;

    private JobJournal(Path file) throws IOException {
        this.file = file;
        var there = Journal.open(file, this::replay);
        if (plan == null && there.size() > 0) {
            there.close();
            Files.delete(file);
            there = Journal.open(file, this::replay);
        }
        journal = there;
    }

    static Path beside(Path out) {
        return out.toAbsolutePath().resolveSibling("." + out.getFileName() + ".job");
    }

    static JobJournal open(Path out) throws IOException {
        return new JobJournal(beside(out));
    }

    private void replay(byte[] record) throws IOException {
        var in = new FieldReader(record);
        if (in.u8("kind") == SEGMENTS) {
            var portion = found.computeIfAbsent((int) in.u32("portion"), _ -> new ArrayList<>());
            while (in.remaining() > 0) {
                portion.add(new Input.Segment((int) in.u32("document"), in.u64("from"), in.u64("to")));
            }
            return;
        }
        long job = in.u64("job");
        int reducers = in.u16("reducers");
        byte[] digest = in.bytes("digest", DIGEST);
        var portions = new ArrayList<List<Input.Segment>>();
        for (int left = (int) in.u32("portions"); left > 0; left--) {
            portions.add(found.getOrDefault(portions.size(), List.of()));
        }
        in.end();
        plan = new Plan(job, reducers, digest, portions);
    }

    /// {@return what a master before wrote, `null` when none did}
    Plan plan() {
        return plan;
    }

    void write(Plan plan) throws IOException {
        var records = new ArrayList<byte[]>();
        for (int i = 0; i < plan.portions.size(); i++) {
            var segments = plan.portions.get(i);
            for (int from = 0; from < segments.size(); from += MOST_SEGMENTS) {
                var part = segments.subList(from, Math.min(segments.size(), from + MOST_SEGMENTS));
                var out = new FieldWriter(5 + SEGMENT * part.size()).u8(SEGMENTS).u32(i);
                for (var segment : part) out.u32(segment.document()).u64(segment.from()).u64(segment.to());
                records.add(out.done());
            }
        }
        records.add(new FieldWriter().u8(PLAN).u64(plan.job).u16(plan.reducers).bytes(plan.digest)
                .u32(plan.portions.size()).done());
        journal.append(records);
    }

    /// {@return what tells these inputs and this job from all others}
    static byte[] digest(Input input, JobSpec job) throws IOException {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (var document : input.documents()) {
                sha.update(Terms.utf8(document.name() + "\n" + document.size() + "\n"
                        + Files.getLastModifiedTime(document.file()).toMillis() + "\n"));
            }
            sha.update(Terms.utf8(job.name() + "\n" + job.argument() + "\n" + job.source()));
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// @throws UsageException when the inputs are not what they were
    void check(byte[] digest) {
        if (!Arrays.equals(plan.digest, digest)) {
            throw new UsageException("--resume: the inputs or the job are not what they were; start anew without it");
        }
    }

    /// The job is over, or shall not go on.
    void delete() throws IOException {
        journal.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
