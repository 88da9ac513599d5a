package wirelab.program;

import java.util.List;
import java.util.function.Consumer;

/// One option as the program described it.
///
/// @param value what stands for its value in the help
/// @param preset the value when the user gives none, may be `null`
/// @param check refuses a value with a [wirelab.kit.UsageException]
record Rule(String name, String value, String preset, String help, Kind kind, Consumer<String> check) {
    /// How often an option may stand, and whether it has a value.
    enum Kind { FLAG, OPTIONAL, VALUE, REPEATED }

    /// Any value will do.
    static final Consumer<String> ANY = _ -> {};

    /// The options of every program.
    static final List<Rule> COMMON = List.of(
            new Rule("verbose", "", null, "show stack traces and counters", Kind.FLAG, ANY),
            new Rule("help", "", null, "show this help (-h)", Kind.FLAG, ANY));
}
