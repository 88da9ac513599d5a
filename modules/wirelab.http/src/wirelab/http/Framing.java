package wirelab.http;

import java.util.List;
import wirelab.http.Head.Version;

/// How the end of a body is found (RFC 9112, section 6.3). Whoever guesses here differently from a neighbour can be smuggled
/// past: so everything that two readers could understand in two ways is refused.
public sealed interface Framing {
    /// There is no body.
    Framing NONE = new None();
    /// The body comes in chunks that end with one of size 0.
    Framing CHUNKED = new Chunked();
    /// The body ends with the connection; responses alone may do that.
    Framing UNTIL_CLOSE = new UntilClose();

    /// There is no body.
    record None() implements Framing {}

    /// The body has so many bytes.
    ///
    /// @param bytes from `Content-Length`
    record Length(long bytes) implements Framing {
        public Length {
            if (bytes < 0) throw new IllegalArgumentException("length " + bytes);
        }
    }

    /// The body comes in chunks.
    record Chunked() implements Framing {}

    /// The body ends with the connection.
    record UntilClose() implements Framing {}

    /// Finds the framing of a request.
    ///
    /// @throws BadMessageException with 400, 411, 413 or 501 when it is not beyond doubt
    static Framing of(RequestHead head) throws BadMessageException {
        var headers = head.headers();
        if (headers.has("Transfer-Encoding")) return chunked(head, true) ? CHUNKED : NONE;
        int at = headers.indexOf("Content-Length", 0);
        if (at < 0) {
            // Once such a body ended with the connection; RFC 1945, section 7.2.2, wanted its length even so.
            boolean lost = head.version() == Version.HTTP_1_0
                    && (head.method().equals("POST") || head.method().equals("PUT"));
            if (lost) throw new BadMessageException(Status.LENGTH_REQUIRED, "Content-Length", 0, "missing in HTTP/1.0");
            return NONE;
        }
        long length = length(headers, at);
        return length == 0 ? NONE : new Length(length);
    }

    /// Finds the framing of a response.
    ///
    /// @return the framing; for a tunnel (2xx to CONNECT) and after 101, [#NONE]: what follows is no longer HTTP
    /// @throws BadMessageException when it is not beyond doubt
    static Framing of(ResponseHead head, String method) throws BadMessageException {
        int status = head.status();
        if (method.equals("CONNECT") && status / 100 == 2) return NONE;
        var headers = head.headers();
        boolean coded = headers.has("Transfer-Encoding");
        if (coded && head.version() == Version.HTTP_1_0) throw coded10();
        // Section 6.3, rule 1: such a response ends behind its head, whatever its fields say.
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) return NONE;
        boolean chunked = coded && chunked(head, false);
        int at = headers.indexOf("Content-Length", 0);
        long length = at < 0 ? -1 : length(headers, at);
        if (coded) return chunked ? CHUNKED : UNTIL_CLOSE;
        return length < 0 ? UNTIL_CLOSE : length == 0 ? NONE : new Length(length);
    }

    /// Whether chunked is the one transfer coding. Others are not implemented, and no sender may use them unasked
    /// (RFC 9112, section 7.4).
    private static boolean chunked(Head head, boolean request) throws BadMessageException {
        List<String> codings = head.headers().elements("Transfer-Encoding");
        if (head.version() == Version.HTTP_1_0) throw coded10();
        if (head.headers().has("Content-Length")) {
            throw bad("Transfer-Encoding", "beside a Content-Length (RFC 9112, section 6.1)");
        }
        if (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked")) return true;
        long times = codings.stream().filter(coding -> coding.equalsIgnoreCase("chunked")).count();
        if (times > 1) throw bad("Transfer-Encoding", "chunked more than once (RFC 9112, section 6.1)");
        boolean last = !codings.isEmpty() && codings.getLast().equalsIgnoreCase("chunked");
        if (request && !last) throw bad("Transfer-Encoding", "chunked is not the final coding (RFC 9112, section 6.3)");
        throw new BadMessageException(Status.NOT_IMPLEMENTED, "Transfer-Encoding", 0,
                "no other coding than chunked is known");
    }

    private static long length(Headers headers, int at) throws BadMessageException {
        if (headers.indexOf("Content-Length", at + 1) >= 0) throw bad("Content-Length", "more than once");
        String text = headers.value(at);
        for (int i = 0; i < text.length(); i++) {
            if (!Syntax.isDigit(text.charAt(i))) throw bad("Content-Length", "not a number");
        }
        if (text.isEmpty()) throw bad("Content-Length", "empty");
        // Allowed by the grammar, written by nobody, and octal for some.
        if (text.length() > 1 && text.charAt(0) == '0') throw bad("Content-Length", "leading zeros");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            // No 413: what cannot be counted is no length, as with the size of a chunk (RFC 9110, section 8.6).
            throw bad("Content-Length", "2^63 bytes or more");
        }
    }

    private static BadMessageException coded10() {
        return bad("Transfer-Encoding", "HTTP/1.0 has none (RFC 9112, section 6.1)");
    }

    private static BadMessageException bad(String field, String problem) {
        return new BadMessageException(Status.BAD_REQUEST, field, 0, problem);
    }
}
