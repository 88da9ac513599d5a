package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.kit.Peer;

/// Every script is compiled by the build; here each is described and asked for its help, every demo runs and keeps its
/// promises.
@Tag("scripts")
class ScriptsTest {
    private static final Pattern LAST_LINE = Pattern.compile("(?s).*\n\\w+: [1-9]\\d* checked, 0 failed\n");

    private static List<Path> list(String folder, Predicate<String> wanted) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> wanted.test(file.getFileName().toString())).sorted().toList();
        }
    }

    static List<Path> scripts() throws IOException {
        return list("scripts", name -> name.endsWith(".java") && !name.equals("Lab.java"));
    }

    static List<Path> demos() throws IOException {
        return list("scripts", name -> name.endsWith("Demo.java"));
    }

    private static String name(Path script) {
        return script.getFileName().toString().replaceFirst("\\.java$", "");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptSaysInItsFirstLineWhatItDoesAndHasHelp(Path script) throws Exception {
        try (var lines = Files.lines(script)) {
            assertTrue(lines.findFirst().orElse("").matches("/// \\S.{20,}"),
                    script + " begins with a line that says what it does");
        }
        try (var peer = Peer.script(name(script), "--help")) {
            assertEquals(0, peer.awaitExit(), peer.output());
            assertTrue(peer.output().startsWith(name(script) + ": "), peer.output());
            assertTrue(peer.output().contains("usage: java scripts/" + name(script) + ".java"), peer.output());
            assertEquals(List.of(), peer.output().lines().filter(line -> line.length() > 80).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("demos")
    void aDemoShowsWhatItPromises(Path demo) throws Exception {
        try (var peer = Peer.script(name(demo))) {
            assertEquals(0, peer.awaitExit(), peer.output());
            assertTrue(LAST_LINE.matcher(peer.output()).matches(), peer.output());
        }
    }

    @Test
    void theEnvironmentOfTheBuildStartsScriptsAndAnythingElseAsTheJdkDoes() throws Exception {
        try (var peer = Peer.start("bash", "-c", """
                eval "$(./build.sh env)" && java scripts/EchoClient.java --help && java @out/lab scripts/EchoClient.java --data 2>&1
                """)) {
            assertEquals(2, peer.awaitExit(), peer.output());
            assertTrue(peer.output().startsWith("EchoClient: "), peer.output());
            assertTrue(peer.output().endsWith("EchoClient: --data needs a value: TEXT (--help shows the options)\n"),
                    peer.output());
        }
    }

    @Test
    void labStartsAScriptByItsNameOrItsFileFromAnyFolder() throws Exception {
        try (var peer = Peer.start("bash", "-c", """
                eval "$(./build.sh env)" && root=$PWD && cd / && lab EchoClient --help && lab "$root/scripts/EchoClient.java" --help \\
                    && [ "$(command -v java)" = "$JAVA_HOME/bin/java" ] && lab NoSuchScript 2>&1
                """)) {
            assertEquals(2, peer.awaitExit(), peer.output());
            assertEquals(2, peer.output().split("EchoClient: sends", -1).length - 1, peer.output());
            assertTrue(peer.output().endsWith("NoSuchScript.java; without arguments lab lists what there is\n"),
                    peer.output());
        }
    }

    @Test
    void theListOfScriptsFitsATerminalOf80Columns() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (var peer = Peer.start(java, "scripts/Lab.java")) {
            assertEquals(0, peer.awaitExit(), peer.output());
            assertEquals(List.of(), peer.output().lines().filter(line -> line.length() > 80).toList());
            for (Path script : scripts()) assertTrue(peer.output().contains("\n  " + name(script) + " "), script.toString());
        }
    }

    @Test
    void thereAreScriptsToTest() throws Exception {
        assertTrue(scripts().size() >= 4, "the folder of the scripts was not found");
        assertTrue(!demos().isEmpty());
    }
}
