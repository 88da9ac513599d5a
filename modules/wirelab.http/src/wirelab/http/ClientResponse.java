package wirelab.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.http.ClientException.Kind;

/// A response whose body is still to be read. Closing it gives the connection back, or closes it where the body was not read
/// to its end.
public final class ClientResponse implements Closeable {
    /// More of a body that nobody wants is not worth keeping a connection for.
    private static final long WORTH_READING = 64 * 1024;
    /// Longest body that is given as a whole.
    private static final int MAX_WHOLE = 16 * 1024 * 1024;

    private final HttpClient client;
    private final ClientRequest request;
    private final ResponseHead head;
    private final ClientConnection connection;
    private final Timing timing;
    private final boolean sent;
    private boolean closed;

    ClientResponse(HttpClient client, ClientRequest request, ResponseHead head, ClientConnection connection, Timing timing,
            boolean sent) {
        this.client = client;
        this.request = request;
        this.head = head;
        this.connection = connection;
        this.timing = timing;
        this.sent = sent;
    }

    /// What it answers: after redirects, the last request.
    ///
    /// @return the request
    public ClientRequest request() {
        return request;
    }

    /// Status and fields.
    ///
    /// @return the head
    public ResponseHead head() {
        return head;
    }

    /// What it took, of the last exchange.
    ///
    /// @return the times
    public Timing timing() {
        return timing;
    }

    /// How long the body is.
    ///
    /// @return bytes, or -1 when nobody knows before its end
    public long length() {
        if (body().framing() == Framing.NONE) return 0;
        return body().framing() instanceof Framing.Length(long bytes) ? bytes : -1;
    }

    /// The body as it comes, with the fields behind it.
    ///
    /// @return its reader
    public BodyReader body() {
        return connection.reader().body();
    }

    /// Reads what has come of the body, and waits when nothing has.
    ///
    /// @param into where the bytes go; must have room
    /// @return how many, or -1 at the end of the body
    /// @throws ClientException when it is cut short, malformed, or longer than announced
    public int read(ByteBuffer into) throws ClientException {
        int n;
        try {
            n = body().read(into);
        } catch (IOException e) {
            throw HttpClient.failed(request, e);
        }
        if (n < 0) timing.ended();
        if (n < 0 && body().framing() instanceof Framing.Length(long bytes) && connection.reader().buffered() > 0) {
            throw new ClientException(Kind.PROTOCOL, request.url() + ": the server sends more than its Content-Length of "
                    + bytes);
        }
        return n;
    }

    /// The whole body.
    ///
    /// @return at most 16 MiB
    /// @throws ClientException when it is cut short, malformed or longer
    public byte[] bytes() throws ClientException {
        var bytes = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(8192);
        while (read(buffer.clear()) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
            if (bytes.size() > MAX_WHOLE) {
                throw new ClientException(Kind.OTHER, "a body too long to be held: more than " + MAX_WHOLE + " bytes");
            }
        }
        return bytes.toByteArray();
    }

    /// The whole body as UTF-8.
    ///
    /// @return at most 16 MiB
    /// @throws ClientException when it is cut short, malformed or longer
    public String text() throws ClientException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /// Throws the rest of the body away, if it is short enough to be worth it.
    void discard() throws ClientException {
        try {
            body().discard(WORTH_READING);
        } catch (IOException e) {
            throw HttpClient.failed(request, e);
        }
    }

    /// Ends it; the connection can be used again if everything was read and both sides want that.
    ///
    /// @throws IOException when the transcript cannot be written
    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        timing.ended();
        boolean again = sent && connection.clean() && head.persistent() && body().framing() != Framing.UNTIL_CLOSE;
        var body = body();
        if (again) client.pool().give(connection);
        else connection.close();
        var transcript = client.options().transcript();
        transcript.fields("< ", body.trailers());
        if (transcript != Transcript.NONE) transcript.line("* " + body.received() + " bytes of body; " + timing);
    }
}
