package wirelab.http;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import wirelab.kit.Address;
import wirelab.kit.Failure;
import wirelab.kit.LogLimit;

/// One line per request in the combined format that log analysers know, with the time taken at its end.
///
/// ```
/// 127.0.0.1 - alice [21/Nov/2026:01:47:00 +0000] "GET /a.txt HTTP/1.1" 200 5 "-" "curl/8.5.0" 0.000212
/// client    - user  [time]                       "request line"        status bytes "Referer" "User-Agent" seconds
/// ```
///
/// Quotes, backslashes and everything that is not printable ASCII are written as
/// `\xHH`, so that no request can forge a line. Behind the seconds stands what a handler has to note. A request
/// that cannot be read has its line as far as it came, and the reason behind the seconds.
public final class AccessLog implements Closeable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US)
            .withZone(ZoneId.systemDefault());

    private static final LogLimit FAILURES = new LogLimit(System.getLogger(AccessLog.class.getName()));

    /// `null` for a stream that is no file of ours.
    private final Path file;
    private OutputStream out;

    /// Writes lines to a stream, each at once.
    ///
    /// @param out where they go; closed by [#close()]
    public AccessLog(OutputStream out) {
        this(null, out);
    }

    private AccessLog(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /// Appends lines to a file.
    ///
    /// @param file its name, `-` for standard output, or `null` for no log
    /// @return the log, or `null` when there is none
    /// @throws IOException when the file cannot be written
    public static AccessLog open(String file) throws IOException {
        if (file == null) return null;
        if (file.equals("-")) return new AccessLog(new FileOutputStream(FileDescriptor.out));
        return new AccessLog(Path.of(file), append(Path.of(file)));
    }

    private static OutputStream append(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// A line about one exchange.
    void log(Exchange exchange, Duration taken) {
        var headers = exchange.request().headers();
        String line = line(Address.text(exchange.remote().getAddress()), exchange.user(), Instant.now(),
                exchange.request().startLine(), exchange.status(),
                exchange.sent(), headers.first("Referer"), headers.first("User-Agent"), taken);
        if (!exchange.note().isEmpty()) {
            line = escape(new StringBuilder(line.strip()).append(' '), exchange.note()).append('\n').toString();
        }
        write(line);
    }

    /// A line about a request that could not be read, with the reason behind the time.
    ///
    /// @param request its line, as far as it came
    void log(Transport transport, String request, int status, long bytes, String why) {
        var line = new StringBuilder(line(Address.text(transport.remote().getAddress()), "-", Instant.now(), request, status,
                bytes, null, null, Duration.ZERO));
        line.setLength(line.length() - 1);
        write(escape(line.append(" \""), why).append("\"\n").toString());
    }

    static String line(String client, String user, Instant time, String request, int status, long bytes,
            String referer, String agent,
            Duration taken) {
        var line = new StringBuilder(200).append(client).append(" - ");
        escape(line, user).append(" [").append(TIME.format(time)).append("] \"");
        escape(line, request).append("\" ").append(status).append(' ').append(bytes).append(" \"");
        escape(line, referer == null ? "-" : referer).append("\" \"");
        escape(line, agent == null ? "-" : agent).append("\" ");
        return line.append(String.format(Locale.ROOT, "%.6f", taken.toNanos() / 1e9)).append('\n').toString();
    }

    private static StringBuilder escape(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') line.append(String.format("\\x%02X", c & 0xff));
            else line.append(c);
        }
        return line;
    }

    /// A log that cannot be written must not end the conversation that it is about.
    private synchronized void write(String line) {
        try {
            out.write(line.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException e) {
            FAILURES.log(Level.WARNING, "the access log cannot be written: " + Failure.reason(e), null);
        }
    }

    /// Goes on in a file of the same name, as is needed after somebody has renamed the old one; with any other stream,
    /// nothing happens. When that file cannot be had, the log goes on where it was.
    public synchronized void reopen() throws IOException {
        if (file == null) return;
        var next = append(file);
        out.close();
        out = next;
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
