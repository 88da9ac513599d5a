package wirelab.http;

/// The head of a request.
///
/// ```
/// request-line = method SP request-target SP HTTP-version
/// ```
///
/// @param method a token; case matters
public record RequestHead(String method, RequestTarget target, Version version, Headers headers) implements Head {
    public RequestHead {
        if (!Syntax.isToken(method)) throw new IllegalArgumentException("not a method: " + method);
    }

    /// Makes a request of HTTP/1.1.
    ///
    /// @param method such as `GET`
    /// @param target the target as it shall stand in the request line, percent-encoded where needed
    /// @param headers the header fields, `Host` among them
    public static RequestHead of(String method, String target, Headers headers) {
        try {
            return new RequestHead(method, RequestTarget.parse(method, target), Version.HTTP_1_1, headers);
        } catch (BadMessageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public RequestHead withHeaders(Headers headers) {
        return new RequestHead(method, target, version, headers);
    }

    @Override
    public String startLine() {
        return method + " " + target + " " + version;
    }
}
