package wirelab.http;

import java.io.IOException;
import java.util.List;

/// A request that a [Handler] does not fulfil: the server answers with a status and a page that says why.
public final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    /// What is answered.
    private final int status;
    /// Fields that belong to this status.
    private final transient Headers headers;
    /// Where the person may go from here.
    private final transient List<ErrorPage.Link> links;

    /// Refuses a request.
    ///
    /// @param status 400 to 599
    /// @param why one sentence for the person who asked
    public StatusException(int status, String why) {
        this(status, why, Headers.EMPTY);
    }

    /// Refuses a request.
    ///
    /// @param status 400 to 599
    /// @param why one sentence for the person who asked
    /// @param headers what the status needs beside it, `Allow` with 405 for instance
    public StatusException(int status, String why, Headers headers) {
        this(status, why, headers, List.of(ErrorPage.START));
    }

    StatusException(int status, String why, Headers headers, List<ErrorPage.Link> links) {
        super(why);
        this.status = status;
        this.headers = headers;
        this.links = links;
    }

    /// What is answered.
    ///
    /// @return 400 to 599
    public int status() {
        return status;
    }

    /// Fields that belong to this status.
    ///
    /// @return the fields
    public Headers headers() {
        return headers;
    }

    List<ErrorPage.Link> links() {
        return links;
    }
}
