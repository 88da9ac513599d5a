package wirelab.folder;

import java.time.Duration;
import wirelab.kit.UsageException;

/// When a folder is looked at.
///
/// @param quiet how long something must not change to be taken for finished
/// @param every how often everything is looked at, whatever the system says
public record WatchOptions(Duration quiet, Duration every) {
    /// Edits are found in about a tenth of a second, and all of them within a minute.
    public static final WatchOptions DEFAULTS = new WatchOptions(Duration.ofMillis(50), Duration.ofSeconds(60));

    public WatchOptions {
        if (quiet.isNegative() || quiet.isZero() || every.compareTo(quiet) < 0) {
            throw new UsageException("a folder is looked at after some time, and after more of it whatever happens");
        }
    }
}
