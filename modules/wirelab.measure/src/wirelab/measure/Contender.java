package wirelab.measure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A server that is measured, ours or a stock program beside it.
///
/// Its command and its files may hold words that are known when it starts: `PORT`, the free port that it is to listen on;
/// `FOLDER`, a folder of its own that is deleted behind it; and what the benchmark adds.
///
/// @param needs the Debian package that has it, empty for ours
/// @param files what to write into its folder first, by name
public record Contender(String name, String needs, List<String> command, Map<String, String> files) {
    /// One that runs on the Java that runs now.
    ///
    /// @param options behind `java`
    public static Contender java(String name, String... options) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        return new Contender(name, "", List.copyOf(command), Map.of());
    }

    /// One of our scripts, with the settings of `out/lab`.
    ///
    /// @param args of the script
    public static Contender script(String name, String script, String... args) {
        var options = Stream.concat(Stream.of("@out/lab", "-m", "wirelab.scripts/wirelab.scripts." + script), Stream.of(args));
        return java(name, options.toArray(String[]::new));
    }

    /// A stock program.
    ///
    /// @param needs the Debian package that has it
    public static Contender stock(String name, String needs, String... command) {
        return new Contender(name, needs, List.of(command), Map.of());
    }

    public Contender withFile(String file, String text) {
        var all = new LinkedHashMap<>(files);
        all.put(file, text);
        return new Contender(name, needs, command, Map.copyOf(all));
    }

    /// Those that are installed here. For each that is not, a line says which package it needs.
    public static List<Contender> present(Contender... contenders) {
        return Stream.of(contenders).filter(one -> {
            boolean present = one.needs.isEmpty() || isInstalled(one.command.getFirst());
            if (!present) System.out.println(missing(one.name, one.needs));
            return present;
        }).toList();
    }

    public static String missing(String name, String needs) {
        return name + " is missing: install the package " + needs;
    }

    /// Whether a program is on the path, or where Debian keeps daemons.
    public static boolean isInstalled(String program) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
