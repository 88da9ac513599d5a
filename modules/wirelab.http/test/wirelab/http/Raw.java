package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import wirelab.kit.Connection;
import wirelab.kit.Tap;

/// A client that sends any bytes and reads responses strictly.
final class Raw implements AutoCloseable {
    /// One response with its whole body.
    record Response(ResponseHead head, String body) {
        int status() {
            return head.status();
        }

        String header(String name) {
            return head.headers().first(name);
        }
    }

    /// Long enough for a loaded machine.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Connection connection;
    private final MessageReader reader;

    Raw(InetSocketAddress server) throws IOException {
        connection = Connection.connect(server, Tap.Party.UNKNOWN).limit(PATIENCE, null);
        reader = new MessageReader(Transport.of(connection), Limits.CLIENT);
    }

    /// One exchange on a connection of its own.
    static Response get(InetSocketAddress server, String request) throws IOException {
        try (var raw = new Raw(server)) {
            return raw.send(request).response(request.substring(0, Math.max(0, request.indexOf(' '))));
        }
    }

    /// A GET with further lines, each with its CRLF.
    static Response get(InetSocketAddress server, String path, String lines) throws IOException {
        return get(server, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
    }

    Raw send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Raw send(byte[] bytes) throws IOException {
        connection.write(bytes);
        return this;
    }

    Raw endOutput() throws IOException {
        connection.endOutput();
        return this;
    }

    /// The next response to a request of this method, interim ones included.
    Response response(String method) throws IOException {
        var head = reader.readResponse(method);
        if (head == null) throw new EOFException("the server closed without an answer");
        return new Response(head, new String(reader.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    Response response() throws IOException {
        return response("GET");
    }

    /// Whether the server ends the connection, in order or not, without saying more.
    boolean closed() throws IOException {
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
