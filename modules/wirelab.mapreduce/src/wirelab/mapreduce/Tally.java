package wirelab.mapreduce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Failure;
import wirelab.terms.CountTable;
import wirelab.terms.RunFile;
import wirelab.terms.RunMerge;
import wirelab.terms.SortedRecords;
import wirelab.terms.Terms;
import wirelab.terms.TextPiece;

/// What one thread has mapped of a portion: a table, and sorted runs on disk for what outgrew its memory.
///
/// Not for several threads at once.
final class Tally implements Job.Output, AutoCloseable {
    /// So much text is counted before the table's size is looked at.
    private static final int STEP = 1 << 18;

    private final Job job;
    private final Path folder;
    private final long memory;
    private final CountTable table;
    private List<Path> runs = new ArrayList<>();
    private int spills;
    private long spilled;

    /// @param folder for its runs; made when the first is needed
    /// @param memory bytes that the table may take
    Tally(Job job, Path folder, long memory) {
        this.job = job;
        this.folder = folder;
        this.memory = memory;
        table = new CountTable(job::combine);
    }

    /// Maps a text that begins and ends at borders: of terms, or of lines when the job wants lines.
    ///
    /// @throws IOException when a term is too long, the disk is full, or the job itself fails; then it says where
    void map(TextPiece piece) throws IOException {
        if (!(job instanceof ReadyMade.TermCount)) {
            lines(piece);
            return;
        }
        for (int from = 0, to; from < piece.length(); from = to) {
            to = piece.length();
            if (to - from > STEP) {
                int border = Terms.firstBorder(piece.text(), from + STEP, to);
                if (border > 0) to = border;
            }
            table.count(piece.text(), from, to);
            spillIfFull();
        }
    }

    private void lines(TextPiece piece) throws IOException {
        for (int from = 0, to; from < piece.length(); from = to + 1) {
            to = from;
            while (to < piece.length() && piece.text()[to] != '\n') to++;
            int end = to > from && piece.text()[to - 1] == '\r' ? to - 1 : to;
            var line = new Job.Line(piece.document(), piece.offset() + from,
                    new String(piece.text(), from, end - from, StandardCharsets.UTF_8));
            try {
                job.map(line, this);
            } catch (RuntimeException | StackOverflowError e) {
                throw new IOException("the job failed at byte " + line.offset() + " of " + piece.document() + ": "
                        + Failure.reason(e), e);
            }
            spillIfFull();
        }
    }

    @Override
    public void emit(String key, long value) {
        add(clean(key), value);
    }

    @Override
    public void emit(String key, String part, long value) {
        add(clean(key) + "\t" + clean(part), value);
    }

    private void add(String key, long value) {
        try {
            table.add(Terms.utf8(key), value);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Adds to a key that is made of any bytes.
    void put(byte[] key, long value) throws IOException {
        table.add(key, value);
        spillIfFull();
    }

    /// Between key, part and value stand tabs, and a result is a line.
    private static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ') return text.replaceAll("[\\x00-\\x1f]", " ");
        }
        return text;
    }

    private void spillIfFull() throws IOException {
        if (table.bytes() <= memory) return;
        Files.createDirectories(folder);
        var run = Files.createTempFile(folder, "spill", ".run");
        Files.delete(run);
        runs.add(run);
        spills++;
        spilled += RunFile.write(run, table.sorted());
        table.clear();
    }

    /// {@return how many runs were written to disk}
    int spills() {
        return spills;
    }

    long spilledBytes() {
        return spilled;
    }

    /// {@return all of it, sorted, each sequence for itself}
    List<SortedRecords> sorted() throws IOException {
        if (!runs.isEmpty()) runs = RunMerge.fewer(runs, RunMerge.most(memory), job::combine, folder, false);
        var all = new ArrayList<>(RunMerge.open(runs));
        all.add(table.sorted());
        return all;
    }

    @Override
    public void close() throws IOException {
        for (var run : runs) Files.deleteIfExists(run);
    }
}
