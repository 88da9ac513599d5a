package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import wirelab.kit.JdkStreams;
import wirelab.kit.Text;

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
    public Framing framing() {
        return framing;
    }

    /// {@return whether all of it has been read, trailers included: `true` at once when there is no body}
    public boolean ended() {
        return ended;
    }

    /// {@return how much has been read: bytes, without framing}
    public long received() {
        return received;
    }

    /// {@return the fields behind a chunked body; they are never mixed with those before it (RFC 9112, section 7.1.2); the
    /// trailers, empty before the end and where there are none}
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
                throw new EOFException("the body ended after " + received + " of " + Text.count(bytes, "byte"));
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
            if (n < 0) throw new EOFException("the body ended after " + Text.count(received, "byte")
                    + ", inside or between its chunks");
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
    public InputStream stream() {
        return JdkStreams.input(this::read, () -> {});
    }

    private BadMessageException tooLarge() {
        return new BadMessageException(Status.CONTENT_TOO_LARGE, "body", 0, "larger than " + limits.body() + " bytes");
    }

    @Override
    public String toString() {
        return "body " + framing + ", " + Text.count(received, "byte") + " read" + (ended ? ", ended" : "");
    }

    /// Takes the chunked coding off a body (RFC 9112, section 7.1), byte by byte where it is framing and in one go where it
    /// is data. Ends behind the CRLF of the last chunk: what follows is the trailer section. Knows no socket.
    ///
    /// ```
    /// chunk      = 1*HEXDIG [ chunk-ext ] CRLF chunk-data CRLF
    /// chunk-ext  = *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )
    /// last-chunk = 1*"0" [ chunk-ext ] CRLF
    /// ```
    static final class ChunkedDecoder {
        private enum State {
            SIZE_FIRST, SIZE, EXT, EXT_NAME_FIRST, EXT_NAME, EXT_NAMED, EXT_VALUE_FIRST, EXT_TOKEN, EXT_QUOTED, EXT_ESCAPED,
            EXT_ENDED, SIZE_LF, DATA, DATA_CR, DATA_LF, DONE
        }

        private final long limit;
        private State state = State.SIZE_FIRST;
        private long size;
        private long total;
        private int extensionBytes;
        private long offset;

        /// @param limit bytes of data, all chunks together
        ChunkedDecoder(long limit) {
            this.limit = limit;
        }

        /// Whether the last chunk has been read.
        boolean done() {
            return state == State.DONE;
        }

        /// How much of the present chunk's data is still to come; 0 when framing comes next.
        long dataLeft() {
            return state == State.DATA ? size : 0;
        }

        /// Notes that data of the present chunk were read by somebody else.
        void took(int n) {
            offset += n;
            size -= n;
            if (size == 0) state = State.DATA_CR;
        }

        /// Decodes as much as there is and as there is room for. An error behind data shows when these have been taken, so
        /// that it makes no difference how the bytes came.
        ///
        /// @param in coded bytes; those used are taken
        void decode(ByteBuffer in, ByteBuffer out) throws BadMessageException {
            int begin = out.position();
            while (state != State.DONE && in.hasRemaining()) {
                if (state == State.DATA) {
                    int n = (int) Math.min(size, Math.min(in.remaining(), out.remaining()));
                    if (n == 0) return;
                    out.put(out.position(), in, in.position(), n).position(out.position() + n);
                    in.position(in.position() + n);
                    took(n);
                } else {
                    try {
                        framing(in.get(in.position()));
                    } catch (BadMessageException e) {
                        if (out.position() == begin) throw e;
                        return;
                    }
                    in.get();
                    offset++;
                }
            }
        }

        private void framing(byte b) throws BadMessageException {
            state = switch (state) {
                case SIZE_FIRST -> digit(b);
                case SIZE -> Syntax.hex(b) >= 0 ? digit(b) : afterPart(b);
                case EXT -> isSpace(b) ? State.EXT : extension(b == ';' ? State.EXT_NAME_FIRST : null);
                case EXT_NAME_FIRST -> isSpace(b) ? extension(State.EXT_NAME_FIRST)
                        : extension(Syntax.isTchar(b) ? State.EXT_NAME : null);
                case EXT_NAME -> Syntax.isTchar(b) ? extension(State.EXT_NAME) : b == '=' ? State.EXT_VALUE_FIRST
                        : isSpace(b) ? extension(State.EXT_NAMED) : afterPart(b);
                case EXT_NAMED -> isSpace(b) ? extension(State.EXT_NAMED) : b == '=' ? State.EXT_VALUE_FIRST
                        : extension(b == ';' ? State.EXT_NAME_FIRST : null);
                case EXT_VALUE_FIRST -> isSpace(b) ? extension(State.EXT_VALUE_FIRST) : b == '"' ? State.EXT_QUOTED
                        : extension(Syntax.isTchar(b) ? State.EXT_TOKEN : null);
                case EXT_TOKEN -> Syntax.isTchar(b) ? extension(State.EXT_TOKEN) : afterPart(b);
                case EXT_QUOTED -> b == '"' ? State.EXT_ENDED
                        : extension(b == '\\' ? State.EXT_ESCAPED : Syntax.isFieldContent(b) ? State.EXT_QUOTED : null);
                case EXT_ESCAPED -> extension(Syntax.isFieldContent(b) ? State.EXT_QUOTED : null);
                case EXT_ENDED -> afterPart(b);
                case SIZE_LF -> b == '\n' ? sized() : refuse("no line feed behind the carriage return");
                case DATA_CR -> b == '\r' ? State.DATA_LF : refuse("the chunk goes on behind its end");
                case DATA_LF -> b == '\n' ? State.SIZE_FIRST : refuse("the chunk goes on behind its end");
                case DATA, DONE -> throw new IllegalStateException();
            };
        }

        private State digit(byte b) throws BadMessageException {
            int digit = Syntax.hex(b);
            if (digit < 0) return refuse("not a hexadecimal number");
            if (state == State.SIZE_FIRST) size = 0;
            if (size >> 59 != 0) return refuse("2^63 bytes or more");
            size = size << 4 | digit;
            return State.SIZE;
        }

        private State sized() throws BadMessageException {
            if (size > limit - total) {
                throw new BadMessageException(Status.CONTENT_TOO_LARGE, "chunk-size", offset,
                        "more than " + limit + " bytes in all");
            }
            total += size;
            return size == 0 ? State.DONE : State.DATA;
        }

        /// Behind the size, or behind a whole extension.
        private State afterPart(byte b) throws BadMessageException {
            if (b == '\r') return State.SIZE_LF;
            return extension(b == ';' ? State.EXT_NAME_FIRST : isSpace(b) ? State.EXT : null);
        }

        private State extension(State next) throws BadMessageException {
            if (next == null) return refuse("malformed chunk extension");
            if (++extensionBytes > Limits.CHUNK_EXTENSIONS) {
                throw new BadMessageException(Status.CONTENT_TOO_LARGE, "chunk-ext", offset,
                        "more than " + Limits.CHUNK_EXTENSIONS + " bytes");
            }
            return next;
        }

        private static boolean isSpace(byte b) {
            return b == ' ' || b == '\t';
        }

        private State refuse(String problem) throws BadMessageException {
            boolean data = state == State.DATA_CR || state == State.DATA_LF;
            throw new BadMessageException(Status.BAD_REQUEST, data ? "chunk-data" : "chunk-size", offset, problem);
        }
    }
}
