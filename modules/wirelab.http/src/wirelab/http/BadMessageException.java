package wirelab.http;

import wirelab.kit.ProtocolViolation;

/// A message that breaks the rules of RFC 9110 or 9112, or a limit; the connection it came on cannot be used further, since
/// nobody knows where the next message would begin.
public final class BadMessageException extends ProtocolViolation {
    private static final long serialVersionUID = 1L;

    /// The status that a server answers with.
    private final int status;

    /// Reports a message that is refused.
    ///
    /// @param status what a server answers: 400, 411, 413, 414, 431, 501 or 505
    /// @param field the element, in the words of the RFC
    /// @param offset where it begins, in bytes from the start of the message
    public BadMessageException(int status, String field, long offset, String problem) {
        super(field, offset, problem);
        this.status = status;
    }

    /// {@return what a server answers; a client takes it as the kind of mistake that the server made; a status of the
    /// classes 4xx and 5xx}
    public int status() {
        return status;
    }
}
