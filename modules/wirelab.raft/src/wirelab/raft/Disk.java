package wirelab.raft;

import java.io.IOException;
import java.util.List;
import wirelab.kit.Journal;

/// The files of one folder: a real one, or one whose power a test takes away.
///
/// What holds of both: what was written to a file is on the disk when it was forced, and not before; that a file is there,
/// is gone or has another name is on the disk when the folder was forced.
public interface Disk {
    /// Opens a file to read and write.
    ///
    /// @param create whether an empty one is made where none is
    Journal.Storage open(String name, boolean create) throws IOException;

    /// Gives a file another name, in one step; what had that name is gone.
    void move(String from, String to) throws IOException;

    /// A file is no longer there, if it was.
    void delete(String name) throws IOException;

    /// {@return the names of all files}
    List<String> list() throws IOException;

    /// Returns when it is on the disk which files there are.
    void force() throws IOException;
}
