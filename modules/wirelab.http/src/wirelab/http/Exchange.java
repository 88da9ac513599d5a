package wirelab.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import wirelab.http.Head.Version;
import wirelab.http.WebServer.Handler;
import wirelab.kit.UsageException;

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
    private boolean early;
    private int status;
    private long sent;
    private BodyWriter body;
    private Headers answer = Headers.EMPTY;
    private String user = "-";
    private String note = "";
    private Headers always;

    Exchange(WebServer server, MessageReader reader, RequestHead request) {
        this.server = server;
        this.reader = reader;
        this.request = request;
        always = server.headers();
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

    public RequestHead request() {
        return request;
    }

    /// The body of the request; a client that waits for permission to send it gets it now.
    ///
    /// @throws IOException when the connection is broken
    public BodyReader body() throws IOException {
        if (continueExpected && status == 0) reader.transport().write(ByteBuffer.wrap(CONTINUE));
        continueExpected = false;
        return reader.body();
    }

    /// {@return who asks: the client's address and port}
    public InetSocketAddress remote() {
        return reader.transport().remote();
    }

    /// {@return whether the client asks over TLS: `true` for https}
    public boolean secure() {
        return reader.transport().secure();
    }

    /// {@return what the request came over, for a handler that goes on in another protocol (a tunnel): it reads through
    /// here, and calls [#close()] so that nobody reads a request behind it; the reader, which may hold bytes already}
    public MessageReader reader() {
        return reader;
    }

    /// Names the user in the access log.
    public void user(String name) {
        user = name;
    }

    /// Adds words at the end of the line in the access log.
    public void note(String words) {
        note = words;
    }

    /// Sets fields that this response shall have whatever it is, even that of a failure.
    ///
    /// @param headers they take the place of what would be said else, but for `Content-Type`
    public void always(Headers headers) {
        if (headers.size() > 0) always = server.headers().size() == 0 ? headers : Always.in(server.headers(), headers, true);
    }

    /// Puts such fields in the place of those of a content that is prepared before anybody asks, its `Content-Type`
    /// included.
    public static Headers with(Headers headers, Headers always) {
        return Always.in(headers, always, true);
    }

    /// Closes the connection behind this exchange.
    public void close() {
        persistent = false;
    }

    /// Lets a handler respond while another thread of it still reads the body; the connection is closed behind this
    /// exchange.
    public void answerEarly() {
        early = true;
    }

    /// {@return whether the response has begun: `true` when it is too late for another}
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
        return status != 204 && status != 304 && status != 101;
    }

    /// Begins a response whose content follows piece by piece. Nothing of it may be written when the request is a HEAD.
    ///
    /// @param status 200 to 599, or 101, after which the handler goes on in another protocol
    /// @param headers fields without `Connection` (but with 101), `Content-Length` and `Transfer-Encoding`; `Date` and
    ///        `Server` are added where they are missing
    /// @param framing how the end of the content will be found; chunks become the end of the connection for HTTP/1.0
    /// @return what writes the content; ended by the server when the handler returns
    /// @throws IOException when the connection is broken
    public BodyWriter begin(int status, Headers headers, Framing framing) throws IOException {
        if (responded()) throw new IllegalStateException("a second response");
        settle();
        // RFC 9112, section 6.1, and RFC 9110, section 8.6: neither length nor coding, whatever the handler says.
        boolean tunnel = status / 100 == 2 && request.method().equals("CONNECT");
        if (status == 204 || status == 101 || tunnel) framing = Framing.NONE;
        if (framing == Framing.CHUNKED && request.version() == Version.HTTP_1_0) framing = Framing.UNTIL_CLOSE;
        if (framing == Framing.UNTIL_CLOSE) persistent = false;
        this.status = status;
        var all = Always.in(headers, always, false);
        var fields = MessageWriter.framed(all, framing).edit();
        // What was passed on is as its origin said it, which may have been long ago (RFC 9110, section 6.6.1).
        if (!all.has("Date")) fields.add("Date", HttpDate.Now.get().text());
        if (!all.has("Server") && !all.has("Via")) fields.add("Server", "wirelab");
        if (!persistent) fields.set("Connection", "close");
        else if (request.version() == Version.HTTP_1_0) fields.set("Connection", "keep-alive");
        boolean mute = request.method().equals("HEAD") || !mayHaveContent(status);
        answer = fields.build();
        byte[] head = ResponseHead.of(status, answer).encode();
        body = new BodyWriter(reader.transport(), head, mute ? Framing.NONE : framing);
        return body;
    }

    /// Responds with a value: as it was prepared where that is what this exchange needs, else put together for it.
    ///
    /// @throws IOException when the connection is broken
    public void send(Response response) throws IOException {
        switch (response) {
            case Response.Bytes bytes when ordinary() && bytes.says(always) -> prepared(bytes);
            case Response.Bytes bytes -> respond(bytes.status(), bytes.headers(), bytes.content());
            case Response.Region region when ordinary() && region.bytes().says(always) ->
                    prepared(region.bytes(), region.file());
            case Response.Region region -> send(region.bytes());
            case Response.Stream stream -> {
                var out = begin(stream.status(), stream.headers(), stream.framing());
                if (!request.method().equals("HEAD")) stream.content().write(out);
            }
        }
    }

    /// Whether the head of the response can be the one that most requests get: for a GET of HTTP/1.1, nothing left to read,
    /// and the connection goes on. Then it may have been prepared before.
    private boolean ordinary() {
        return persistent && request.version() == Version.HTTP_1_1 && !server.stopping() && reader.body().ended()
                && request.method().equals("GET") && !responded();
    }

    private void prepared(Response.Bytes bytes) throws IOException {
        status = bytes.status();
        answer = bytes.headers();
        if (bytes.joined()) reader.transport().write(bytes.front());
        else reader.transport().write(bytes.front(), bytes.content());
        sent = bytes.length();
    }

    /// From the file, and with the bytes in memory from where the system takes no more of the file.
    private void prepared(Response.Bytes bytes, FileChannel file) throws IOException {
        status = bytes.status();
        answer = bytes.headers();
        var front = bytes.front();
        var rest = bytes.joined() ? ByteBuffer.allocate(0) : bytes.content();
        long n = reader.transport().send(file, 0, front.remaining() + rest.remaining());
        int ofFront = (int) Math.min(n, front.remaining());
        front.position(front.position() + ofFront);
        rest.position(rest.position() + (int) (n - ofFront));
        if (front.hasRemaining() || rest.hasRemaining()) reader.transport().write(front, rest);
        sent = bytes.length();
    }

    /// Decides whether the connection can go on, before the head of the response says so: what the client still sends of its
    /// body must be out of the way.
    private void settle() throws IOException {
        if (server.stopping() || early) persistent = false;
        if (early) return;
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

    /// {@return the status of the response, for a log: 0 before it has begun}
    public int status() {
        return status;
    }

    /// {@return the fields of the response, for a log: none before it has begun}
    public Headers answer() {
        return answer;
    }

    /// {@return how much content has been sent: bytes, those of the framing left out}
    public long sent() {
        return body != null ? body.written() : sent;
    }

    String user() {
        return user;
    }

    String note() {
        return note;
    }

    /// Fields that whoever runs a server wants in every response. Each takes the place of what would be said else, so that
    /// no field is said twice; `Vary` alone is added to, since whatever else a response depends on stays true.
    static final class Always {
        /// What belongs to one message or one content: a server that said something else would lie.
        private static final List<String> OWN = List.of("Accept-Ranges", "Allow", "Connection", "Content-Encoding",
                "Content-Length", "Content-Range", "Date", "ETag", "Keep-Alive", "Last-Modified", "Location", "Retry-After",
                "Trailer", "Transfer-Encoding", "Upgrade", "WWW-Authenticate");

        private Always() {}

        static void check(Headers headers) {
            for (String name : OWN) {
                if (!headers.has(name)) continue;
                throw new UsageException("the field " + name + " is the server's own, and differs by response");
            }
            int type = headers.indexOf("Content-Type", 0);
            if (type >= 0 && headers.indexOf("Content-Type", type + 1) >= 0) {
                throw new UsageException("the field Content-Type can be said once only");
            }
        }

        /// Puts the fields in.
        ///
        /// @param type whether a `Content-Type` is meant for this content, too
        static Headers in(Headers response, Headers always, boolean type) {
            if (always.size() == 0) return response;
            var all = response.edit();
            for (var field : always) if (replaces(field, type)) all.remove(field.name());
            for (var field : always) {
                boolean vary = field.name().equalsIgnoreCase("Vary");
                if (replaces(field, type) || vary && !response.elements("Vary").contains(field.value())) {
                    all.add(field.name(), field.value());
                }
            }
            return all.build();
        }

        private static boolean replaces(Headers.Field field, boolean type) {
            return !field.name().equalsIgnoreCase("Vary") && (type || !field.name().equalsIgnoreCase("Content-Type"));
        }
    }
}
