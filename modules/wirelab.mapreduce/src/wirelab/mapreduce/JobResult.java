package wirelab.mapreduce;

import java.time.Duration;
import java.util.Map;
import wirelab.kit.Text;

/// How a job ended well.
///
/// @param lines of the result
/// @param bytes of the text
/// @param took from the beginning to the result on the disk
/// @param counters by name: attempts, backups, deaths, spills and so on
public record JobResult(long lines, long bytes, Duration took, Map<String, Long> counters, Timeline timeline) {
    @Override
    public String toString() {
        return Text.count(lines, "line") + " from " + Text.bytes(bytes) + " in " + Text.duration(took);
    }
}
