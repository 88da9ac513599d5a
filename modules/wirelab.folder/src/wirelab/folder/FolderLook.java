package wirelab.folder;

import java.util.List;

/// What a look at the folder has found.
///
/// @param edits what is gone, children first; then what is there, parents first
/// @param unsettled whether something was still changing, so that it is worth looking again soon
public record FolderLook(List<FolderEdit> edits, boolean unsettled) {
    public FolderLook {
        edits = List.copyOf(edits);
    }
}
