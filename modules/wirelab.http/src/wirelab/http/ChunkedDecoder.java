package wirelab.http;

import java.nio.ByteBuffer;

/// Takes the chunked coding off a body (RFC 9112, section 7.1), byte by byte where it is framing and in one go where it is
/// data. Ends behind the CRLF of the last chunk: what follows is the trailer section. Knows no socket.
///
/// ```
/// chunk      = 1*HEXDIG [ chunk-ext ] CRLF chunk-data CRLF
/// chunk-ext  = *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )
/// last-chunk = 1*"0" [ chunk-ext ] CRLF
/// ```
final class ChunkedDecoder {
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

    /// Decodes as much as there is and as there is room for. An error behind data shows when these have been taken, so that
    /// it makes no difference how the bytes came.
    ///
    /// @param in coded bytes; those used are taken
    /// @param out room for data
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
