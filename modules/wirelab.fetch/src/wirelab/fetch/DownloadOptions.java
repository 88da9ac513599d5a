package wirelab.fetch;

import java.nio.file.Path;
import java.time.Duration;
import wirelab.kit.UsageException;

/// Where a download goes and how.
///
/// @param folder where files go whose names come from URLs
/// @param output the one file to write, `-` for standard output, `null` for a name made from the URL
/// @param resume go on with a file that is there in part
/// @param newer only fetch what is newer than the file that is there
/// @param keep leave a file alone that is there
/// @param compressed ask for gzip, and decode it
/// @param checksum what the bytes must add up to, or `null`
/// @param rate bytes a second at most, both ways; 0 for as fast as it goes
/// @param time how long it may take, redirects, tries and pauses included; `null` for as long as it takes
/// @param retries how patient to be
/// @param progress draw a line on the terminal
public record DownloadOptions(Path folder, String output, boolean resume, boolean newer, boolean keep, boolean compressed,
        Checksum checksum, long rate, Duration time, Retries.Policy retries, boolean progress) {
    /// Into the current folder, under the name from the URL.
    public static final DownloadOptions DEFAULTS = new DownloadOptions(Path.of(""), null, false, false, false, false, null,
            0, null, Retries.Policy.DEFAULTS, false);

    /// Checks what goes together.
    public DownloadOptions {
        if (resume && compressed) {
            throw new UsageException("a compressed body cannot be continued: leave out one of the two");
        }
        if (newer && output != null) throw new UsageException("time stamps are compared under the file's own name alone");
        if (resume && newer) throw new UsageException("go on with a part, or fetch what is newer, not both");
        if (keep && (resume || newer)) throw new UsageException("leave what is there, or bring it up to date, not both");
        if (rate < 0) throw new UsageException("a rate must be greater than zero");
        if (time != null && !time.isPositive()) throw new UsageException("a time limit must be greater than zero");
    }

    public DownloadOptions withFolder(Path folder) {
        return new DownloadOptions(folder, output, resume, newer, keep, compressed, checksum, rate, time, retries, progress);
    }

    public DownloadOptions withOutput(String output) {
        return new DownloadOptions(folder, output, resume, newer, keep, compressed, checksum, rate, time, retries, progress);
    }

    public DownloadOptions withResume(boolean resume) {
        return new DownloadOptions(folder, output, resume, newer, keep, compressed, checksum, rate, time, retries, progress);
    }

    public DownloadOptions withNewer(boolean newer) {
        return new DownloadOptions(folder, output, resume, newer, keep, compressed, checksum, rate, time, retries, progress);
    }

    public DownloadOptions withChecksum(Checksum checksum) {
        return new DownloadOptions(folder, output, resume, newer, keep, compressed, checksum, rate, time, retries, progress);
    }
}
