package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The body of one message, without its framing. One thread may use it.
public final class BodyReader {
    /// From here on data of a chunk go straight to whoever reads.
    private static final int DIRECT = 8192;

    private final MessageReader reader;
    private final Framing framing;
    private final Limits limits;
    private final ChunkedDecoder decoder;
    private long left;
    private long received;
    private boolean timed;
    private boolean ended;
    private Headers trailers = Headers.EMPTY;

    BodyReader(MessageReader reader, Framing framing, Limits limits) throws BadMessageException {
        this.reader = reader;
        this.framing = framing;
        this.limits = limits;
        decoder = framing == Framing.CHUNKED ? new ChunkedDecoder(limits.body()) : null;
        left = framing instanceof Framing.Length(long bytes) ? bytes : Long.MAX_VALUE;
        if (framing instanceof Framing.Length && left > limits.body()) throw tooLarge();
        ended = framing == Framing.NONE;
    }

    /// How the end of this body is found.
    ///
    /// @return the framing
    public Framing framing() {
        return framing;
    }

    /// Whether all of it has been read, trailers included.
    ///
    /// @return `true` at once when there is no body
    public boolean ended() {
        return ended;
    }

    /// How much has been read.
    ///
    /// @return bytes, without framing
    public long received() {
        return received;
    }

    /// The fields behind a chunked body; they are never mixed with those before it (RFC 9112, section 7.1.2).
    ///
    /// @return the trailers, empty before the end and where there are none
    public Headers trailers() {
        return trailers;
    }

    /// Reads what has come, and waits when nothing has.
    ///
    /// @param into where the bytes go; must have room
    /// @return how many, at least 1, or -1 at the end of the body
    /// @throws EOFException when the peer has ended before the end of the body
    /// @throws BadMessageException when the chunks are malformed or the body is over the limit
    /// @throws java.net.SocketTimeoutException when it took too long
    /// @throws IOException when the connection is broken
    public int read(ByteBuffer into) throws IOException {
        if (ended) return -1;
        if (!into.hasRemaining()) throw new IllegalArgumentException("no room");
        if (!timed && limits.bodyTime() != null && reader.buffered() < left) {
            reader.transport().stage(limits.bodyTime());
            timed = true;
        }
        int n = decoder != null ? readChunked(into) : readPlain(into);
        if (n > 0) received += n;
        if (framing instanceof Framing.Length && left == 0) end();
        return n;
    }

    private int readPlain(ByteBuffer into) throws IOException {
        boolean full = received == limits.body() && framing == Framing.UNTIL_CLOSE;
        int n = full ? moveAtMost(ByteBuffer.allocate(1), 1) : moveAtMost(into, Math.min(left, limits.body() - received));
        if (full && n > 0) throw tooLarge();
        if (n < 0) {
            if (framing instanceof Framing.Length(long bytes)) {
                throw new EOFException("the body ended after " + received + " of " + bytes + " bytes");
            }
            end();
            return -1;
        }
        if (framing instanceof Framing.Length) left -= n;
        return n;
    }

    private int moveAtMost(ByteBuffer into, long most) throws IOException {
        if (reader.buffered() > 0) return reader.take(into, (int) Math.min(most, Integer.MAX_VALUE));
        int limit = into.limit();
        if (into.remaining() > most) into.limit(into.position() + (int) most);
        try {
            return reader.transport().read(into);
        } finally {
            into.limit(limit);
        }
    }

    private int readChunked(ByteBuffer into) throws IOException {
        while (!decoder.done()) {
            int n;
            if (reader.buffered() == 0 && decoder.dataLeft() >= DIRECT) {
                n = moveAtMost(into, decoder.dataLeft());
                if (n > 0) decoder.took(n);
            } else {
                n = reader.decode(decoder, into);
            }
            if (n > 0) return n;
            if (n < 0) throw new EOFException("the body ended after " + received + " bytes, inside or between its chunks");
        }
        trailers = reader.readTrailers();
        end();
        return -1;
    }

    private void end() {
        ended = true;
        if (timed) reader.transport().stage(null);
    }

    /// Reads on to the end and throws everything away, if that is not too much.
    ///
    /// @param most how many bytes are worth it
    /// @return whether the end was reached, so that another message can follow
    /// @throws IOException when the connection is broken or the body is malformed
    public boolean discard(long most) throws IOException {
        if (ended) return true;
        if (framing instanceof Framing.Length && left > most) return false;
        var waste = ByteBuffer.allocate(8192);
        long enough = received + most;
        while (received <= enough) {
            if (read(waste.clear()) < 0 || ended) return true;
        }
        return false;
    }

    /// Reads through the stream interface of the JDK; closing the stream does nothing to the connection.
    ///
    /// @return the body as a stream
    public InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : BodyReader.this.read(ByteBuffer.wrap(into, offset, length));
            }
        };
    }

    private BadMessageException tooLarge() {
        return new BadMessageException(Status.CONTENT_TOO_LARGE, "body", 0, "larger than " + limits.body() + " bytes");
    }
}
