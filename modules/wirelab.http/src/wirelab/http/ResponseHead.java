package wirelab.http;

/// The head of a response.
///
/// ```
/// status-line = HTTP-version SP status-code SP [ reason-phrase ]
/// ```
///
/// @param status 100 to 599; the first digit is its class
/// @param reason the words beside it, which mean nothing to a program
public record ResponseHead(Version version, int status, String reason, Headers headers) implements Head {
    public ResponseHead {
        if (status < 100 || status > 999) throw new IllegalArgumentException("not a status: " + status);
        for (int i = 0; i < reason.length(); i++) {
            if (reason.charAt(i) > 0xff || !Syntax.isFieldContent(reason.charAt(i))) {
                throw new IllegalArgumentException("reason phrase");
            }
        }
    }

    /// Makes a response of HTTP/1.1 with the usual words.
    ///
    /// @param status 100 to 599
    public static ResponseHead of(int status, Headers headers) {
        return new ResponseHead(Version.HTTP_1_1, status, Status.reason(status), headers);
    }

    public ResponseHead withHeaders(Headers headers) {
        return new ResponseHead(version, status, reason, headers);
    }

    /// {@return whether this response comes before the real one (RFC 9110, section 15.2): `true` for the class 1xx, except
    /// 101, after which HTTP is no longer spoken}
    public boolean interim() {
        return status < 200 && status != 101;
    }

    @Override
    public String startLine() {
        return version + " " + status + " " + reason;
    }
}
