package wirelab.impair;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What has become of the packets of one direction of a link.
///
/// @param offered how many entered
/// @param delivered how many came out, second copies included
/// @param lost how many did not, by reason
/// @param duplicated how many came twice
/// @param corrupted how many were damaged
/// @param heldBack how many were held back while others passed
public record Tally(long offered, long delivered, Map<Fate, Long> lost, long duplicated, long corrupted, long heldBack) {
    /// Why a packet did not arrive.
    public enum Fate {
        /// The wire lost it.
        LOSS("lost"),
        /// The wire was dead.
        BLACKOUT("lost in a blackout"),
        /// The queue was full.
        TAIL_DROP("dropped, queue full"),
        /// CoDel dropped it to make senders slow down.
        CODEL("dropped by CoDel"),
        /// A limit of this program, not of the link, was reached.
        OVERFLOW("overflow");

        private final String words;

        Fate(String words) {
            this.words = words;
        }

        /// The reason for people.
        ///
        /// @return a few words
        @Override
        public String toString() {
            return words;
        }
    }

    /// Makes the map one that nobody changes.
    public Tally {
        lost = Map.copyOf(lost);
    }

    /// How many did not arrive for one reason.
    ///
    /// @param fate the reason
    /// @return packets
    public long lost(Fate fate) {
        return lost.getOrDefault(fate, 0L);
    }

    /// How many did not arrive.
    ///
    /// @return packets
    public long allLost() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }

    /// All numbers that are not zero.
    ///
    /// @return such as `1000 in, 981 out, 19 lost`
    @Override
    public String toString() {
        var numbers = new LinkedHashMap<String, Long>();
        numbers.put("in", offered);
        numbers.put("out", delivered);
        for (var fate : Fate.values()) numbers.put(fate.words, lost(fate));
        numbers.put("doubled", duplicated);
        numbers.put("damaged", corrupted);
        numbers.put("held back", heldBack);
        return numbers.entrySet().stream().filter(e -> e.getValue() > 0 || e.getKey().equals("in") || e.getKey().equals("out"))
                .map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
    }

    /// The same numbers while they are being counted.
    static final class Counts {
        long offered;
        long delivered;
        long duplicated;
        long corrupted;
        long heldBack;
        final long[] lost = new long[Fate.values().length];

        Tally tally() {
            var map = new LinkedHashMap<Fate, Long>();
            for (var fate : Fate.values()) if (lost[fate.ordinal()] > 0) map.put(fate, lost[fate.ordinal()]);
            return new Tally(offered, delivered, map, duplicated, corrupted, heldBack);
        }
    }
}
