package wirelab.http;

/// The version of a message (RFC 9112, section 2.3). A higher minor version than 1.1 counts as 1.1, the highest that is
/// spoken here (RFC 9110, section 2.5).
public enum Version {
    /// HTTP/1.0: no `Host` needed, no chunked coding, connections end after each response unless both sides say otherwise.
    HTTP_1_0("HTTP/1.0"),
    /// HTTP/1.1.
    HTTP_1_1("HTTP/1.1");

    private final String text;

    Version(String text) {
        this.text = text;
    }

    /// Reads the version at a place in a start line; any other major version is refused with 505.
    static Version parse(byte[] bytes, int line, int begin, int end) throws BadMessageException {
        if (end - begin != 8 || !Syntax.matches(bytes, begin, "HTTP/") || bytes[begin + 6] != '.'
                || !Syntax.isDigit(bytes[begin + 5]) || !Syntax.isDigit(bytes[begin + 7])) {
            throw new BadMessageException(Status.BAD_REQUEST, "HTTP-version", begin - line, "not of the form HTTP/1.1");
        }
        if (bytes[begin + 5] != '1') {
            throw new BadMessageException(Status.HTTP_VERSION_NOT_SUPPORTED, "HTTP-version", begin - line,
                    "only HTTP/1.1 and HTTP/1.0 are spoken");
        }
        return bytes[begin + 7] == '0' ? HTTP_1_0 : HTTP_1_1;
    }

    /// As it stands in a start line.
    ///
    /// @return such as `HTTP/1.1`
    @Override
    public String toString() {
        return text;
    }
}
