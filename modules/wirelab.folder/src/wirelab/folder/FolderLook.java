package wirelab.folder;

import java.util.List;
import java.util.Set;

/// What a look at the folder has found.
///
/// @param edits what is gone, children first; then what is there, parents first
/// @param again paths at which something was still changing, so that it is worth looking there again soon
public record FolderLook(List<FolderEdit> edits, Set<String> again) {
    public FolderLook {
        edits = List.copyOf(edits);
        again = Set.copyOf(again);
    }

    /// {@return whether something was still changing}
    public boolean unsettled() {
        return !again.isEmpty();
    }
}
