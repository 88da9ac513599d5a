package wirelab.http;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

/// One line per request in the combined format that log analysers know, with the time taken at its end.
///
/// ```
/// 127.0.0.1 - alice [21/Nov/2026:01:47:00 +0000] "GET /a.txt HTTP/1.1" 200 5 "-" "curl/8.5.0" 0.000212
/// client    - user  [time]                       "request line"        status bytes "Referer" "User-Agent" seconds
/// ```
///
/// Quotes, backslashes and everything that is not printable ASCII are written as
/// `\xHH`, so that no request can forge a line.
public final class AccessLog implements Closeable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US)
            .withZone(ZoneId.systemDefault());

    private final OutputStream out;

    /// Writes lines to a stream, each at once.
    ///
    /// @param out where they go; closed by [#close()]
    public AccessLog(OutputStream out) {
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
        return new AccessLog(Files.newOutputStream(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /// A line about one exchange.
    void log(Exchange exchange, Duration taken) throws IOException {
        var headers = exchange.request().headers();
        write(line(Address.text(exchange.remote().getAddress()), exchange.user(), Instant.now(),
                exchange.request().startLine(), exchange.status(),
                exchange.sent(), headers.first("Referer"), headers.first("User-Agent"), taken));
    }

    /// A line about a request that could not be read.
    void log(Transport transport, int status) throws IOException {
        write(line(Address.text(transport.remote().getAddress()), "-", Instant.now(), "-", status, 0,
                null, null, Duration.ZERO));
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

    private synchronized void write(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
