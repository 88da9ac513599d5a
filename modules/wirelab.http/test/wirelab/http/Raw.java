package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import wirelab.kit.Connection;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// A client that sends any bytes and reads responses strictly.
public final class Raw implements AutoCloseable {
    /// One response with its whole body.
    public record Response(ResponseHead head, String body) {
        public int status() {
            return head.status();
        }

        public String header(String name) {
            return head.headers().first(name);
        }
    }

    /// Long enough for a loaded machine.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public final Connection connection;
    private final MessageReader reader;

    public Raw(InetSocketAddress server) throws IOException {
        connection = Host.HERE.connect(server, Tap.Party.UNKNOWN).limit(PATIENCE, null);
        reader = new MessageReader(Transport.of(connection), Limits.CLIENT);
    }

    /// One exchange on a connection of its own.
    public static Response get(InetSocketAddress server, String request) throws IOException {
        try (var raw = new Raw(server)) {
            return raw.send(request).response(request.substring(0, Math.max(0, request.indexOf(' '))));
        }
    }

    /// A GET with further lines, each with its CRLF.
    public static Response get(InetSocketAddress server, String path, String lines) throws IOException {
        return get(server, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
    }

    public Raw send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Raw send(byte[] bytes) throws IOException {
        connection.write(bytes);
        return this;
    }

    public Raw endOutput() throws IOException {
        connection.endOutput();
        return this;
    }

    /// The next response to a request of this method, interim ones included.
    public Response response(String method) throws IOException {
        var head = reader.readResponse(method);
        if (head == null) throw new EOFException("the server closed without an answer");
        return new Response(head, new String(reader.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    public Response response() throws IOException {
        return response("GET");
    }

    /// Reads bytes as they come, until a text has come.
    public String until(String end) throws IOException {
        var text = new StringBuilder();
        var one = ByteBuffer.allocate(1);
        while (text.indexOf(end) < 0) {
            if (reader.read(one.clear()) < 0) throw new EOFException("after " + text);
            text.append((char) (one.get(0) & 0xff));
        }
        return end;
    }

    /// Everything up to the end of the connection.
    public String rest() throws IOException {
        var text = new StringBuilder();
        var some = ByteBuffer.allocate(1000);
        while (reader.read(some.clear()) >= 0) {
            text.append(StandardCharsets.ISO_8859_1.decode(some.flip()));
        }
        return text.toString();
    }

    /// Whether the server ends the connection, in order or not, without saying more.
    public boolean closed() throws IOException {
        try {
            return reader.read(ByteBuffer.allocate(1)) < 0;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
