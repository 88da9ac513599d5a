package wirelab.folder;

import java.io.IOException;
import java.util.Locale;
import java.util.SortedMap;
import wirelab.kit.Journal;
import wirelab.kit.Text;

/// Where a replicated folder lies: a folder of this machine, or one in memory whose power a test takes away. Paths are as in
/// [FolderPath], with those below `.wirelab` as well; no link is followed.
///
/// What holds of both: what was written to a file is on the disk when it was forced, and not before; that a name is there,
/// is gone or stands for something else is on the disk when the folder that it is in was forced.
public interface Volume {
    /// What kind of thing stands at a path.
    enum Kind { FILE, FOLDER, LINK, OTHER }

    /// @param size in bytes
    /// @param modified nanoseconds since 1970
    /// @param mode the nine bits `rwxrwxrwx`; where the system has none, what it always says
    record Stat(Kind kind, long size, long modified, int mode) {
        /// {@return whether nobody seems to have changed the file}
        boolean isStill(TreeNode.FileNode file) {
            return kind == Kind.FILE && size == file.size() && modified == file.modified();
        }

        @Override
        public String toString() {
            return kind.name().toLowerCase(Locale.ROOT) + (kind == Kind.FILE ? " of " + Text.bytes(size) : "") + ", "
                    + TreeNode.words(mode);
        }
    }

    /// {@return by how many threads it is best used at once, where there is much to do}
    default int threads() {
        return 1;
    }

    /// {@return `null` when nothing is there}
    Stat stat(String path) throws IOException;

    /// {@return whether anything is there; asked where most likely nothing is}
    default boolean exists(String path) throws IOException {
        return stat(path) != null;
    }

    /// {@return what is in a folder, by name; nothing when that is not there}
    SortedMap<String, Stat> list(String folder) throws IOException;

    /// Opens a file to read and write.
    ///
    /// @param create whether a new one is made; then nothing may be there
    Journal.Storage open(String path, boolean create) throws IOException;

    /// Opens a file to read.
    Journal.Storage read(String path) throws IOException;

    /// Makes a folder.
    void folder(String path) throws IOException;

    /// Makes a symbolic link.
    void link(String path, String target) throws IOException;

    /// {@return where a symbolic link leads}
    String target(String path) throws IOException;

    /// Gives a file a second name, or copies it where no file can have two.
    void name(String file, String second) throws IOException;

    /// Gives a file, link or folder another name, in one step; a file or link that had that name is gone.
    void move(String from, String to) throws IOException;

    /// A file, a link or an empty folder is no longer there, if it was.
    void delete(String path) throws IOException;

    /// Changes the mode; nothing happens where the system has none.
    void mode(String path, int mode) throws IOException;

    /// Changes the time, in nanoseconds since 1970.
    void modified(String path, long time) throws IOException;

    /// Returns when it is on the disk what is in a folder.
    void force(String folder) throws IOException;
}
