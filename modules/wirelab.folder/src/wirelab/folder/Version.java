package wirelab.folder;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What stood at a path before.
///
/// @param when it was overwritten or deleted, in milliseconds since 1970
public record Version(String path, long when, TreeNode.FileNode file) {
    @Override
    public String toString() {
        return Instant.ofEpochMilli(when).truncatedTo(ChronoUnit.SECONDS) + "  " + FolderPath.shown(path) + ": " + file;
    }
}
