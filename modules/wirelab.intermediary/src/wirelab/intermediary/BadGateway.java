package wirelab.intermediary;

import java.io.IOException;
import java.net.SocketTimeoutException;
import wirelab.http.BadMessageException;
import wirelab.http.StatusException;
import wirelab.kit.Failure;

/// The server behind gave no answer that can be passed on.
public final class BadGateway extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private BadGateway(int status, String why, Throwable cause) {
        super(why, cause);
        this.status = status;
    }

    /// It could not be reached.
    static BadGateway unreachable(IOException e) {
        boolean late = e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException;
        return new BadGateway(late ? 504 : 502, Failure.reason(e), e);
    }

    /// It has as many requests as it may have at once.
    static BadGateway busy(int most) {
        return new BadGateway(503, "the server has " + most + " requests from here already, and none of them came to its end",
                null);
    }

    /// It was reached, and then failed.
    static BadGateway failed(IOException e) {
        if (e instanceof BadMessageException) {
            return new BadGateway(502, "the server's answer is malformed: " + Failure.reason(e), e);
        }
        if (e instanceof SocketTimeoutException) return new BadGateway(504, "the server did not answer in time", e);
        return new BadGateway(502, "the server broke off before its answer: " + Failure.reason(e), e);
    }

    /// What the client is told, with 502, 503 when it is too busy, or 504 when it took too long.
    public StatusException answer() {
        return new StatusException(status, Character.toUpperCase(getMessage().charAt(0)) + getMessage().substring(1) + ".");
    }
}
