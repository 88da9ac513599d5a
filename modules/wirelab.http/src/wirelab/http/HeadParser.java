package wirelab.http;

import java.util.Arrays;
import wirelab.http.Head.Version;

/// Finds the lines of a head, or of a trailer section, in bytes as they arrive, and judges each when it is complete. Where
/// the bytes are cut into pieces makes no difference: what is judged is always a whole line, or the first byte that no line
/// may hold. Knows no socket.
final class HeadParser {
    private enum Kind { REQUEST, RESPONSE, TRAILERS }

    private final Limits limits;
    private Kind kind;
    private Head start;
    private int[] index = new int[32];
    private int fields;
    private int folds;
    private boolean unfolding;
    /// Everything is counted from the first byte of the section: how far the scan is, where the present line begins, and
    /// where the fields do.
    private int at;
    private int line;
    private int fieldsBegin;

    HeadParser(Limits limits) {
        this.limits = limits;
    }

    void beginRequest() {
        unfolding = false;
        begin(Kind.REQUEST);
    }

    void beginResponse() {
        unfolding = true;
        begin(Kind.RESPONSE);
    }

    void beginTrailers() {
        begin(Kind.TRAILERS);
    }

    private void begin(Kind next) {
        kind = next;
        start = null;
        at = line = fieldsBegin = fields = folds = 0;
    }

    /// Goes on as far as the bytes reach.
    ///
    /// @param bytes holds the section; the CR LF of a folded line of a response becomes two spaces in it
    /// @return whether the section is complete; then [#length()] says how long it is
    boolean scan(byte[] bytes, int begin, int end) throws BadMessageException {
        int length = end - begin;
        while (true) {
            boolean inFields = start != null || kind == Kind.TRAILERS;
            int limit = inFields ? fieldsBegin + limits.headers() : line + limits.startLine();
            int stop = Math.min(length, limit);
            int i = begin + at;
            while (i < begin + stop && Syntax.isFieldContent(bytes[i])) i++;
            at = i - begin;
            if (at == limit) throw tooLong(bytes, begin, inFields);
            if (at == length) return false;
            if (bytes[i] != '\r') throw bad(bytes[i] == '\n' ? "line feed without carriage return" : "control character");
            if (at + 1 == length) return false;
            if (bytes[i + 1] != '\n') throw bad("carriage return without line feed");
            int from = begin + line;
            line = at += 2;
            if (inFields) {
                if (from == i) return true;
                field(bytes, from, i, begin + fieldsBegin);
            } else if (from < i) {
                start = kind == Kind.REQUEST ? StartLine.request(bytes, from, i) : StartLine.response(bytes, from, i);
                fieldsBegin = at;
            } else if (from > begin) {
                // RFC 9112, section 2.2: one empty line before a request line is forgiven.
                throw bad("empty lines instead of a start line");
            }
        }
    }

    private void field(byte[] bytes, int from, int to, int origin) throws BadMessageException {
        if (fields + folds == limits.fields()) throw tooLarge("more than " + limits.fields() + " fields");
        if (unfolding && fields > 0 && isSpace(bytes[from])) {
            unfold(bytes, from, to, origin);
            return;
        }
        int colon = from;
        while (colon < to && Syntax.isTchar(bytes[colon])) colon++;
        if (colon == from && isSpace(bytes[colon])) throw bad("white space at the beginning of a line (obs-fold)");
        if (colon < to && isSpace(bytes[colon])) throw bad("white space before the colon");
        if (colon == from || colon == to || bytes[colon] != ':') throw bad("no field name with a colon behind it");
        int begin = colon + 1;
        int end = to;
        while (begin < end && isSpace(bytes[begin])) begin++;
        while (begin < end && isSpace(bytes[end - 1])) end--;
        int i = 4 * fields++;
        if (i == index.length) index = Arrays.copyOf(index, 2 * i);
        index[i] = from - origin;
        index[i + 1] = colon - origin;
        index[i + 2] = begin - origin;
        index[i + 3] = end - origin;
    }

    /// RFC 9112, section 5.2: what a request must not do, a user agent has to put up with in a response. Each fold counts as
    /// a field, so that they cannot be many.
    private void unfold(byte[] bytes, int from, int to, int origin) throws BadMessageException {
        bytes[from - 2] = ' ';
        bytes[from - 1] = ' ';
        folds++;
        fields--;
        field(bytes, origin + index[4 * fields], to, origin);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    /// The start line, as a head without fields; `null` when it has not been read.
    Head start() {
        return start;
    }

    /// How many bytes the section has, with the empty line at its end.
    int length() {
        return at;
    }

    /// The fields of a complete section, in bytes of their own.
    Headers headers(byte[] bytes, int begin) {
        if (fields == 0) return Headers.EMPTY;
        return new Headers(Arrays.copyOfRange(bytes, begin + fieldsBegin, begin + at - 2), Arrays.copyOf(index, 4 * fields));
    }

    /// The request of a complete section.
    RequestHead request(byte[] bytes, int begin) throws BadMessageException {
        var head = ((RequestHead) start).withHeaders(headers(bytes, begin));
        checkHost(head);
        return head;
    }

    /// The response of a complete section.
    ResponseHead response(byte[] bytes, int begin) {
        return ((ResponseHead) start).withHeaders(headers(bytes, begin));
    }

    /// RFC 9112, section 3.2: exactly one valid `Host`, which HTTP/1.0 may leave out.
    private static void checkHost(RequestHead head) throws BadMessageException {
        int host = head.headers().indexOf("Host", 0);
        if (host < 0) {
            if (head.version() == Version.HTTP_1_1) throw new BadMessageException(Status.BAD_REQUEST, "Host", 0, "missing");
            return;
        }
        if (head.headers().indexOf("Host", host + 1) >= 0) {
            throw new BadMessageException(Status.BAD_REQUEST, "Host", 0, "more than once");
        }
        // Section 3.2.2: beside an absolute form, the Host that a server has to ignore may be empty.
        boolean ignored = head.target() instanceof RequestTarget.Absolute && head.headers().value(host).isEmpty();
        if (!ignored && !Syntax.isHost(head.headers().value(host))) {
            throw new BadMessageException(Status.BAD_REQUEST, "Host", 0, "not a host with an optional port");
        }
    }

    private BadMessageException tooLong(byte[] bytes, int begin, boolean inFields) {
        return inFields ? tooLarge("longer than " + limits.headers() + " bytes")
                : StartLine.tooLong(bytes, begin + line, begin + at, limits.startLine());
    }

    private BadMessageException tooLarge(String problem) {
        return new BadMessageException(Status.FIELDS_TOO_LARGE,
                kind == Kind.TRAILERS ? "trailer-section" : "fields", line, problem);
    }

    private BadMessageException bad(String problem) {
        boolean inFields = start != null || kind == Kind.TRAILERS;
        return new BadMessageException(Status.BAD_REQUEST, inFields ? "field-line" : "start-line", line, problem);
    }
}
