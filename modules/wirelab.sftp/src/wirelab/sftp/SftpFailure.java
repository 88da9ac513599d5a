package wirelab.sftp;

import java.io.IOException;
import wirelab.kit.Visible;

/// A server did not do what it was asked for, and said so.
public final class SftpFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /// The code that it gave, of [StatusCode] or another.
    private final long code;

    /// @param what was asked for, as the beginning of a line: a path, or more
    SftpFailure(String what, SftpReply.Status status) {
        super(Visible.of(what) + ": " + words(status));
        code = status.code();
    }

    public boolean is(StatusCode other) {
        return code == other.number();
    }

    /// The server's own words say more than the code, if there are any.
    private static String words(SftpReply.Status status) {
        String message = status.message().strip();
        return message.isEmpty() || status.is(StatusCode.NO_SUCH_FILE) || status.is(StatusCode.PERMISSION_DENIED)
                ? StatusCode.words(status.code()) : Visible.of(message);
    }
}
