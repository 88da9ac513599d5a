package wirelab.index;

import java.io.IOException;
import wirelab.kit.Visible;

/// A node has said why it does not give what it was asked for.
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param reason in its words, which are made harmless
    public RefusedException(String reason) {
        super(Visible.of(reason));
    }
}
