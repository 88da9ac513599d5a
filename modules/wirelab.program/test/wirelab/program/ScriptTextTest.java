package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How scripts read. A script and the class of the library that it starts share a name: the script imports the static
/// members of that class. The build makes a module of all scripts, which takes some of what `java scripts/X.java` does not.
@Tag("scripts")
class ScriptTextTest {
    /// Text, one line or several, and comments.
    private static final Pattern NO_CODE = Pattern.compile(
            "\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])+'|//.*");
    private static final Pattern FULL_NAME = Pattern.compile("\\b(?:wirelab|javax?|jdk)(?:\\.[a-z]\\w*)+\\.[A-Z]\\w*");

    /// Not so Lab, which is in Java 17, nor what two files of a bench share.
    private static final Pattern COMPACT = Pattern.compile("(?m)^void main\\(");

    private static List<Path> list(String folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private static List<Path> scripts() throws IOException {
        return Stream.concat(list("scripts", ".java").stream(), list("scripts/bench", ".java").stream()).toList();
    }

    private static String name(Path script) {
        return script.getFileName().toString().replaceFirst("\\.\\w+$", "");
    }

    /// Where a line of code, without imports, comments and what stands in quotes, has something about it.
    private static List<String> lines(List<Path> scripts, BiPredicate<Path, String> wrong) throws IOException {
        var found = new ArrayList<String>();
        for (var script : scripts) {
            String code = NO_CODE.matcher(Files.readString(script))
                    .replaceAll(skipped -> "\n".repeat((int) skipped.group().chars().filter(c -> c == '\n').count()));
            int number = 0;
            for (String line : code.split("\n", -1)) {
                number++;
                if (line.startsWith("import ") || !wrong.test(script, line)) continue;
                found.add(script + ":" + number + ": " + line.strip());
            }
        }
        return found;
    }

    @Test
    void noLineOfAScriptWritesAFullPackageName() throws Exception {
        var all = Stream.concat(scripts().stream(), list("jshell", ".jsh").stream()).toList();
        assertTrue(all.size() > 60, "the folders of the scripts were not found");
        assertEquals(List.of(), lines(all, (_, line) -> FULL_NAME.matcher(line).find()), "imports have the packages");
    }

    @Test
    void noScriptNamesItsOwnClassWhichACompactSourceFileCannot() throws Exception {
        var compact = new ArrayList<Path>();
        for (var script : scripts()) if (COMPACT.matcher(Files.readString(script)).find()) compact.add(script);
        assertTrue(compact.size() > 60, "the folders of the scripts were not found");
        assertEquals(List.of(), lines(compact, (script, line) -> line.matches(".*\\b" + name(script) + "\\b.*")));
    }

    /// What is typed on a command line everybody on the machine can read.
    @Test
    void passwordsComeByTheSwitchesThatHaveOtherWaysToo() throws Exception {
        String secrets = "[^\"]*(?i:password|secret|token|auth|credential)[^\"]*\"";
        // A file that holds one is as good.
        var secret = Pattern.compile("\\.(?:text|repeated)\\(\"(?:" + secrets + ", (?!\"FILE\")|[^\"]*\", \"" + secrets
                + ")");
        var found = new ArrayList<String>();
        for (var script : scripts()) {
            for (String line : Files.readAllLines(script)) if (secret.matcher(line).find()) found.add(script + ": "
                    + line.strip());
        }
        assertEquals(List.of(), found, "PasswordSwitches has a file, the environment and the prompt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scripts", "scripts/bench"})
    void everyScriptCompilesAsTheCompactSourceFileThatItIs(String folder, @TempDir Path classes) throws Exception {
        var options = Stream.of("-proc:none", "-cp", ".", "-d", classes.toString());
        var said = new StringWriter();
        var writer = new PrintWriter(said, true);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer,
                Stream.concat(options, list(folder, ".java").stream().map(Path::toString)).toArray(String[]::new));
        assertEquals("", said.toString());
        assertEquals(0, status);
    }
}
