package wirelab.pty;

import java.util.Map;

/// The signals that have a name in RFC 4254, section 6.10, with their numbers on Linux.
final class SignalName {
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(Map.entry("HUP", 1), Map.entry("INT", 2),
            Map.entry("QUIT", 3), Map.entry("ILL", 4), Map.entry("ABRT", 6), Map.entry("FPE", 8), Map.entry("KILL", 9),
            Map.entry("USR1", 10), Map.entry("SEGV", 11), Map.entry("USR2", 12), Map.entry("PIPE", 13),
            Map.entry("ALRM", 14), Map.entry("TERM", 15));

    private SignalName() {}

    /// {@return its number; `null` for one that has no name there}
    static Integer number(String name) {
        return NUMBERS.get(name);
    }

    /// {@return its name; one without a name there gets one of the kind that the section leaves to everybody}
    static String of(int number) {
        return NUMBERS.entrySet().stream().filter(e -> e.getValue() == number).map(Map.Entry::getKey).findFirst()
                .orElse("SIG" + number + "@wirelab");
    }
}
