package wirelab.http;

import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import wirelab.http.Proxies.Route;
import wirelab.kit.Address;
import wirelab.kit.Failure;
import wirelab.kit.Visible;

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
    Transcript NONE = new Transcript() {
        @Override
        public void line(String line) {}

        @Override
        public String toString() {
            return "none";
        }
    };
    /// User name and password in a URL (RFC 3986, section 3.2.1).
    Pattern USER_INFORMATION = Pattern.compile("//[^/?#\\s]*@");

    /// Hears one line.
    ///
    /// @param line begins with `* ` for what the client does, `> ` for what it sends and `< ` for what it receives
    /// @throws IOException when it cannot be written down
    void line(String line) throws IOException;

    /// Writes lines down as they come, so that they can be watched.
    ///
    /// @param out where to; it stays open
    static Transcript to(Writer out) {
        return line -> {
            synchronized (out) {
                try {
                    out.write(line + "\n");
                    out.flush();
                } catch (IOException e) {
                    throw new ClientException(ClientException.Kind.FILE, "cannot write the log: " + Failure.reason(e), e);
                }
            }
        };
    }

    /// Tells two listeners.
    ///
    /// @param other the second
    default Transcript and(Transcript other) {
        return line -> {
            line(line);
            other.line(line);
        };
    }

    /// An exchange begins.
    ///
    /// @throws IOException when it cannot be written down
    default void begins(ClientRequest request, Clock clock) throws IOException {
        if (this == NONE) return;
        line("* " + Instant.now(clock) + " " + shown(request.toString()));
    }

    /// A connection was opened, or is used again.
    ///
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
    /// @throws IOException when it cannot be written down
    default void head(String mark, Head head) throws IOException {
        if (this == NONE) return;
        line(mark + shown(head.startLine()));
        fields(mark, head.headers());
    }

    /// Fields were received.
    ///
    /// @param mark `> ` or `< `
    /// @throws IOException when they cannot be written down
    default void fields(String mark, Headers headers) throws IOException {
        if (this == NONE) return;
        for (var field : headers) line(mark + field.name() + ": "
                + (isSecret(field.name()) ? hidden(field.value()) : isSetCookie(field.name()) ? withoutValue(field.value())
                        : shown(field.value())));
    }

    /// What may be seen of a text: all but passwords in URLs, and nothing that a terminal obeys.
    private static String shown(String text) {
        return Visible.of(USER_INFORMATION.matcher(text).replaceAll("//*****@"));
    }

    private static boolean isSecret(String name) {
        return Set.of("authorization", "proxy-authorization", "cookie").contains(name.toLowerCase(java.util.Locale.ROOT));
    }

    private static boolean isSetCookie(String name) {
        return name.equalsIgnoreCase("Set-Cookie");
    }

    /// Of a cookie that a server sets, the name and what it is for; its value is as good as a password.
    private static String withoutValue(String cookie) {
        int end = cookie.indexOf(';');
        int equals = cookie.indexOf('=');
        if (equals < 0 || end >= 0 && end < equals) return "*****";
        return shown(cookie.substring(0, equals + 1)) + "*****" + (end < 0 ? "" : shown(cookie.substring(end)));
    }

    /// The scheme may be seen, what follows may not.
    private static String hidden(String value) {
        int space = value.indexOf(' ');
        return (space < 0 ? "" : value.substring(0, space + 1)) + "*****";
    }
}
