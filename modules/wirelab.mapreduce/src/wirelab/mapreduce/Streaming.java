package wirelab.mapreduce;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import wirelab.kit.ProtocolViolation;
import wirelab.terms.MergedRecords;
import wirelab.terms.TextCutter;

/// The same jobs as commands of Hadoop Streaming: a line in is a record, a line out is key, TAB, value; what the reducer
/// reads is sorted by key; `reporter:counter:GROUP,NAME,N` on standard error counts. A sort in between does as well:
/// `cat FILE | WordMapper | LC_ALL=C sort | WordReducer`.
///
/// Between the two a value is a number, with the name of the part and a TAB before it where the key has parts.
public final class Streaming {
    private static final int BLOCK = 1 << 16;
    private static final String GROUP = "wirelab";

    private Streaming() {}

    /// Maps all of the input, and combines what has one key before it goes out.
    ///
    /// @param document the name of the input, for jobs that ask for it
    /// @param memory bytes for the table; what outgrows it goes to disk
    public static void map(JobSpec spec, String document, InputStream in, OutputStream out, PrintStream err, long memory)
            throws IOException {
        var job = spec.job();
        var folder = Files.createTempDirectory("wirelab-streaming");
        long bytes = 0;
        try (var tally = new Tally(job, folder, memory)) {
            var cutter = new TextCutter(!(job instanceof ReadyMade.TermCount), tally::map);
            var block = new byte[BLOCK];
            for (int n; (n = in.read(block)) >= 0; bytes += n) cutter.add(document, bytes, block, 0, n);
            cutter.end();
            var lines = new BufferedOutputStream(out, BLOCK);
            long records = 0;
            try (var merged = MergedRecords.of(tally.sorted(), job::combine)) {
                for (; merged.next(); records++) {
                    lines.write(merged.buffer(), merged.offset(), merged.length());
                    lines.write(("\t" + merged.value() + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            lines.flush();
            count(err, "bytes mapped", bytes);
            count(err, "records mapped", records);
            count(err, "spills", tally.spills());
        } finally {
            deleteIfEmpty(folder);
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) return;
        }
        Files.delete(folder);
    }

    private static void count(PrintStream err, String name, long n) {
        err.println("reporter:counter:" + GROUP + "," + name + "," + n);
    }

    /// Reduces lines that are sorted by their keys; those of one key may come in any order.
    ///
    /// @throws ProtocolViolation when a line is not as the mapper writes it, or longer than a record may be
    public static void reduce(JobSpec spec, InputStream in, OutputStream out, PrintStream err) throws IOException {
        var job = spec.job();
        var lines = new BufferedOutputStream(out, BLOCK);
        var reading = new LineReader(in);
        var parts = new TreeMap<String, Long>(Streaming::byCodePoint);
        String key = null;
        long keys = 0;
        for (byte[] line; (line = reading.next()) != null; ) {
            int first = tab(line, true);
            int last = tab(line, false);
            if (first < 0) throw new ProtocolViolation("line", reading.offset(), "has no TAB");
            String next = new String(line, 0, first, StandardCharsets.UTF_8);
            if (key != null && !key.equals(next)) {
                write(lines, job, key, parts);
                keys++;
            }
            key = next;
            String part = last == first ? "" : new String(line, first + 1, last - first - 1, StandardCharsets.UTF_8);
            parts.merge(part, number(line, last + 1, reading.offset()), job::combine);
        }
        if (key != null) write(lines, job, key, parts);
        lines.flush();
        count(err, "keys reduced", key == null ? 0 : keys + 1);
    }

    private static void write(OutputStream out, Job job, String key, TreeMap<String, Long> parts) throws IOException {
        List<Job.Part> all = new ArrayList<>();
        parts.forEach((name, value) -> all.add(new Job.Part(name, value)));
        parts.clear();
        out.write((key + "\t" + job.reduce(key, all) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static int byCodePoint(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static int tab(byte[] line, boolean first) {
        for (int i = 0; i < line.length; i++) {
            int at = first ? i : line.length - 1 - i;
            if (line[at] == '\t') return at;
        }
        return -1;
    }

    private static long number(byte[] line, int from, long offset) throws ProtocolViolation {
        try {
            return Long.parseLong(new String(line, from, line.length - from, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw new ProtocolViolation("value", offset, "is no number");
        }
    }
}
