package wirelab.http;

/// The head of a request.
///
/// ```
/// request-line = method SP request-target SP HTTP-version
/// ```
///
/// @param method a token; case matters
/// @param target what the request is about
/// @param version what the client speaks
/// @param headers the header fields
public record RequestHead(String method, RequestTarget target, Version version, Headers headers) implements Head {
    /// Checks the method.
    public RequestHead {
        if (!Syntax.isToken(method)) throw new IllegalArgumentException("not a method: " + method);
    }

    /// Makes a request of HTTP/1.1.
    ///
    /// @param method such as `GET`
    /// @param target the target as it shall stand in the request line, percent-encoded where needed
    /// @param headers the header fields, `Host` among them
    /// @return the head
    public static RequestHead of(String method, String target, Headers headers) {
        try {
            return new RequestHead(method, RequestTarget.parse(method, target), Version.HTTP_1_1, headers);
        } catch (BadMessageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Changes the header fields.
    ///
    /// @param headers in place of those there are
    /// @return a changed head
    public RequestHead withHeaders(Headers headers) {
        return new RequestHead(method, target, version, headers);
    }

    @Override
    public String startLine() {
        return method + " " + target + " " + version;
    }
}
