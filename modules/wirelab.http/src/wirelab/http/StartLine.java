package wirelab.http;

import java.nio.ByteBuffer;
import wirelab.http.Head.Version;
import wirelab.kit.Tap;

/// Reads request lines and status lines (RFC 9112, sections 3 and 4). What comes out is a head without fields yet.
final class StartLine {
    private static final String[] METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH"};

    private StartLine() {}

    static RequestHead request(byte[] bytes, int from, int to) throws BadMessageException {
        int first = indexOf(bytes, from, to, ' ');
        if (first < 0 || !Syntax.isToken(bytes, from, first)) throw bad("method", "not a token with one space behind it");
        if (first - from > Limits.METHOD) {
            throw new BadMessageException(Status.NOT_IMPLEMENTED, "method", 0, "too long for any");
        }
        int second = indexOf(bytes, first + 1, to, ' ');
        if (second < 0) throw bad("HTTP-version", "missing");
        if (indexOf(bytes, second + 1, to, ' ') >= 0) throw bad("request-line", "more than two spaces");
        var version = Version.parse(bytes, from, second + 1, to);
        String method = method(bytes, from, first);
        return new RequestHead(method,
                RequestTarget.parse(method, Syntax.text(bytes, first + 1, second)), version, Headers.EMPTY);
    }

    static ResponseHead response(byte[] bytes, int from, int to) throws BadMessageException {
        // The space behind the status is missing where there is no reason: common enough to be let pass.
        if (to - from < 12 || bytes[from + 8] != ' ' || to - from > 12 && bytes[from + 12] != ' ') {
            throw bad("status-line", "not of the form HTTP/1.1 200 OK");
        }
        var version = Version.parse(bytes, from, from, from + 8);
        int status = 0;
        for (int i = from + 9; i < from + 12; i++) {
            if (!Syntax.isDigit(bytes[i])) throw bad("status-code", "not three digits");
            status = 10 * status + bytes[i] - '0';
        }
        if (status < 100) throw bad("status-code", "below 100");
        return new ResponseHead(version, status, to - from > 13 ? Syntax.text(bytes, from + 13, to) : "", Headers.EMPTY);
    }

    /// What to say about a line that is too long: without a space among its first bytes it is all method.
    static BadMessageException tooLong(byte[] bytes, int from, int to, int limit) {
        boolean methodFits = indexOf(bytes, from, Math.min(to, from + Limits.METHOD + 1), ' ') >= 0;
        return new BadMessageException(methodFits ? Status.URI_TOO_LONG : Status.NOT_IMPLEMENTED, "start-line", 0,
                "longer than " + limit + " bytes");
    }

    private static String method(byte[] bytes, int begin, int end) {
        for (String known : METHODS) {
            if (known.length() == end - begin && Syntax.matches(bytes, begin, known)) return known;
        }
        return Syntax.text(bytes, begin, end);
    }

    private static int indexOf(byte[] bytes, int from, int to, char wanted) {
        for (int i = from; i < to; i++) if (bytes[i] == wanted) return i;
        return -1;
    }

    private static BadMessageException bad(String field, String problem) {
        return new BadMessageException(Status.BAD_REQUEST, field, 0, problem);
    }

    /// Says what goes over a connection: start lines as they are, everything else as so many bytes.
    static final class Words implements Tap.Words {
        private static final int LONGEST = 100;

        @Override
        public String describe(Tap.Direction direction, ByteBuffer bytes) {
            var line = new StringBuilder();
            for (int i = bytes.position(); i < bytes.limit() && line.length() < LONGEST && bytes.get(i) >= ' '; i++) {
                line.append((char) bytes.get(i));
            }
            boolean start = line.indexOf("HTTP/1.") == 0 || line.indexOf(" HTTP/1.") > 0;
            return start ? line.toString() : null;
        }
    }
}
