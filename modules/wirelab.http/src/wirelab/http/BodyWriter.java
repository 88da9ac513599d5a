package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.kit.Text;

/// The body of one message as it is sent, and its framing. One thread may use it.
///
/// Bytes go out as they are given, without a buffer in between: give large pieces.
public final class BodyWriter {
    private static final byte[] CRLF = {'\r', '\n'};

    private final Transport transport;
    private final Framing framing;
    private ByteBuffer head;
    private long left;
    private long written;
    private boolean ended;

    BodyWriter(Transport transport, byte[] head, Framing framing) {
        this.transport = transport;
        this.head = ByteBuffer.wrap(head);
        this.framing = framing;
        left = switch (framing) {
            case Framing.None() -> 0;
            case Framing.Length(long bytes) -> bytes;
            case Framing.Chunked(), Framing.UntilClose() -> Long.MAX_VALUE;
        };
    }

    /// Writes a piece of the body, as one chunk where it is chunked; nothing happens when it is empty.
    ///
    /// @param piece from position to limit
    /// @throws IOException when the connection is broken
    /// @throws IllegalStateException when the body would be longer than was announced
    public void write(ByteBuffer piece) throws IOException {
        int size = piece.remaining();
        if (size == 0) return;
        written += size;
        if (ended || size > left) throw new IllegalStateException("the body is longer than announced");
        if (framing == Framing.CHUNKED) {
            byte[] begin = (Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            transport.write(head, ByteBuffer.wrap(begin), piece, ByteBuffer.wrap(CRLF));
        } else {
            left -= framing instanceof Framing.Length ? size : 0;
            if (head.hasRemaining()) transport.write(head, piece);
            else transport.write(piece);
        }
    }

    /// {@return how much was written: bytes of the body, without framing}
    public long written() {
        return written;
    }

    /// Sends the head now, if it has not gone out yet.
    ///
    /// @throws IOException when the connection is broken
    public void flush() throws IOException {
        if (head.hasRemaining()) transport.write(head);
    }

    /// Ends the body.
    ///
    /// @throws IOException when the connection is broken
    /// @throws IllegalStateException when less was written than announced; the connection must then be closed
    public void end() throws IOException {
        end(Headers.EMPTY);
    }

    /// Ends the body with trailers.
    ///
    /// @param trailers fields behind a chunked body; nothing about framing, routing or content (RFC 9110, section 6.5.1)
    /// @throws IOException when the connection is broken
    /// @throws IllegalStateException when less was written than announced, or the body is not chunked and there are trailers
    public void end(Headers trailers) throws IOException {
        if (ended) return;
        ended = true;
        if (framing == Framing.CHUNKED) {
            var last = ByteBuffer.allocate(trailers.encodedSize() + 5).put((byte) '0').put(CRLF);
            trailers.encode(last);
            transport.write(head, last.put(CRLF).flip());
            return;
        }
        if (trailers.size() > 0) throw new IllegalStateException("trailers need a chunked body");
        if (framing instanceof Framing.Length && left > 0) {
            throw new IllegalStateException("the body is " + Text.count(left, "byte") + " short");
        }
        flush();
    }
}
