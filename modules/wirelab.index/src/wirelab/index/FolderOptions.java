package wirelab.index;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import wirelab.kit.UsageException;

/// What of a folder is shared. Nothing is ever written into it.
///
/// @param folder whose files are the documents
/// @param ignored patterns of names that are no documents, as `*.o`: of files and of folders, beside those that begin with
///     a dot
public record FolderOptions(Path folder, List<String> ignored) {
    /// What programs leave while they write, and copies that editors keep.
    public static final List<String> USUAL = List.of("*~", "*.part", "*.tmp", "*.swp", "#*#");
    /// Files of one folder.
    public static final int MOST_FILES = TreeDifference.MOST_DOCUMENTS;
    static final int MOST_DEPTH = 64;

    public FolderOptions {
        ignored = List.copyOf(ignored);
        for (String pattern : ignored) {
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            } catch (PatternSyntaxException e) {
                throw new UsageException("'" + pattern + "' is no pattern such as *.o");
            }
        }
    }

    /// A folder with what is usually ignored.
    public static FolderOptions of(Path folder) {
        return new FolderOptions(folder, USUAL);
    }
}
