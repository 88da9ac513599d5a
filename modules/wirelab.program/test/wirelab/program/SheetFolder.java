package wirelab.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
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
        Path java = Files.createDirectories(folder.resolveSibling("bin")).resolve("java");
        Files.writeString(java, JAVA.formatted(System.getProperty("java.home"), here));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
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

    /// Deletes a folder and what is in it; links are not followed.
    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
