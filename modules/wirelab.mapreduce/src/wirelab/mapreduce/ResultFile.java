package wirelab.mapreduce;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Secrets;
import wirelab.terms.MergedRecords;
import wirelab.terms.SortedRecords;

/// The result of a job, written aside, forced to the disk and only then given its name.
final class ResultFile implements Closeable {
    private final Path file;
    private final Path fresh;
    private final FileChannel channel;
    private final OutputStream out;
    private final JobOptions.Format format;
    private long lines;

    private ResultFile(Path file, JobOptions.Format format) throws IOException {
        this.file = file.toAbsolutePath();
        this.format = format;
        fresh = this.file.resolveSibling("." + file.getFileName() + "." + Secrets.token(9) + ".new");
        channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    /// Writes all records in the shape that was asked for.
    ///
    /// @param folder for what has to be sorted by count and does not fit into memory
    /// @return lines of the result
    static long write(Path file, SortedRecords records, Job job, JobOptions.Shape shape, Path folder) throws IOException {
        try (var result = new ResultFile(file, shape.format())) {
            if (shape.byCount()) {
                try (var tally = new Tally(new ReadyMade.TermCount(), folder, Runtime.getRuntime().maxMemory() / 8)) {
                    ByCount.sort(records, tally);
                    result.all(new ByCount(MergedRecords.of(tally.sorted(), Long::sum)), job, shape.top());
                }
            } else {
                result.all(records, job, shape.top());
            }
            result.finish();
            return result.lines;
        }
    }

    private void all(SortedRecords records, Job job, long top) throws IOException {
        begin();
        if (job instanceof ReadyMade.TermCount && format == JobOptions.Format.TSV) {
            counts(records, top);
            return;
        }
        String key = null;
        var parts = new ArrayList<Job.Part>();
        while (records.next()) {
            String all = new String(records.buffer(), records.offset(), records.length(), StandardCharsets.UTF_8);
            int tab = all.indexOf('\t');
            String next = tab < 0 ? all : all.substring(0, tab);
            if (key != null && !key.equals(next)) {
                line(key, job.reduce(key, List.copyOf(parts)));
                parts.clear();
                if (lines == top && top > 0) return;
            }
            key = next;
            parts.add(new Job.Part(tab < 0 ? "" : all.substring(tab + 1), records.value()));
        }
        if (key != null) line(key, job.reduce(key, List.copyOf(parts)));
    }

    /// The commonest case, without an object per term.
    private void counts(SortedRecords records, long top) throws IOException {
        var digits = new byte[20];
        while ((top == 0 || lines < top) && records.next()) {
            out.write(records.buffer(), records.offset(), records.length());
            int at = digits.length;
            for (long left = records.value(); at == digits.length || left > 0; left /= 10) digits[--at] = (byte) ('0'
                    + left % 10);
            out.write('\t');
            out.write(digits, at, digits.length - at);
            out.write('\n');
            lines++;
        }
    }

    private void begin() throws IOException {
        if (format == JobOptions.Format.CSV) text("term,count\r\n");
        if (format == JobOptions.Format.JSON) text("[");
    }

    private void line(String key, String value) throws IOException {
        switch (format) {
            case TSV -> text(key + "\t" + value + "\n");
            case CSV -> text(quoted(key) + "," + quoted(value) + "\r\n");
            case JSON -> text((lines == 0 ? "\n" : ",\n") + "{\"term\":" + json(key) + ",\"count\":"
                    + (isNumber(value) ? value : json(value)) + "}");
        }
        lines++;
    }

    private static boolean isNumber(String value) {
        return value.matches("-?(0|[1-9][0-9]{0,18})");
    }

    /// A field that holds what separates stands in quotation marks (RFC 4180).
    private static String quoted(String field) {
        return field.matches("[^,\"\r\n]*") ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }

    /// Control characters cannot be in a key; what a reduce function gives may have them.
    private static String json(String text) {
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void finish() throws IOException {
        if (format == JobOptions.Format.JSON) text("\n]\n");
        out.flush();
        channel.force(true);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (var folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException _) {
            // Some systems (Windows) do not open a folder: there the file system itself sees to it.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(fresh);
    }
}
