package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import wirelab.http.BodyReader.ChunkedDecoder;

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
    /// So much of a line that cannot be read is told.
    private static final int SHOWN = 1000;

    private final Transport transport;
    private final Limits limits;
    private final HeadParser parser;
    /// What is held between messages.
    private final int least;
    private byte[] bytes;
    private ByteBuffer view;
    private int begin;
    private int end;
    private BodyReader body;

    /// Reads from a connection.
    public MessageReader(Transport transport, Limits limits) {
        this(transport, limits, SMALL);
    }

    /// @param least bytes that are read at once, at least
    MessageReader(Transport transport, Limits limits, int least) {
        this.transport = transport;
        this.limits = limits;
        this.least = least;
        bytes = new byte[least];
        view = ByteBuffer.wrap(bytes);
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

    /// {@return the body of the message whose head was read last: its reader, which is at its end at once when there is no
    /// body}
    public BodyReader body() {
        if (body == null) throw new IllegalStateException("no head has been read");
        return body;
    }

    /// Reads bytes as they are, those first that came too early: for a tunnel, and for another protocol after 101.
    ///
    /// @return how many, or -1 when the peer has ended in order
    /// @throws IOException when the connection is broken
    public int read(ByteBuffer into) throws IOException {
        return begin < end ? take(into, into.remaining()) : transport.read(into);
    }

    /// {@return how many bytes wait here that nobody has asked for yet}
    public int buffered() {
        return end - begin;
    }

    /// {@return whether any byte of the message has come that is being read, or that was when reading failed: `false` when
    /// the connection was idle}
    public boolean begun() {
        return end > begin;
    }

    /// What is read from.
    public Transport transport() {
        return transport;
    }

    /// Whether the request that is being read, or that was read last, is a HEAD, as far as one can tell.
    boolean readsHead() {
        return parser.start() instanceof RequestHead request ? request.method().equals("HEAD")
                : end - begin >= 5 && Syntax.matches(bytes, begin, "HEAD ");
    }

    /// What stands where the start line of the message should be that is being read, as far as it has come.
    String startLine() {
        if (parser.start() != null) return parser.start().startLine();
        int from = begin;
        while (from < end && (bytes[from] == '\r' || bytes[from] == '\n')) from++;
        int to = from;
        while (to < Math.min(end, from + SHOWN) && bytes[to] != '\r' && bytes[to] != '\n') to++;
        return to == from ? "-" : Syntax.text(bytes, from, to);
    }

    private void nextMessage() {
        if (body != null && !body.ended()) throw new IllegalStateException("the body of the last message has not been read");
        body = null;
        if (begin == end) begin = end = 0;
        if (bytes.length > least && end - begin <= least) {
            bytes = Arrays.copyOf(Arrays.copyOfRange(bytes, begin, end), least);
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

    @Override
    public String toString() {
        return "messages from " + transport;
    }
}
