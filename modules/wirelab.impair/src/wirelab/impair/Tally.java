package wirelab.impair;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What has become of the packets of one direction of a link.
///
/// @param delivered how many came out, second copies included
/// @param lost how many did not, by reason
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

        /// {@return the reason for people: a few words}
        @Override
        public String toString() {
            return words;
        }
    }

    /// Makes the map one that nobody changes.
    public Tally {
        lost = Map.copyOf(lost);
    }

    /// {@return how many did not arrive for one reason: packets}
    public long lost(Fate fate) {
        return lost.getOrDefault(fate, 0L);
    }

    /// {@return how many did not arrive: packets}
    public long allLost() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }

    /// {@return all numbers that are not zero: such as `1000 in, 981 out, 19 lost`}
    @Override
    public String toString() {
        var numbers = new LinkedHashMap<String, Long>();
        numbers.put("in", offered);
        numbers.put("out", delivered);
        for (var fate : Fate.values()) numbers.put(fate.words, lost(fate));
        numbers.put("doubled", duplicated);
        numbers.put("damaged", corrupted);
        numbers.put("held back", heldBack);
        numbers.entrySet().removeIf(e -> e.getValue() == 0 && !e.getKey().equals("in") && !e.getKey().equals("out"));
        return numbers.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
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
