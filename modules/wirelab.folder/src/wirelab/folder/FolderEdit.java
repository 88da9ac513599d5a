package wirelab.folder;

/// A path of the folder holds something else than what was put there: somebody has changed it behind the replication's back.
///
/// @param before what was put there, `null` for nothing
/// @param found what is there, `null` for nothing
public record FolderEdit(String path, TreeNode before, TreeNode found, Kind kind) {
    /// How it came about.
    public enum Kind {
        /// Somebody has edited it.
        EDIT,
        /// Size and time are those that were put there, the content is not: the disk has lost it.
        ROT
    }

    @Override
    public String toString() {
        return FolderPath.shown(path) + ": " + (kind == Kind.ROT ? "rotten" : found == null ? "gone" : before == null ? "new"
                : "edited") + (found == null ? "" : ", " + found);
    }
}
