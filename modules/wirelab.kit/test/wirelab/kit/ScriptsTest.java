package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every script is compiled by the build; here each is described and asked for its help, every demo runs and keeps its
/// promises, and every snippet of every `.jsh` is accepted and throws nothing.
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

    static List<Path> shells() throws IOException {
        return list("jshell", name -> name.endsWith(".jsh"));
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
            assertTrue(peer.output().endsWith("EchoClient: --data needs a value: TEXT (--help shows the options)\n"), peer.output());
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void everySnippetIsAcceptedAndThrowsNothing(Path file) throws Exception {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true);
        try (var shell = JShell.builder().executionEngine(new OnThisThread(), Map.of()).out(out).err(out).build()) {
            shell.addToClasspath(".");
            // What the tool itself imports before it reads a file.
            shell.eval("import module java.base;");
            var wrong = new ArrayList<String>();
            String begun = "";
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("/") && !line.startsWith("//")) continue;
                begun = evaluate(shell, begun + line + "\n", wrong);
            }
            assertEquals("", begun.strip(), "the last snippet is complete");
            assertEquals(List.of(), wrong, printed.toString());
        }
    }

    /// Runs each snippet on the calling thread. The JDK's own local engine starts a thread for a snippet and then waits
    /// for all threads that it finds beside it: on a busy machine also for the threads of a server that the snippet has
    /// just started, and those do not end.
    private static final class OnThisThread implements ExecutionControlProvider {
        @Override
        public String name() {
            return "on this thread";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return new DirectExecutionControl();
        }
    }

    /// Evaluates what is complete of the lines so far, as the tool does, and gives back the rest.
    private static String evaluate(JShell shell, String lines, List<String> wrong) {
        while (true) {
            var part = shell.sourceCodeAnalysis().analyzeCompletion(lines);
            switch (part.completeness()) {
                case EMPTY -> {
                    return "";
                }
                case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
                    return lines;
                }
                default -> {
                    String source = part.source() == null ? lines : part.source();
                    for (var event : shell.eval(source)) {
                        if (event.exception() != null) wrong.add(source.strip() + " threw " + event.exception());
                        if (event.status() == Snippet.Status.REJECTED) {
                            wrong.add(source.strip() + " was rejected: "
                                    + shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList());
                        }
                    }
                    lines = part.source() == null ? "" : part.remaining();
                }
            }
        }
    }

    @Test
    void thereAreScriptsAndShellsToTest() throws Exception {
        assertTrue(scripts().size() >= 4, "the folder of the scripts was not found");
        assertTrue(!demos().isEmpty());
        assertTrue(!shells().isEmpty());
    }
}
