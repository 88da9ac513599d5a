package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes messages to a connection. A head goes out together with the first bytes of its body: two small writes in a row
/// would cost a packet more, and a delay where the peer acknowledges late.
///
/// One thread may use it.
public final class MessageWriter {
    private final Transport transport;

    public MessageWriter(Transport transport) {
        this.transport = transport;
    }

    /// Writes a head that has no body, at once.
    ///
    /// @throws IOException when the connection is broken
    public void write(Head head) throws IOException {
        transport.write(ByteBuffer.wrap(head.encode()));
    }

    /// Writes a head and a whole body, at once, as they are: the head must say how long the body is.
    ///
    /// @param head the head, with the right `Content-Length`
    /// @param body from position to limit
    /// @throws IOException when the connection is broken
    public void write(Head head, ByteBuffer body) throws IOException {
        transport.write(ByteBuffer.wrap(head.encode()), body);
    }

    /// Begins a message whose body follows piece by piece. The framing of the body must be what the head says; see
    /// [#framed(Headers, Framing)].
    ///
    /// @param framing how the end of the body will be found
    /// @return what writes the body; it must be ended
    public BodyWriter begin(Head head, Framing framing) {
        return new BodyWriter(transport, head.encode(), framing);
    }

    /// Puts the fields that say how a body is framed in the place of any others, so that no old one is left beside them.
    ///
    /// @param headers the fields of a head
    /// @param framing how the end of the body will be found
    /// @return changed fields: `Content-Length`, or `Transfer-Encoding: chunked`, or neither
    public static Headers framed(Headers headers, Framing framing) {
        boolean says = headers.has("Content-Length") || headers.has("Transfer-Encoding");
        if (framing == Framing.NONE && !says) return headers;
        var builder = headers.edit().remove("Content-Length").remove("Transfer-Encoding");
        switch (framing) {
            case Framing.Length(long bytes) -> builder.add("Content-Length", Long.toString(bytes));
            case Framing.Chunked() -> builder.add("Transfer-Encoding", "chunked");
            case Framing.None(), Framing.UntilClose() -> {
                // Nothing says it: there is no body, or the end of the connection ends it.
            }
        }
        return builder.build();
    }

    @Override
    public String toString() {
        return "messages to " + transport;
    }
}
