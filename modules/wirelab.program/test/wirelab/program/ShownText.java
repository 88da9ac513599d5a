package wirelab.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a sheet shows beside what was printed. What differs from run to run by its nature counts as equal: times, dates,
/// rates, the ports that a system gives, identifiers, the bytes of a dump, and how far apart columns stand. What no rule can
/// know is `…` or `...` in the sheet: within a line for a part of it, by itself for any number of lines. A line of more than
/// 80 columns may be shown in several.
final class ShownText {
    private static final int COLUMNS = 80;
    private static final int MOST_LINES_OF_ONE = 6;
    private static final String DAY = "(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?";
    private static final String MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
    private static final String CLOCK = "\\d{1,2}:\\d\\d:\\d\\d";
    private static final String NUMBER = "[+-]?(?<![\\w.])\\d[\\d,]*(?:\\.\\d+)?";
    /// In this order: what, and what stands for it.
    private static final Map<Pattern, String> VARYING = new LinkedHashMap<>();

    static {
        vary("\u001b\\[[0-9;?]*[A-Za-z]|\r", "");
        vary("^[0-9a-f]{4}  (?:[0-9a-f]{2} +){1,16} ?.*", "<bytes>");
        vary("\\d{4}-\\d\\d-\\d\\d[T ]" + CLOCK + "(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)?", "<date>");
        vary(DAY + ",? (?:\\d{1,2} " + MONTH + "|" + MONTH + " +\\d{1,2},?)(?: \\d{4})? " + CLOCK
                + "(?:[ -][A-Z]{3,4})?(?: \\d{4})?", "<date>");
        vary("\\p{L}+, \\d{1,2} de \\p{L}+ de \\d{4}, " + CLOCK, "<date>");
        vary("\\d+年\\d+月\\d+日.曜日 " + CLOCK, "<date>");
        vary("\\d\\d/" + MONTH + "/\\d{4}:" + CLOCK + " [+-]\\d{4}", "<date>");
        vary("day \\d+ of the year", "day <n> of the year");
        vary("(?<![\\w.:])" + CLOCK, "<time>");
        vary("(?<=^ {1,9})\\d+\\.\\d{3}(?= )", "<time>");
        vary(NUMBER + " ?(?:B|[KMG]i?B|kB|[KMG]?bits?|[KM]?Bytes?|packets)/s(?:ec)?\\b", "<rate>");
        vary("[\\d.]+(?:/[\\d.]+){3} ms", "<times>");
        vary(NUMBER + " ?(?:ns|µs|ms|s|min|seconds|sec|ppm)\\b", "<time>");
        vary(NUMBER + " (?:[KMG]iB|[KM]Bytes?)\\b", "<size>");
        vary("\\b[0-9a-f]{6,}(?:-[0-9a-f]{3,})+\\b|\\b(?=[a-f]*\\d)[0-9a-f]{8,}\\b", "<id>");
        vary("(?<![\\w+/])(?=[\\w+/-]*[A-Z])(?=[\\w+/-]*[a-z])(?:[\\w+/-]{20,}={0,2}|[\\w+/-]{16,}={1,2})", "<id>");
        vary("(?<![\\d.,])(?:3276[89]|327[7-9]\\d|32[89]\\d\\d|3[3-9]\\d{3}|[45]\\d{4}|60\\d{3})(?![\\d.,]\\d|\\d)",
                "<port>");
        vary("(?<=[a-z]-)\\d{3,7}(?=-)", "<pid>");
        vary("[ \t]+", " ");
        vary("[─╌]{2,}", "─");
    }

    private final List<String> shown;
    private final Map<String, Pattern> patterns = new LinkedHashMap<>();

    ShownText(List<String> shown) {
        this.shown = shown.stream().map(String::stripTrailing).toList();
    }

    private static void vary(String what, String standsFor) {
        VARYING.put(Pattern.compile(what), standsFor);
    }

    private static String constant(String line) {
        for (var each : VARYING.entrySet()) line = each.getKey().matcher(line).replaceAll(each.getValue());
        return line.strip();
    }

    private static boolean anyLines(String line) {
        return line.strip().equals("...") || line.strip().equals("…");
    }

    /// Whether some lines of the sheet are one printed line; where there are several, it may be broken anywhere.
    private boolean isShown(int from, int to, String printed) {
        var lines = shown.subList(from, to);
        if (lines.stream().anyMatch(ShownText::anyLines)) return false;
        boolean broken = lines.size() > 1;
        var pattern = patterns.computeIfAbsent(String.join("\n", lines), key -> {
            String line = constant(key.replace('\n', ' '));
            if (broken) line = line.replace(" ", "");
            return Pattern.compile(Stream.of(line.split("…|\\.\\.\\.", -1)).map(Pattern::quote)
                    .collect(Collectors.joining(".*")));
        });
        return pattern.matcher(broken ? printed.replace(" ", "") : printed).matches();
    }

    /// Compares what is shown with what was printed.
    ///
    /// @param printed the lines of a program
    /// @param more whether it may have printed more behind it
    /// @return the line of the sheet that was not printed, from 0; as many as there are when too much was; -1 for none
    int missing(List<String> printed, boolean more) {
        int lines = printed.size();
        var constant = printed.stream().map(ShownText::constant).toList();
        var reached = new boolean[shown.size() + MOST_LINES_OF_ONE + 1][lines + 1];
        reached[0][0] = true;
        int furthest = 0;
        for (int e = 0; e < shown.size(); e++) {
            for (int a = 0; a <= lines; a++) {
                if (!reached[e][a]) continue;
                furthest = e;
                if (anyLines(shown.get(e))) {
                    reached[e + 1][a] = true;
                    if (a < lines) reached[e][a + 1] = true;
                } else if (a < lines) {
                    int most = printed.get(a).length() <= COLUMNS ? 1 : Math.min(MOST_LINES_OF_ONE, shown.size() - e);
                    for (int n = 1; n <= most; n++) if (isShown(e, e + n, constant.get(a))) reached[e + n][a + 1] = true;
                }
            }
        }
        for (int a = more ? 0 : lines; a <= lines; a++) if (reached[shown.size()][a]) return -1;
        for (int a = 0; a <= lines; a++) if (reached[shown.size()][a]) furthest = shown.size();
        return furthest;
    }
}
