package wirelab.replica;

import java.io.IOException;

/// What was wanted is not done, and why, in words for whoever asked.
public final class ReplicaException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean unknown;

    public ReplicaException(String reason) {
        this(reason, false);
    }

    /// @param unknown whether it may have been done, or be done yet
    ReplicaException(String reason, boolean unknown) {
        super(reason);
        this.unknown = unknown;
    }

    /// {@return whether nobody knows if it was done; else it was not}
    public boolean isUnknown() {
        return unknown;
    }
}
