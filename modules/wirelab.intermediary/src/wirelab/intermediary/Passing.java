package wirelab.intermediary;

import java.io.IOException;
import java.nio.ByteBuffer;
import wirelab.http.BodyWriter;
import wirelab.http.Exchange;
import wirelab.http.Framing;
import wirelab.http.Head;
import wirelab.http.Headers;
import wirelab.http.ResponseHead;

/// Passes the answer of a server to the client, as it comes.
public final class Passing {
    private static final int BUFFER = 32 * 1024;

    private Passing() {}

    /// How the client will find the end of the content. What ended with the connection is sent in chunks, so that a part is
    /// never taken for the whole.
    public static Framing framing(ResponseHead head, Framing received, String method) {
        boolean silent = method.equals("HEAD") || head.status() == 304;
        if (!silent) return received == Framing.UNTIL_CLOSE ? Framing.CHUNKED : zero(head, received);
        // What a GET would have got is told, as far as the server has said it.
        String length = head.headers().first("Content-Length");
        boolean digits = length != null && length.length() < 19 && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits && !length.isEmpty()) return new Framing.Length(Long.parseLong(length));
        return method.equals("HEAD") && head.headers().has("Transfer-Encoding") ? Framing.CHUNKED : Framing.NONE;
    }

    private static Framing zero(ResponseHead head, Framing received) {
        return received == Framing.NONE && head.status() != 204 ? new Framing.Length(0) : received;
    }

    /// Sends head and body on.
    ///
    /// @param headers as they go out
    /// @throws IOException when either side fails; then neither takes a part for the whole
    public static void on(ServerReply reply, Exchange exchange, Headers headers) throws IOException {
        if (reply.early()) exchange.answerEarly();
        var head = reply.head();
        var framing = framing(head, reply.body().framing(), exchange.request().method());
        var out = exchange.begin(head.status(), headers, framing);
        copy(reply, out);
        out.end(framing == Framing.CHUNKED && exchange.request().version() != Head.Version.HTTP_1_0
                ? Onward.trailers(reply.body().trailers()) : Headers.EMPTY);
    }

    /// The head is held back for the first bytes of the body, but not when they are late: a stream of events begins with
    /// its head alone.
    private static void copy(ServerReply reply, BodyWriter out) throws IOException {
        var body = reply.body();
        if (body.ended()) return;
        if (reply.reader().buffered() == 0) out.flush();
        var buffer = ByteBuffer.allocate(body.framing() instanceof Framing.Length(long n) && n < BUFFER ? (int) n : BUFFER);
        while (body.read(buffer.clear()) >= 0) out.write(buffer.flip());
    }

    /// Goes on in the protocol that both sides have agreed on (101).
    ///
    /// @throws IOException when a side broke off
    public static void upgrade(ServerReply reply, Exchange exchange, String name) throws IOException {
        var head = reply.head();
        exchange.begin(101, Onward.upgrade(Onward.of(head, name), head.headers()), Framing.NONE).flush();
        exchange.close();
        Tunnel.carry(exchange.reader(), reply.reader());
    }
}
