package wirelab.intermediary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import wirelab.http.BodyWriter;
import wirelab.http.ClientConnection;
import wirelab.http.Exchange;
import wirelab.http.Framing;
import wirelab.http.Headers;

/// The body of a request on its way to the server, carried by a thread of its own, so that an answer may come before the
/// body has gone: a refusal, or a conversation in both directions at once.
public final class RequestBody {
    /// A server that is asked for permission and says nothing gets the body after so long (RFC 9110, section 10.1.1).
    private static final Duration PERMISSION = Duration.ofSeconds(1);
    private static final int BUFFER = 32 * 1024;

    private final Exchange exchange;
    private final Framing framing;
    /// All of it, or `null` while the client has it.
    private final byte[] held;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile boolean refused;
    private volatile boolean begun;
    private volatile boolean taken;
    private volatile boolean ended;
    private volatile IOException failure;

    private RequestBody(Exchange exchange, byte[] held) {
        this.exchange = exchange;
        this.held = held;
        framing = exchange.reader().body().framing();
    }

    /// The body that the client of an exchange is sending, for one try to send it on; `null` when there is none.
    public static RequestBody of(Exchange exchange) {
        return of(exchange, null);
    }

    /// The same, for one of several tries.
    ///
    /// @param held what [#hold(Exchange, int)] gave
    public static RequestBody of(Exchange exchange, byte[] held) {
        return exchange.reader().body().framing() == Framing.NONE ? null : new RequestBody(exchange, held);
    }

    /// Reads a body that is short enough to be held, so that it can be sent more than once. One that waits for permission is
    /// left to the client, and so is one of unknown length.
    ///
    /// @param most bytes
    /// @return all of it, or `null`
    /// @throws IOException when the client fails
    public static byte[] hold(Exchange exchange, int most) throws IOException {
        boolean isShort = exchange.reader().body().framing() instanceof Framing.Length(long length) && length <= most;
        if (!isShort || exchange.request().headers().has("Expect")) return null;
        return exchange.body().stream().readAllBytes();
    }

    Framing framing() {
        return framing;
    }

    /// {@return whether any of it may have been taken from the client: then there is no second try}
    public boolean begun() {
        return begun;
    }

    /// {@return whether the client has given all of it}
    boolean taken() {
        return taken || held != null;
    }

    /// {@return whether all of it has gone}
    boolean ended() {
        return ended;
    }

    /// {@return what went wrong with the client, or `null`}
    public IOException failure() {
        return failure;
    }

    /// Begins to carry it: at once, or when the server permits it.
    ///
    /// @param asked whether the head asks for permission (`Expect: 100-continue`)
    void start(ClientConnection server, BodyWriter out, boolean asked) {
        if (held != null) {
            ended = sent(() -> {
                out.write(ByteBuffer.wrap(held));
                out.end(Headers.EMPTY);
            });
            return;
        }
        if (!asked) permit();
        Thread.ofVirtual().name("request-body").start(() -> carry(server, out));
    }

    void permit() {
        decided.countDown();
    }

    /// The answer is there: what has not begun is not begun any more, and the client keeps its body.
    void answered() {
        synchronized (this) {
            refused = !begun;
        }
        decided.countDown();
    }

    private boolean begin() throws InterruptedException {
        decided.await(PERMISSION.toMillis(), TimeUnit.MILLISECONDS);
        synchronized (this) {
            begun = !refused;
            return begun;
        }
    }

    private void carry(ClientConnection server, BodyWriter out) {
        try {
            if (begin()) carry(out);
        } catch (IOException e) {
            failure = e;
            // A part must not be taken for the whole.
            server.transport().reset();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// @throws IOException when the client fails; when the server does, whoever reads its answer finds out
    private void carry(BodyWriter out) throws IOException {
        var body = exchange.body();
        var buffer = ByteBuffer.allocate(BUFFER);
        while (body.read(buffer.clear()) >= 0) {
            buffer.flip();
            // Before the server can have the last of it, and answer.
            taken = body.ended();
            if (!sent(() -> out.write(buffer))) return;
        }
        taken = true;
        var trailers = framing == Framing.CHUNKED ? Onward.trailers(body.trailers()) : Headers.EMPTY;
        ended = sent(() -> out.end(trailers));
    }

    private interface Step {
        void run() throws IOException;
    }

    private static boolean sent(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException _) {
            // It takes no more: it has answered already, or is gone.
            return false;
        }
    }
}
