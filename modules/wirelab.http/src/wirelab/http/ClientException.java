package wirelab.http;

import java.io.IOException;
import wirelab.program.Program;

/// A client could not do what it was asked for, for a reason of a known kind.
public final class ClientException extends IOException implements Program.ExitStatus {
    private static final long serialVersionUID = 1L;

    /// The kinds, with the exit statuses that wget(1) gives them.
    public enum Kind {
        /// None of those below: a checksum that is not the expected one, for instance.
        OTHER(1),
        /// A local file cannot be read or written.
        FILE(3),
        /// The network: nobody answers, a name is unknown, a connection breaks, a body is cut short.
        NETWORK(4),
        /// TLS: a certificate that is not trusted or is for another host.
        TLS(5),
        /// User name and password are asked for, or not accepted (401, 407).
        AUTHENTICATION(6),
        /// The server or a proxy breaks the rules of HTTP.
        PROTOCOL(7),
        /// The server answered with an error, or with redirects without an end.
        RESPONSE(8);

        /// With what wget(1) exits: 1 or 3 to 8.
        private final int exitStatus;

        Kind(int exitStatus) {
            this.exitStatus = exitStatus;
        }

        /// The kind that counts when several things failed: the one with the lower status, where 1 is the least telling.
        ///
        /// @param other another kind, or `null`
        public Kind or(Kind other) {
            if (other == null || other == OTHER) return this;
            return this == OTHER || other.exitStatus < exitStatus ? other : this;
        }
    }

    private final Kind kind;
    /// Whether it may go away by itself.
    private final boolean passing;

    /// Reports a failure.
    ///
    /// @param message one line for the user
    public ClientException(Kind kind, String message) {
        this(kind, message, null);
    }

    /// Reports a failure.
    ///
    /// @param message one line for the user
    public ClientException(Kind kind, String message, Throwable cause) {
        this(kind, message, cause, false);
    }

    /// Reports a failure.
    ///
    /// @param message one line for the user
    /// @param passing whether it may go away by itself
    public ClientException(Kind kind, String message, Throwable cause, boolean passing) {
        super(message, cause);
        this.kind = kind;
        this.passing = passing;
    }

    public Kind kind() {
        return kind;
    }

    /// {@return whether it may go away by itself: a broken connection may, a name that nobody knows will not}
    public boolean passing() {
        return passing;
    }

    @Override
    public int exitStatus() {
        return kind.exitStatus;
    }
}
