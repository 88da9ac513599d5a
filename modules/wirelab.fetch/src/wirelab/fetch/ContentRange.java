package wirelab.fetch;

import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientResponse;

/// Which part of a representation a 206 holds, or how long it is for a 416 (RFC 9110, section 14.4).
///
/// ```
/// Content-Range = "bytes" SP ( first "-" last "/" ( length / "*" ) ) / ( "*" "/" length )
/// ```
///
/// @param first the first byte, -1 where the range was not satisfiable
/// @param last the last byte, -1 likewise
/// @param length of the whole, -1 when the server does not know
record ContentRange(long first, long last, long length) {
    /// Reads a field value.
    ///
    /// @return the range, or `null` when it cannot be read
    static ContentRange parse(String value) {
        if (value == null || !value.regionMatches(true, 0, "bytes ", 0, 6)) return null;
        String text = value.substring(6).strip();
        int slash = text.indexOf('/');
        if (slash < 0) return null;
        try {
            long length = text.substring(slash + 1).equals("*") ? -1 : number(text.substring(slash + 1));
            if (text.startsWith("*")) return slash == 1 && length >= 0 ? new ContentRange(-1, -1, length) : null;
            int hyphen = text.indexOf('-');
            if (hyphen < 1 || hyphen > slash) return null;
            long first = number(text.substring(0, hyphen));
            long last = number(text.substring(hyphen + 1, slash));
            return last < first || length >= 0 && last >= length ? null : new ContentRange(first, last, length);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /// Refuses another part than the one that was asked for.
    static void requireFrom(long from, ClientResponse response) throws ClientException {
        String said = response.head().headers().first("Content-Range");
        var range = parse(said);
        boolean fits = range != null && range.first == from && from > 0;
        if (fits && response.length() >= 0 && response.length() != range.last - range.first + 1) {
            throw new ClientException(Kind.PROTOCOL, response.request().url() + ": the server sends " + response.length()
                    + " bytes and calls them " + said);
        }
        if (fits) return;
        throw new ClientException(Kind.PROTOCOL, response.request().url()
                + ": the server sends another range than was asked for: " + said);
    }

    /// What is not 206 must be all of it: some servers send a range as if it were the whole.
    static void requireWhole(ClientResponse response) throws ClientException {
        String said = response.head().headers().first("Content-Range");
        var range = parse(said);
        if (said == null || range != null && range.first == 0 && range.last == range.length - 1) return;
        throw new ClientException(Kind.PROTOCOL, response.request().url() + ": the server sends a range as if it were the "
                + "whole: " + response.head().status() + " with Content-Range: " + said);
    }

    private static long number(String digits) {
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) throw new NumberFormatException(digits);
        return Long.parseLong(digits);
    }
}
