package wirelab.balancer;

import java.time.Duration;
import java.util.List;
import wirelab.kit.Ini;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Values of a section that may be missing. Every mistake names its line; a key that nobody knows is one, too.
final class Keys {
    private final Ini.Section section;

    Keys(Ini.Section section, List<String> known) {
        this.section = section;
        for (String key : section.values().keySet()) {
            if (known.contains(key)) continue;
            String near = Text.nearest(key, known).map(word -> "; did you mean " + word + "?").orElse("");
            throw section.error(key, "no such setting" + near);
        }
    }

    String text(String key, String preset) {
        return section.text(key, preset);
    }

    int number(String key, int preset, int least, int most) {
        return section.values().containsKey(key) ? section.number(key, least, most) : preset;
    }

    boolean flag(String key) {
        return switch (section.text(key, "no")) {
            case "yes", "true", "on", "1" -> true;
            case "no", "false", "off", "0" -> false;
            default -> throw section.error(key, "say yes or no");
        };
    }

    Duration time(String key, String preset, Duration least) {
        try {
            var time = Text.parseDuration(section.text(key, preset));
            if (time.compareTo(least) >= 0 && time.compareTo(Duration.ofDays(1)) <= 0) return time;
        } catch (UsageException e) {
            throw section.error(key, e.getMessage());
        }
        throw section.error(key, "from " + Text.duration(least) + " to a day");
    }

    UsageException error(String key, String problem) {
        return section.error(key, problem);
    }
}
