package wirelab.ssh;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.kit.SafeFile;

/// What a session has shown, with the time of each piece, to be played again: `NAME.cast` for `asciinema play`, and
/// `NAME.script` with `NAME.timing` for `scriptreplay`. What was typed is not in it, unless it was echoed: so no password
/// is.
///
/// All three can be read by their owner alone.
public final class SessionLog implements AutoCloseable {
    /// Bytes of what is kept of one session; the rest is not kept, and the transcript says so.
    static final long MOST = 64L * 1024 * 1024;
    private static final double SECOND = 1e9;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final OutputStream cast;
    private final OutputStream script;
    private final OutputStream timing;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private final long began;
    private long last;
    private long kept;
    private boolean closed;

    /// Begins a transcript.
    ///
    /// @param now as from [System#nanoTime()]
    /// @param name of the files, without what makes them three
    /// @param second when that is, in seconds since 1970
    /// @param title what is run
    public SessionLog(long now, Path folder, String name, long second, int columns, int rows,
            String title) throws IOException {
        began = now;
        last = now;
        cast = open(folder.resolve(name + ".cast"));
        script = open(folder.resolve(name + ".script"));
        timing = open(folder.resolve(name + ".timing"));
        write(cast, "{\"version\": 2, \"width\": " + columns + ", \"height\": " + rows + ", \"timestamp\": " + second
                + ", \"title\": " + quoted(title) + "}\n");
        // The first line of a typescript is not played.
        write(script, "Script started on the terminal of " + title.replaceAll("[\\p{Cntrl}]", " ") + "\n");
    }

    /// Begins a transcript under a name of its own: time, user, number.
    static SessionLog begin(Path folder, String user, int columns, int rows, String title) throws IOException {
        var now = Instant.now();
        String name = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC).format(now) + "-"
                + user.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_") + "-" + NUMBERS.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
        return new SessionLog(System.nanoTime(), folder, name, now.getEpochSecond(), columns, rows, title);
    }

    /// {@return a stream that keeps what goes through it}
    OutputStream keeping(OutputStream to) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                shown(System.nanoTime(), bytes, from, count);
                to.write(bytes, from, count);
            }
        };
    }

    private static OutputStream open(Path file) throws IOException {
        Files.createFile(file, SafeFile.ownerAlone(file));
        return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The session has shown something.
    public synchronized void shown(long now, byte[] bytes, int from, int count) throws IOException {
        if (closed || kept > MOST) return;
        kept += count;
        if (kept > MOST) {
            bytes = "\r\n[the transcript ends here: it is as long as it may be]\r\n".getBytes(StandardCharsets.US_ASCII);
            from = 0;
            count = bytes.length;
        }
        write(timing, String.format(Locale.ROOT, "%.6f %d%n", (now - last) / SECOND, count));
        script.write(bytes, from, count);
        last = now;
        String text = decoded(bytes, from, count);
        if (text.isEmpty()) return;
        write(cast, String.format(Locale.ROOT, "[%.6f, \"o\", %s]%n", (now - began) / SECOND, quoted(text)));
    }

    /// A character may come in two pieces.
    private String decoded(byte[] bytes, int from, int count) {
        var in = ByteBuffer.allocate(rest.remaining() + count).put(rest).put(bytes, from, count).flip();
        var out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, false);
        rest = ByteBuffer.allocate(in.remaining()).put(in).flip();
        return out.flip().toString();
    }

    /// A text as JSON has it (RFC 8259, section 7).
    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || c == 0x7f) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) return;
        closed = true;
        try (cast; script; timing) {
            write(script, "\nScript done\n");
        }
    }
}
