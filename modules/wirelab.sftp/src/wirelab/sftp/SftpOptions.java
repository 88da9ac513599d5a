package wirelab.sftp;

import java.nio.file.Path;

/// What a session may do.
///
/// @param root no path leads out of it, and the client sees it as `/`
/// @param start the folder in which relative paths begin, as the client sees it
/// @param readOnly nothing is written, deleted or changed
/// @param handles files and folders open at once
public record SftpOptions(Path root, String start, boolean readOnly, int handles) {
    /// Everything that the process may see, from the folder that it stands in: as `sftp-server` is started.
    public static final SftpOptions DEFAULTS =
            new SftpOptions(Path.of("/"), PathText.text(Path.of("").toAbsolutePath()), false, 256);

    /// {@return the same in a folder that no path leads out of}
    public SftpOptions withRoot(Path root) {
        return new SftpOptions(root, "/", readOnly, handles);
    }

    /// @param start folder in which relative paths begin; without a root
    public SftpOptions withStart(Path start) {
        return new SftpOptions(root, PathText.text(start.toAbsolutePath()), readOnly, handles);
    }

    public SftpOptions withReadOnly(boolean readOnly) {
        return new SftpOptions(root, start, readOnly, handles);
    }

    public SftpOptions withHandles(int handles) {
        return new SftpOptions(root, start, readOnly, handles);
    }
}
