package wirelab.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// One request and its response, as a [Handler] sees them.
///
/// What belongs to the connection is done here: `100 Continue` when the handler first asks for the body, a body that nobody
/// read is thrown away, `Date` and `Server` are added, a response to HEAD goes without its content, and `Connection` says
/// whether another request may follow.
public final class Exchange {
    /// A body that the handler did not read is thrown away up to this length; behind a longer one the connection is closed.
    private static final int DISCARD = 256 * 1024;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final WebServer server;
    private final MessageReader reader;
    private final RequestHead request;
    private boolean continueExpected;
    private boolean persistent;
    private int status;
    private long sent;
    private BodyWriter body;
    private String user = "-";

    Exchange(WebServer server, MessageReader reader, RequestHead request) {
        this.server = server;
        this.reader = reader;
        this.request = request;
        persistent = request.persistent();
    }

    /// RFC 9110, section 10.1.1: an expectation of HTTP/1.0 is ignored, and so is one without a body to come.
    void meetExpectation() throws IOException {
        if (request.version() == Version.HTTP_1_0 || !request.headers().has("Expect")) return;
        for (String expectation : request.headers().elements("Expect")) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                throw new StatusException(417, "The one expectation known here is 100-continue.");
            }
        }
        continueExpected = !reader.body().ended();
    }

    /// The request.
    ///
    /// @return its head
    public RequestHead request() {
        return request;
    }

    /// The body of the request; a client that waits for permission to send it gets it now.
    ///
    /// @return its reader
    /// @throws IOException when the connection is broken
    public BodyReader body() throws IOException {
        if (continueExpected && status == 0) reader.transport().write(ByteBuffer.wrap(CONTINUE));
        continueExpected = false;
        return reader.body();
    }

    /// Who asks.
    ///
    /// @return the client's address and port
    public InetSocketAddress remote() {
        return reader.transport().remote();
    }

    /// Whether the client asks over TLS.
    ///
    /// @return `true` for https
    public boolean secure() {
        return reader.transport().secure();
    }

    /// What the request came over, for a handler that goes on in another protocol (a tunnel): it reads through here, and
    /// calls [#close()] so that nobody reads a request behind it.
    ///
    /// @return the reader, which may hold bytes already
    public MessageReader reader() {
        return reader;
    }

    /// Names the user in the access log.
    ///
    /// @param name who has logged in
    public void user(String name) {
        user = name;
    }

    /// Closes the connection behind this exchange.
    public void close() {
        persistent = false;
    }

    /// Whether the response has begun.
    ///
    /// @return `true` when it is too late for another
    public boolean responded() {
        return status != 0;
    }

    /// Responds with a whole content.
    ///
    /// @param status 200 to 599
    /// @param headers fields without `Date`, `Server`, `Connection`, `Content-Length` and `Transfer-Encoding`
    /// @param content from position to limit
    /// @throws IOException when the connection is broken
    public void respond(int status, Headers headers, ByteBuffer content) throws IOException {
        var writer = begin(status, headers, content.hasRemaining() || mayHaveContent(status)
                ? new Framing.Length(content.remaining()) : Framing.NONE);
        if (!request.method().equals("HEAD")) writer.write(content);
        finish();
    }

    /// RFC 9110, section 8.6: no `Content-Length` with 204 (and none is needed with 304).
    private static boolean mayHaveContent(int status) {
        return status != 204 && status != 304;
    }

    /// Begins a response whose content follows piece by piece. Nothing of it may be written when the request is a HEAD.
    ///
    /// @param status 200 to 599
    /// @param headers fields without `Date`, `Server`, `Connection`, `Content-Length` and `Transfer-Encoding`
    /// @param framing how the end of the content will be found; chunks become the end of the connection for HTTP/1.0
    /// @return what writes the content; ended by the server when the handler returns
    /// @throws IOException when the connection is broken
    public BodyWriter begin(int status, Headers headers, Framing framing) throws IOException {
        if (responded()) throw new IllegalStateException("a second response");
        settle();
        // RFC 9112, section 6.1, and RFC 9110, section 8.6: neither length nor coding, whatever the handler says.
        if (status == 204 || status / 100 == 2 && request.method().equals("CONNECT")) framing = Framing.NONE;
        if (framing == Framing.CHUNKED && request.version() == Version.HTTP_1_0) framing = Framing.UNTIL_CLOSE;
        if (framing == Framing.UNTIL_CLOSE) persistent = false;
        this.status = status;
        var fields = MessageWriter.framed(headers, framing).edit().set("Date", ServerDate.now().text());
        if (!headers.has("Server")) fields.add("Server", "wirelab");
        if (!persistent) fields.set("Connection", "close");
        else if (request.version() == Version.HTTP_1_0) fields.set("Connection", "keep-alive");
        boolean mute = request.method().equals("HEAD") || !mayHaveContent(status);
        byte[] head = ResponseHead.of(status, fields.build()).encode();
        body = new BodyWriter(reader.transport(), head, mute ? Framing.NONE : framing);
        return body;
    }

    /// Whether the head of the response can be the one that most requests get: for HTTP/1.1, nothing left to read, and the
    /// connection goes on. Then it may have been prepared before.
    boolean ordinary() {
        return persistent && request.version() == Version.HTTP_1_1 && !server.stopping() && reader.body().ended();
    }

    /// Responds with bytes that were prepared before, where [#ordinary()] allows it.
    void respondPrepared(int status, long content, ByteBuffer... bytes) throws IOException {
        this.status = status;
        reader.transport().write(bytes);
        sent = content;
    }

    /// Responds with what was prepared before as a file, and with its bytes from where the system takes no more of the file.
    void respondPrepared(int status, long content, FileChannel file, ByteBuffer head, ByteBuffer body) throws IOException {
        this.status = status;
        long n = reader.transport().send(file, 0, head.remaining() + body.remaining());
        int ofHead = (int) Math.min(n, head.remaining());
        head.position(head.position() + ofHead);
        body.position(body.position() + (int) (n - ofHead));
        if (body.hasRemaining()) reader.transport().write(head, body);
        sent = content;
    }

    /// Decides whether the connection can go on, before the head of the response says so: what the client still sends of its
    /// body must be out of the way.
    private void settle() throws IOException {
        if (server.stopping()) persistent = false;
        // Who was not told to continue may send the body or not: nobody knows what would come next.
        if (continueExpected) persistent = false;
        else if (!reader.body().ended() && !reader.body().discard(DISCARD)) persistent = false;
    }

    /// Ends the response.
    ///
    /// @return whether another request may follow
    boolean finish() throws IOException {
        if (body != null) {
            body.end();
            sent = body.written();
            body = null;
        }
        return persistent;
    }

    int status() {
        return status;
    }

    long sent() {
        return body != null ? body.written() : sent;
    }

    String user() {
        return user;
    }
}
