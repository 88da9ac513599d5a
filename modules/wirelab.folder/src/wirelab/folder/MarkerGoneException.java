package wirelab.folder;

import java.io.IOException;

/// The folder is not the one that it was: most likely the disk that it lies on is not mounted. Nothing in it may be taken for
/// an edit then, least of all what is not there.
public final class MarkerGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    MarkerGoneException(String message) {
        super(message);
    }
}
