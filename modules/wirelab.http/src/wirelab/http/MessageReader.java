package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads messages from a connection, one after the other: a head, then its body, then the next head.
///
/// What has come too early (a pipelined request, the first bytes of a tunnel) waits here, so that nobody else may read from
/// the connection. While no message is under way hardly more than a kilobyte is held.
///
/// ```
/// var reader = new MessageReader(transport, Limits.SERVER);
/// for (RequestHead head; (head = reader.readRequest()) != null; ) {
///     ... reader.body().read(buffer) ...
/// }
/// ```
///
/// One thread may use it.
public final class MessageReader {
    /// Enough for the head of an ordinary request.
    private static final int SMALL = 1024;
    private static final int BODY = 16 * 1024;

    private final Transport transport;
    private final Limits limits;
    private final HeadParser parser;
    private byte[] bytes = new byte[SMALL];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int begin;
    private int end;
    private BodyReader body;

    /// Reads from a connection.
    ///
    /// @param transport where messages come from
    /// @param limits how much of a message is accepted
    public MessageReader(Transport transport, Limits limits) {
        this.transport = transport;
        this.limits = limits;
        parser = new HeadParser(limits);
    }

    /// Reads the head of a request, checked in full: line, fields, `Host`, framing, limits.
    ///
    /// @return the head, or `null` when the peer has ended in order before it; [#body()] reads on
    /// @throws BadMessageException when it breaks the rules; the connection is of no further use
    /// @throws EOFException when the peer has ended inside it
    /// @throws java.net.SocketTimeoutException when it took too long; [#begun()] tells whether any of it had come
    /// @throws IOException when the connection is broken
    public RequestHead readRequest() throws IOException {
        nextMessage();
        parser.beginRequest();
        if (!readSection("a request")) return null;
        var head = parser.request(bytes, begin);
        begin += parser.length();
        body = new BodyReader(this, Framing.of(head), limits);
        return head;
    }

    /// Reads the head of a response. After one of the class 1xx the real one is still to come ([ResponseHead#interim()]).
    ///
    /// @param method the method of the request that it answers, which decides about the body
    /// @return the head, or `null` when the peer has ended in order before it; [#body()] reads on
    /// @throws BadMessageException when it breaks the rules; the connection is of no further use
    /// @throws EOFException when the peer has ended inside it
    /// @throws java.net.SocketTimeoutException when it took too long
    /// @throws IOException when the connection is broken
    public ResponseHead readResponse(String method) throws IOException {
        nextMessage();
        parser.beginResponse();
        if (!readSection("a response")) return null;
        var head = parser.response(bytes, begin);
        begin += parser.length();
        body = new BodyReader(this, Framing.of(head, method), limits);
        return head;
    }

    /// The body of the message whose head was read last.
    ///
    /// @return its reader, which is at its end at once when there is no body
    public BodyReader body() {
        if (body == null) throw new IllegalStateException("no head has been read");
        return body;
    }

    /// Reads bytes as they are, those first that came too early: for a tunnel, and for another protocol after 101.
    ///
    /// @param into where they go
    /// @return how many, or -1 when the peer has ended in order
    /// @throws IOException when the connection is broken
    public int read(ByteBuffer into) throws IOException {
        return begin < end ? take(into, into.remaining()) : transport.read(into);
    }

    /// Whether bytes wait here that nobody has asked for yet.
    ///
    /// @return how many
    public int buffered() {
        return end - begin;
    }

    /// Whether any byte of the message has come that is being read, or that was when reading failed.
    ///
    /// @return `false` when the connection was idle
    public boolean begun() {
        return end > begin;
    }

    /// What is read from.
    ///
    /// @return the connection
    public Transport transport() {
        return transport;
    }

    /// Whether the request that is being read, or that was read last, is a HEAD, as far as one can tell.
    boolean readsHead() {
        return parser.start() instanceof RequestHead request ? request.method().equals("HEAD")
                : end - begin >= 5 && Syntax.matches(bytes, begin, "HEAD ");
    }

    private void nextMessage() {
        if (body != null && !body.ended()) throw new IllegalStateException("the body of the last message has not been read");
        body = null;
        if (begin == end) begin = end = 0;
        if (bytes.length > SMALL && end - begin <= SMALL) {
            bytes = Arrays.copyOf(Arrays.copyOfRange(bytes, begin, end), SMALL);
            view = ByteBuffer.wrap(bytes);
            end -= begin;
            begin = 0;
        }
    }

    /// Reads until the parser has its section.
    private boolean readSection(String what) throws IOException {
        boolean timed = false;
        try {
            while (!parser.scan(bytes, begin, end)) {
                // The usual head comes in one piece and then no clock is looked at.
                if (begun() && !timed && limits.headTime() != null) {
                    transport.stage(limits.headTime());
                    timed = true;
                }
                if (fill() >= 0) continue;
                if (!begun()) return false;
                throw new EOFException("the peer ended inside " + what);
            }
            return true;
        } finally {
            if (timed) transport.stage(null);
        }
    }

    /// Reads the trailer section of a chunked body; the body's own time limit goes on.
    Headers readTrailers() throws IOException {
        parser.beginTrailers();
        while (!parser.scan(bytes, begin, end)) {
            if (fill() < 0) throw new EOFException("the peer ended inside the trailer section");
        }
        var trailers = parser.headers(bytes, begin);
        begin += parser.length();
        return trailers;
    }

    /// Gets more bytes behind those that are there.
    private int fill() throws IOException {
        if (end == bytes.length) {
            if (begin > 0) System.arraycopy(bytes, begin, bytes, 0, end - begin);
            else resize(2 * bytes.length);
            end -= begin;
            begin = 0;
        }
        int n = transport.read(view.limit(bytes.length).position(end));
        if (n > 0) end += n;
        return n;
    }

    private void resize(int size) {
        bytes = Arrays.copyOf(bytes, size);
        view = ByteBuffer.wrap(bytes);
    }

    /// Moves up to `most` bytes of what waits here.
    int take(ByteBuffer into, int most) {
        int n = Math.min(Math.min(end - begin, into.remaining()), most);
        into.put(bytes, begin, n);
        begin += n;
        return n;
    }

    /// Decodes what waits here; when nothing does, gets more first.
    int decode(ChunkedDecoder decoder, ByteBuffer into) throws IOException {
        if (begin == end) {
            begin = end = 0;
            if (bytes.length < BODY) resize(BODY);
            int n = fill();
            if (n < 0) return n;
        }
        int before = into.position();
        view.limit(end).position(begin);
        decoder.decode(view, into);
        begin = view.position();
        return into.position() - before;
    }
}
