package wirelab.rudpfiles;

import java.io.IOException;

/// A request for a file that failed, with what the server said.
public final class FileFailure extends IOException {
    private static final long serialVersionUID = 1;
    private final transient FileStatus status;

    FileFailure(FileStatus status, String path) {
        super(path.isEmpty() ? status.words() : path + ": " + status.words());
        this.status = status;
    }

    FileStatus status() {
        return status;
    }
}
