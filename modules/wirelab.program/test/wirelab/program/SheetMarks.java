package wirelab.program;

import java.util.regex.Pattern;

/// Words behind a command that say where it is not typed by the test.
final class SheetMarks {
    /// Never typed by the test.
    private static final Pattern ELSEWHERE = Pattern.compile("takes (?:a minute|\\d+ (?:s|min)).*");
    /// Demos that judge how long something takes: they run by themselves, one at a time, in [ScriptsTest].
    private static final Pattern TIMED = Pattern.compile("(?:java scripts/|lab )(?:Echo|Dialogue|Duet|Impair)Demo(?:\\.java)?");
    private static final String AS_ROOT = "as root";

    private SheetMarks() {}

    static boolean elsewhere(String mark) {
        return ELSEWHERE.matcher(mark).matches();
    }

    static boolean known(String mark) {
        return elsewhere(mark) || mark.equals(AS_ROOT);
    }

    /// Whether a command is typed here, with these words behind it.
    static boolean typed(Sheet.Step step) {
        return !elsewhere(step.mark()) && !TIMED.matcher(step.typed()).matches()
                && (SheetNetwork.root() || !step.mark().equals(AS_ROOT));
    }
}
