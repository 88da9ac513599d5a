package wirelab.http;

import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import wirelab.kit.Address;

/// Hears of every step that a client takes: connections, requests, responses of every hop, their times.
///
/// ```
/// * 2026-01-01T12:00:00.123Z GET http://localhost:8001/docs
/// * connected to 127.0.0.1:8001 from 127.0.0.1:40372
/// > GET /docs HTTP/1.1
/// > Host: localhost:8001
/// < HTTP/1.1 301 Moved Permanently
/// < Location: /docs/
/// * redirect to GET http://localhost:8001/docs/
/// * 0 bytes of body; look-up 512 µs, connect 250 µs, first byte 2.10 ms, total 2.15 ms
/// ```
public interface Transcript {
    /// Nobody listens.
    Transcript NONE = _ -> {};

    /// Hears one line.
    ///
    /// @param line begins with `* ` for what the client does, `> ` for what it sends and `< ` for what it receives
    /// @throws IOException when it cannot be written down
    void line(String line) throws IOException;

    /// Writes lines down as they come, so that they can be watched.
    ///
    /// @param out where to; it stays open
    /// @return the transcript
    static Transcript to(Writer out) {
        return line -> {
            synchronized (out) {
                try {
                    out.write(line + "\n");
                    out.flush();
                } catch (IOException e) {
                    throw new ClientException(ClientException.Kind.FILE, "cannot write the log: " + e.getMessage(), e);
                }
            }
        };
    }

    /// Tells two listeners.
    ///
    /// @param other the second
    /// @return both together
    default Transcript and(Transcript other) {
        return line -> {
            line(line);
            other.line(line);
        };
    }

    /// An exchange begins.
    ///
    /// @param request what is asked for
    /// @param clock what gives the time of day
    /// @throws IOException when it cannot be written down
    default void begins(ClientRequest request, Clock clock) throws IOException {
        if (this == NONE) return;
        line("* " + Instant.now(clock) + " " + request);
    }

    /// A connection was opened, or is used again.
    ///
    /// @param connection the connection
    /// @throws IOException when it cannot be written down
    default void connected(ClientConnection connection) throws IOException {
        if (this == NONE) return;
        var tcp = connection.transport().connection();
        String via = connection.route() instanceof Route.Direct ? "" : " (proxy)";
        line("* " + (connection.used() ? "connection used again: " : "connected to ") + Address.text(tcp.remote()) + via
                + " from " + Address.text(tcp.local()));
        if (!connection.used() && connection.transport() instanceof Tls tls) {
            line("* " + tls.session().getProtocol() + " " + tls.session().getCipherSuite());
        }
    }

    /// A head was sent or received. Passwords are not shown.
    ///
    /// @param mark `> ` or `< `
    /// @param head the head
    /// @throws IOException when it cannot be written down
    default void head(String mark, Head head) throws IOException {
        if (this == NONE) return;
        line(mark + head.startLine());
        fields(mark, head.headers());
    }

    /// Fields were received.
    ///
    /// @param mark `> ` or `< `
    /// @param headers the fields
    /// @throws IOException when they cannot be written down
    default void fields(String mark, Headers headers) throws IOException {
        if (this == NONE) return;
        for (var field : headers) line(mark + field.name() + ": "
                + (isSecret(field.name()) ? hidden(field.value()) : field.value()));
    }

    private static boolean isSecret(String name) {
        return Set.of("authorization", "proxy-authorization", "cookie").contains(name.toLowerCase(java.util.Locale.ROOT));
    }

    /// The scheme may be seen, what follows may not.
    private static String hidden(String value) {
        int space = value.indexOf(' ');
        return (space < 0 ? "" : value.substring(0, space + 1)) + "*****";
    }
}
