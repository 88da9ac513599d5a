package wirelab.ssh;

import java.io.IOException;

/// Why a connection ends: with the number of RFC 4253, section 11.1, and words for a person.
public class SshException extends IOException {
    private static final long serialVersionUID = 1L;

    /// What the peer is told, or has told; 0 when nothing is to be said to it.
    private final int reason;

    /// @param message one line, with nothing of the peer in it that was not made visible
    public SshException(int reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// {@return the number of RFC 4253, section 11.1}
    public int reason() {
        return reason;
    }
}
