package wirelab.mapreduce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A portion as its master sees it: who has it, who has accepted it, and whether those that have it are slow.
final class Portion {
    /// Nobody who works says nothing for so long.
    static final long SILENCE = Duration.ofSeconds(2).toNanos();
    /// Younger attempts are not judged: a rate means nothing yet.
    private static final long YOUNG = Duration.ofMillis(300).toNanos();

    /// An attempt that a mapper holds.
    static final class Held {
        final int number;
        final long since;
        long heard;
        long bytes;
        /// As in [Message.Progress].
        int phase;

        Held(long now, int number) {
            this.number = number;
            since = now;
            heard = now;
        }

        /// {@return bytes per nanosecond, as far as it has been heard of}
        double rate() {
            return heard - since <= 0 ? 0 : (double) bytes / (heard - since);
        }

        private boolean isSlow(long now, double usual) {
            if (now - since < YOUNG) return false;
            if (now - heard > SILENCE) return true;
            return usual > 0 && bytes < usual / 2 * (now - since) && now - heard > YOUNG;
        }
    }

    final long size;
    /// Partitions whose reducers have a table of it.
    final Set<Integer> accepted = new HashSet<>();
    /// By mapper.
    final Map<Integer, Held> held = new LinkedHashMap<>();
    int attempts;
    int deaths;
    int failures;
    boolean over;

    Portion(long size) {
        this.size = size;
    }

    /// {@return whether all who have it are}
    boolean isSlow(long now, double usual) {
        return held.values().stream().allMatch(one -> one.isSlow(now, usual));
    }

    /// {@return the median rate of those that are done and those at work, in bytes per nanosecond; 0 without peers}
    static double usual(long now, List<Double> done, Portion... portions) {
        var all = new ArrayList<>(done);
        for (var portion : portions) {
            for (var held : portion.held.values()) {
                if (now - held.since >= YOUNG) all.add((double) held.bytes / (now - held.since));
            }
        }
        if (all.size() < 2) return 0;
        all.sort(null);
        return all.get(all.size() / 2);
    }

    JobView.Standing standing(int number) {
        long mapped = held.values().stream().mapToLong(one -> one.bytes).max().orElse(0);
        return new JobView.Standing(number, size, over ? size : mapped, attempts, deaths, over, List.copyOf(held.keySet()));
    }
}
