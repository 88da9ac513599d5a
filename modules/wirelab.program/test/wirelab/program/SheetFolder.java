package wirelab.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A project's folder in which a sheet may leave files: scripts are copies, as young as the originals; what was built, and
/// the modules, are links.
final class SheetFolder {
    private static final List<String> COPIED = List.of("build.sh", "scripts", "jshell");

    /// The java of the tests with what makes it start sooner: the cache of `lab`, the compiler's quick half, one thread to
    /// collect garbage.
    private static final String JAVA = """
            #!/bin/sh
            exec "%s/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:AOTCache="%s/out/scripts.aot" -Xlog:aot=off "$@"
            """;

    /// With preferences of its own, which are there: the first jshell of a user says that it has made them. Both its virtual
    /// machines start as that java does.
    private static final String JSHELL = """
            #!/bin/sh
            exec "%s/bin/jshell" "-J-Djava.util.prefs.userRoot=%s" -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 \\
                -R-XX:+UseSerialGC -R-XX:TieredStopAtLevel=1 "$@"
            """;

    private SheetFolder() {}

    static Path copy(Path folder) throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Files.createDirectories(folder.resolve("out"));
        for (String name : COPIED) copy(here.resolve(name), folder.resolve(name));
        for (String name : List.of("modules", "wirelab", "README.md")) link(here.resolve(name), folder.resolve(name));
        try (var built = Files.list(here.resolve("out"))) {
            for (Path each : built.toList()) {
                String name = each.getFileName().toString();
                // A folder of commands that is made anew.
                if (!name.equals("bin") && !name.equals("bench")) link(each, folder.resolve("out").resolve(name));
            }
        }
        Path bin = Files.createDirectories(folder.resolveSibling("bin"));
        Path preferences = folder.resolveSibling("preferences");
        Files.createDirectories(preferences.resolve(".java/.userPrefs"));
        program(bin.resolve("java"), JAVA.formatted(System.getProperty("java.home"), here));
        program(bin.resolve("jshell"), JSHELL.formatted(System.getProperty("java.home"), preferences));
        return folder;
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void link(Path to, Path at) throws IOException {
        Files.createSymbolicLink(at, to);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        // A folder that was filled is younger than its original, and the build would take it for changed.
        try (var folders = Files.walk(from)) {
            for (Path file : folders.filter(Files::isDirectory).toList()) {
                Files.setLastModifiedTime(to.resolve(from.relativize(file).toString()), Files.getLastModifiedTime(file));
            }
        }
    }
}
