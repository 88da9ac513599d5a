package wirelab.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import wirelab.http.ClientException.Kind;
import wirelab.kit.Text;

/// A response whose body is still to be read. Closing it gives the connection back, or closes it where the body was not read
/// to its end.
public final class ClientResponse implements Closeable {
    /// What one exchange spent its time on.
    ///
    /// ```
    /// |- look-up -|- connect -|- TLS -|- request, thinking -|- body ... |
    /// |----------------- first byte ------------------------|           |
    /// |----------------------------- total -----------------------------|
    /// ```
    ///
    /// On a connection that is used again, look-up, connect and TLS are zero. One thread may use it.
    public static final class Timing {
        private final long began = System.nanoTime();
        private long lookup;
        private long connect;
        private long tls;
        private long firstByte;
        private long total;
        private final HttpClient.Deadline deadline;

        /// Begins to measure.
        public Timing() {
            this(null);
        }

        /// Begins to measure what must have ended by a time, if that is not `null`.
        Timing(HttpClient.Deadline deadline) {
            this.deadline = deadline;
        }

        /// {@return a limit for one step, or what is left for all of them if that is less}
        ///
        /// @throws SocketTimeoutException when nothing is left
        Duration within(Duration limit) throws SocketTimeoutException {
            if (deadline == null) return limit;
            if (deadline.over()) throw new SocketTimeoutException("no time is left");
            var left = deadline.left();
            return left.compareTo(limit) < 0 ? left : limit;
        }

        /// {@return what is left for all steps, `null` for no limit}
        Duration left() {
            return deadline == null ? null : deadline.left();
        }

        /// The failure to go on, if it is because no time is left.
        ClientException late(ClientRequest request) {
            return deadline != null && deadline.over() ? deadline.failure(request.url()) : null;
        }

        void lookedUp(long since) {
            lookup += System.nanoTime() - since;
        }

        void connected(long since) {
            connect += System.nanoTime() - since;
        }

        void secured(long since) {
            tls += System.nanoTime() - since;
        }

        void firstByteCame() {
            firstByte = System.nanoTime() - began;
        }

        void ended() {
            if (total == 0) total = System.nanoTime() - began;
        }

        /// {@return how long it took to find the address of the host or of the proxy: zero when no connection had to be
        /// opened}
        public Duration lookup() {
            return Duration.ofNanos(lookup);
        }

        /// {@return how long it took until the TCP connection stood, and the tunnel through a proxy: zero when no connection
        /// had to be opened}
        public Duration connect() {
            return Duration.ofNanos(connect);
        }

        /// {@return how long the handshake of TLS took: zero without TLS}
        public Duration tls() {
            return Duration.ofNanos(tls);
        }

        /// {@return when the head of the response had come: time from the beginning}
        public Duration firstByte() {
            return Duration.ofNanos(firstByte);
        }

        /// {@return when everything had come: time from the beginning, until now where it goes on}
        public Duration total() {
            return Duration.ofNanos(total == 0 ? System.nanoTime() - began : total);
        }

        /// All of it in one line.
        @Override
        public String toString() {
            var text = new StringBuilder();
            if (connect > 0) text.append("look-up ").append(Text.duration(lookup())).append(", connect ")
                    .append(Text.duration(connect()));
            else text.append("connection reused");
            if (tls > 0) text.append(", TLS ").append(Text.duration(tls()));
            return text.append(", first byte ").append(Text.duration(firstByte())).append(", total ")
                    .append(Text.duration(total())).toString();
        }
    }

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
    public ClientRequest request() {
        return request;
    }

    /// Status and fields.
    public ResponseHead head() {
        return head;
    }

    /// What it took, of the last exchange.
    public Timing timing() {
        return timing;
    }

    /// {@return how long the body is: bytes, or -1 when nobody knows before its end}
    public long length() {
        if (body().framing() == Framing.NONE) return 0;
        return body().framing() instanceof Framing.Length(long bytes) ? bytes : -1;
    }

    /// The body as it comes, with the fields behind it.
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
            var late = timing.late(request);
            throw late != null ? late : HttpClient.failed(request, e);
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
    public void discard() throws ClientException {
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
        boolean again = sent && connection.goesOn(head);
        var body = body();
        if (again) client.pool().give(connection);
        else connection.close();
        var transcript = client.options().transcript();
        transcript.fields("< ", body.trailers());
        if (transcript != Transcript.NONE) transcript.line("* " + Text.count(body.received(), "byte") + " of body; "
                + timing);
    }

    @Override
    public String toString() {
        return head.status() + " " + head.reason() + " of " + request.method() + " " + request.url();
    }
}
