package wirelab.daytime;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import wirelab.kit.Text;

/// The names of time zones (IANA), and what somebody may have meant who wrote none of them.
final class ZoneNames {
    /// Names of IANA that the JDK keeps apart, and what they are links to since its release 2024b.
    private static final Map<String, String> LINKS = Map.of("EST", "America/Panama", "MST", "America/Phoenix",
            "HST", "Pacific/Honolulu", "ROC", "Asia/Taipei", "GMT+0", "GMT0", "GMT-0", "GMT0");
    private static final Set<String> NAMES = new TreeSet<>(LINKS.keySet());
    /// In lower case, a zone's whole name, and the city alone: `europe/madrid` and `madrid`.
    private static final Map<String, List<String>> BY_WORD = new TreeMap<>();

    static {
        // The JDK's SystemV names are not IANA's: that file was never part of a release of compiled zones.
        for (String name : ZoneId.getAvailableZoneIds()) if (!name.startsWith("SystemV/")) NAMES.add(name);
        for (String name : NAMES) {
            String word = name.toLowerCase(Locale.ROOT);
            BY_WORD.computeIfAbsent(word, _ -> new ArrayList<>()).add(name);
            int slash = word.lastIndexOf('/');
            if (slash >= 0) BY_WORD.computeIfAbsent(word.substring(slash + 1), _ -> new ArrayList<>()).add(name);
        }
    }

    private ZoneNames() {}

    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /// {@return the zone of a known name}
    static ZoneId zone(String name) {
        return ZoneId.of(LINKS.getOrDefault(name, name));
    }

    /// Names that somebody may have meant, best first: the same in other letters (`europe/madrid`, `New York`), the same
    /// city elsewhere, and the nearest word.
    static List<String> near(String name, int most) {
        String word = name.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
        var found = new LinkedHashSet<>(BY_WORD.getOrDefault(word, List.of()));
        // The city was right and the continent was not, as in Asia/Madrid.
        found.addAll(BY_WORD.getOrDefault(word.substring(word.lastIndexOf('/') + 1), List.of()));
        Text.nearest(word, BY_WORD.keySet()).ifPresent(near -> found.addAll(BY_WORD.get(near)));
        return found.stream().limit(most).toList();
    }
}
