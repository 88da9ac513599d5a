package wirelab.http;

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

    private static long number(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (!Syntax.isDigit(digits.charAt(i))) throw new NumberFormatException(digits);
        }
        return Long.parseLong(digits);
    }
}
