package wirelab.folder;

import wirelab.kit.UsageException;

/// A tree cannot be changed as somebody asked; the message says why, in one line.
public final class TreeException extends UsageException {
    private static final long serialVersionUID = 1L;

    /// Refuses.
    public TreeException(String message) {
        super(message);
    }
}
