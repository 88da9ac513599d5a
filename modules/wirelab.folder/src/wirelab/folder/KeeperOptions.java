package wirelab.folder;

import java.nio.file.FileSystems;
import java.time.Duration;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import wirelab.kit.UsageException;

/// How a replicated folder is kept.
///
/// @param ignored patterns of names that nobody replicates, as `*.o`: of files and of folders
/// @param keepFor how long an overwritten or deleted version stays; zero for not at all
/// @param mostVersions of one path
/// @param mostStaged bytes of contents that wait for their place
/// @param forces whether what is written is forced to the disk; not, for measurements beside programs that do not either
public record KeeperOptions(List<String> ignored, Duration keepFor, int mostVersions, long mostStaged, boolean forces) {
    /// What editors and other programs leave while they write is ignored; versions stay a week.
    public static final KeeperOptions DEFAULTS = new KeeperOptions(List.of("*~", "*.swp", "*.swx", ".#*", "#*#", ".nfs*"),
            Duration.ofDays(7), 32, 64L << 30, true);

    public KeeperOptions {
        ignored = List.copyOf(ignored);
        for (String pattern : ignored) {
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            } catch (PatternSyntaxException e) {
                throw new UsageException("'" + pattern + "' is no pattern such as *.o");
            }
        }
        if (keepFor.isNegative() || mostVersions < 0 || mostStaged < 0) throw new UsageException("a limit is not negative");
    }

    /// Other patterns of what is ignored.
    public KeeperOptions withIgnored(List<String> patterns) {
        return new KeeperOptions(patterns, keepFor, mostVersions, mostStaged, forces);
    }

    /// Versions stay for another time.
    public KeeperOptions withKeepFor(Duration time) {
        return new KeeperOptions(ignored, time, mostVersions, mostStaged, forces);
    }

    /// Without forcing: power loss may take away what was acknowledged.
    public KeeperOptions withoutForcing() {
        return new KeeperOptions(ignored, keepFor, mostVersions, mostStaged, false);
    }
}
