package wirelab.proxy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import wirelab.http.Exchange;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.kit.Failure;
import wirelab.kit.LogLimit;
import wirelab.kit.SafeFile;

/// Writes what goes through a proxy into a file of the form HAR 1.2, which the tools of browsers open: who asked for what,
/// what came back, how long it took. Contents are left out.
///
/// ```
/// {"log":{"version":"1.2", ..., "entries":[
/// {...},
/// {...}
/// ]}}
/// ```
///
/// The closing brackets are written with each entry, and the next one is written over them in one piece: so the file is
/// whole after each entry, also when the process is killed. Any thread may use it.
public final class HarLog implements WebServer.Handler, AutoCloseable {
    private static final byte[] END = "\n]}}\n".getBytes(StandardCharsets.US_ASCII);
    private static final LogLimit FAILURES = new LogLimit(System.getLogger(HarLog.class.getName()));

    private final WebServer.Handler inner;
    private final FileChannel channel;
    private final long most;
    /// Where the closing brackets stand.
    private long end;
    private boolean first = true;
    private boolean full;

    private HarLog(WebServer.Handler inner, FileChannel channel, long most) {
        this.inner = inner;
        this.channel = channel;
        this.most = most;
    }

    /// Begins a file; what was in it before is replaced. Its owner alone may read it.
    ///
    /// @param inner what answers
    /// @param most bytes; what comes later is not written down
    /// @throws IOException when it cannot be written
    public static HarLog open(Path file, long most, WebServer.Handler inner) throws IOException {
        var channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING), SafeFile.ownerAlone(file));
        var har = new HarLog(inner, channel, most);
        try {
            har.append("{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"wirelab\",\"version\":\"1\"},\"entries\":[");
            return har;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var began = Instant.now();
        long start = System.nanoTime();
        int refused = 0;
        try {
            inner.handle(exchange);
        } catch (StatusException e) {
            refused = e.status();
            throw e;
        } finally {
            var taken = Duration.ofNanos(System.nanoTime() - start);
            write(HarEntry.of(exchange, exchange.responded() ? exchange.status() : refused, began, taken));
        }
    }

    /// A log that cannot be written must not end the conversation that it is about.
    private synchronized void write(String entry) {
        if (full) return;
        try {
            int size = entry.length() + END.length + 2;
            full = end + size > most;
            if (full) FAILURES.log(Level.WARNING, "the HAR file is full: nothing more is written down", null);
            else append((first ? "\n" : ",\n") + entry);
            first = false;
        } catch (IOException e) {
            FAILURES.log(Level.WARNING, "the HAR file cannot be written: " + Failure.reason(e), null);
            restore();
        }
    }

    /// The text is ASCII, so that its length is the one on the disk.
    private void append(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        var piece = ByteBuffer.allocate(bytes.length + END.length).put(bytes).put(END).flip();
        for (long at = end; piece.hasRemaining(); ) at += channel.write(piece, at);
        end += bytes.length;
    }

    /// Puts the closing brackets back where they were.
    private void restore() {
        try {
            channel.truncate(end);
            channel.write(ByteBuffer.wrap(END), end);
        } catch (IOException e) {
            full = true;
            FAILURES.log(Level.WARNING, "the HAR file lacks its end: " + Failure.reason(e), null);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
