package wirelab.http;

import java.nio.file.Path;
import wirelab.kit.UsageException;

/// Where a download goes and how.
///
/// @param folder where files go whose names come from URLs
/// @param output the one file to write, `-` for standard output, `null` for a name made from the URL
/// @param resume go on with a file that is there in part
/// @param newer only fetch what is newer than the file that is there
/// @param compressed ask for gzip, and decode it
/// @param checksum what the bytes must add up to, or `null`
/// @param retries how patient to be
/// @param progress draw a line on the terminal
public record DownloadOptions(Path folder, String output, boolean resume, boolean newer, boolean compressed,
        Checksum checksum, Retries.Policy retries, boolean progress) {
    /// Into the current folder, under the name from the URL.
    public static final DownloadOptions DEFAULTS =
            new DownloadOptions(Path.of(""), null, false, false, false, null, Retries.Policy.DEFAULTS, false);

    /// Checks what goes together.
    public DownloadOptions {
        if (resume && compressed) {
            throw new UsageException("a compressed body cannot be continued: leave out one of the two");
        }
        if (newer && output != null) throw new UsageException("time stamps are compared under the file's own name alone");
        if (resume && newer) throw new UsageException("go on with a part, or fetch what is newer, not both");
    }

    /// Changes the folder.
    ///
    /// @param folder where files go
    /// @return changed options
    public DownloadOptions withFolder(Path folder) {
        return new DownloadOptions(folder, output, resume, newer, compressed, checksum, retries, progress);
    }

    /// Changes the file.
    ///
    /// @param output a path, `-` for standard output, `null` for a name made from the URL
    /// @return changed options
    public DownloadOptions withOutput(String output) {
        return new DownloadOptions(folder, output, resume, newer, compressed, checksum, retries, progress);
    }

    /// Goes on with a part, or does not.
    ///
    /// @param resume whether to
    /// @return changed options
    public DownloadOptions withResume(boolean resume) {
        return new DownloadOptions(folder, output, resume, newer, compressed, checksum, retries, progress);
    }

    /// Compares time stamps, or does not.
    ///
    /// @param newer whether to
    /// @return changed options
    public DownloadOptions withNewer(boolean newer) {
        return new DownloadOptions(folder, output, resume, newer, compressed, checksum, retries, progress);
    }

    /// Asks for gzip, or does not.
    ///
    /// @param compressed whether to
    /// @return changed options
    public DownloadOptions withCompressed(boolean compressed) {
        return new DownloadOptions(folder, output, resume, newer, compressed, checksum, retries, progress);
    }

    /// Expects a checksum.
    ///
    /// @param checksum what the bytes must add up to, or `null`
    /// @return changed options
    public DownloadOptions withChecksum(Checksum checksum) {
        return new DownloadOptions(folder, output, resume, newer, compressed, checksum, retries, progress);
    }

    /// Changes the patience.
    ///
    /// @param retries how often and how long
    /// @return changed options
    public DownloadOptions withRetries(Retries.Policy retries) {
        return new DownloadOptions(folder, output, resume, newer, compressed, checksum, retries, progress);
    }

    /// Draws a line on the terminal, or does not.
    ///
    /// @param progress whether to
    /// @return changed options
    public DownloadOptions withProgress(boolean progress) {
        return new DownloadOptions(folder, output, resume, newer, compressed, checksum, retries, progress);
    }
}
