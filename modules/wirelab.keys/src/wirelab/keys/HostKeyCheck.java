package wirelab.keys;

import java.io.IOException;

/// Whether the key with which a server proves itself is that of the server that is meant.
@FunctionalInterface
public interface HostKeyCheck {
    /// Looks at a key, whose owner the server has proved to be; may ask a person.
    ///
    /// @throws IOException when it is not the right one: the connection ends before anything was given away
    void check(SshPublicKey key) throws IOException;
}
