package wirelab.folder;

import java.io.IOException;
import wirelab.kit.Bytes;

/// A content is not on this disk; it must be had from another node first.
public final class MissingContentException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Bytes hash;

    MissingContentException(Bytes hash, String path) {
        super("the content of " + FolderPath.shown(path) + " is not here");
        this.hash = hash;
    }

    /// {@return SHA-256 of what is missing}
    public Bytes hash() {
        return hash;
    }
}
