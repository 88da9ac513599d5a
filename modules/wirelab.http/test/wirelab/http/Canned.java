package wirelab.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.kit.TcpServer;

/// A server that answers with prepared bytes, whatever they are worth: the first request gets the first answer, and so on.
/// An answer that ends in [#CLOSE] closes the connection, one that ends in [#RESET] breaks it off; [#HANG] waits for the
/// client to leave. Without any more answers a connection is closed.
public final class Canned implements AutoCloseable {
    public static final String CLOSE = "<close>";
    public static final String RESET = "<reset>";
    public static final String HANG = "<hang>";

    public final List<RequestHead> requests = new CopyOnWriteArrayList<>();
    public final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final String[] answers;
    private final TcpServer server;

    public Canned(String... answers) throws IOException {
        this.answers = answers;
        server = TcpServer.start(TcpServer.Options.DEFAULTS.withDrain(java.time.Duration.ZERO), connection -> {
            var transport = Transport.of(connection);
            var reader = new MessageReader(transport, Limits.SERVER);
            for (RequestHead head; (head = reader.readRequest()) != null; ) {
                bodies.add(new String(reader.body().stream().readAllBytes(), StandardCharsets.UTF_8));
                requests.add(head);
                int i = next.getAndIncrement();
                if (i >= answers.length) return;
                String text = this.answers[i];
                write(transport, text.replaceAll("<(close|reset|hang)>$", ""));
                if (text.endsWith(CLOSE)) return;
                if (text.endsWith(RESET)) {
                    connection.reset();
                    return;
                }
                if (text.endsWith(HANG) && transport.read(ByteBuffer.allocate(1)) < 0) return;
            }
        });
    }

    private static void write(Transport transport, String text) throws IOException {
        if (!text.isEmpty()) transport.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// A whole answer with a length.
    public static String answer(int status, String fields, String body) {
        return "HTTP/1.1 " + status + " " + Status.reason(status) + "\r\n" + fields + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    public static String redirect(int status, String location) {
        return answer(status, "Location: " + location + "\r\n", "");
    }

    public int port() {
        return server.address().getPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public long connections() {
        return server.counters().get("accepted");
    }

    /// One field of one request.
    public String field(int request, String name) {
        return requests.get(request).headers().first(name);
    }

    @Override
    public void close() {
        server.close();
    }
}
