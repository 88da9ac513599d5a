package wirelab.http;

import java.io.IOException;

/// Answers requests: a directory ([Site]), a proxy, a balancer. Called on the virtual thread of the connection, for one
/// request after the other; of many connections at once.
@FunctionalInterface
public interface Handler {
    /// Answers one request, with one response.
    ///
    /// @param exchange the request, and the way to respond
    /// @throws StatusException when the request is refused; the server then writes a page about it
    /// @throws IOException when the connection is broken
    void handle(Exchange exchange) throws IOException;
}
