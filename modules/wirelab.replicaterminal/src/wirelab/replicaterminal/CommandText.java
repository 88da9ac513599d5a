package wirelab.replicaterminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// What `head`, `tail` and `grep` take of a file, as it comes: in lines, of which no more is kept than is needed.
final class CommandText extends OutputStream {
    /// A longer line comes in parts.
    private static final int MOST_LINE = 1 << 16;
    /// Bytes that `tail` remembers.
    private static final int MOST_HELD = 1 << 24;

    private final Consumer<byte[]> lines;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /// @param lines takes each line, with its end
    CommandText(Consumer<byte[]> lines) {
        this.lines = lines;
    }

    @Override
    public void write(int b) {
        begun.write(b);
        if (b == '\n' || begun.size() == MOST_LINE) end();
    }

    @Override
    public void write(byte[] bytes, int at, int count) {
        for (int i = at; i < at + count; i++) write(bytes[i]);
    }

    private void end() {
        lines.accept(begun.toByteArray());
        begun.reset();
    }

    @Override
    public void close() {
        if (begun.size() > 0) end();
    }

    /// Where a content comes from.
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    static void head(Content content, int count, OutputStream out) throws IOException {
        int[] left = {count};
        try (var text = new CommandText(line -> {
            if (left[0]-- > 0) print(out, line);
        })) {
            content.writeTo(text);
        }
    }

    static void tail(Content content, int count, OutputStream out) throws IOException {
        var last = new ArrayDeque<byte[]>();
        long[] held = {0};
        try (var text = new CommandText(line -> {
            last.add(line);
            held[0] += line.length;
            while (last.size() > count || held[0] > MOST_HELD) held[0] -= last.remove().length;
        })) {
            content.writeTo(text);
        }
        for (byte[] line : last) out.write(line);
    }

    /// Prints the lines in which a pattern is.
    ///
    /// @param before stands before each line
    /// @param numbers whether each has its number
    static void grep(Content content, Pattern pattern, String before, boolean numbers, OutputStream out) throws IOException {
        int[] number = {0};
        try (var text = new CommandText(line -> {
            number[0]++;
            String words = new String(line, UTF_8).stripTrailing();
            if (!pattern.matcher(words).find()) return;
            print(out, (before + (numbers ? number[0] + ":" : "") + words + "\n").getBytes(UTF_8));
        })) {
            content.writeTo(text);
        }
    }

    private static void print(OutputStream out, byte[] line) {
        try {
            out.write(line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
