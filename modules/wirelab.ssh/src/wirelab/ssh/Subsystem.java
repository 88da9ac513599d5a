package wirelab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// What answers to a name instead of a command, such as `sftp` (RFC 4254, section 6.5).
@FunctionalInterface
public interface Subsystem {
    /// Speaks with the client to the end, on a virtual thread of its own.
    ///
    /// @param in what the client sends; ends when the client has ended its side
    /// @param out what the client gets
    /// @param err what the client gets as standard error
    /// @return the exit status
    /// @throws IOException when the connection breaks; the session then ends without a status
    int run(InputStream in, OutputStream out, OutputStream err) throws IOException;
}
