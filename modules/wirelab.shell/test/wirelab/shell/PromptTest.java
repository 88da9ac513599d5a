package wirelab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The real jshell on a terminal of 80 by 24, typed into.
@Tag("scripts")
class PromptTest {
    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");
    @TempDir
    private static Path preferences;

    private static final String PROMPT = "jshell> $";
    /// Each start takes a second and more of one processor: two run side by side, and are begun together.
    private static final Map<String, Future<String>> RUNS = new LinkedHashMap<>();

    private static synchronized Future<String> run(String name) throws IOException {
        if (RUNS.isEmpty()) {
            var pool = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().name("prompt-", 0).factory());
            for (String each : ShellScriptsTest.names()) {
                // What servers and clients tell may come behind a prompt that is there already.
                var steps = List.of("jshell> \t" + exercise(each) + "\\r", "\\n.*jshell> \t/exit\\r");
                RUNS.put(each, pool.submit(() -> type(Path.of("."), steps, jshell("jshell/" + each + ".jsh"))));
            }
            pool.shutdown();
        }
        return RUNS.get(name);
    }

    /// jshell with preferences of its own: all others of a user share one file and its lock, and where they come together at
    /// `/exit`, one fails to store its history, and with JDK 25 never ends. Both its virtual machines have the quick half of
    /// the JIT compiler alone and one thread to collect garbage: half the time.
    private static String[] jshell(String script) throws IOException {
        var own = Files.createTempDirectory(preferences, "of");
        // Else it would say that it has made it.
        Files.createDirectories(own.resolve(".java/.userPrefs"));
        return new String[] {BIN + "/jshell", "-J-Djava.util.prefs.userRoot=" + own, "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC", "-R-XX:TieredStopAtLevel=1", "-R-XX:+UseSerialGC", script};
    }

    /// The first line to try, as the file has it behind its question.
    private static String exercise(String name) throws IOException {
        try (var lines = Files.lines(Path.of("jshell", name + ".jsh"))) {
            String first = lines.filter(line -> line.startsWith("//     ")).findFirst().orElseThrow();
            return first.substring(7).replace("\\", "\\\\");
        }
    }

    /// Runs a program on a terminal and types; gives back what was shown.
    private static String type(Path folder, List<String> steps, String... command) throws IOException, InterruptedException {
        Path typist = Path.of("modules/wirelab.shell/test/python/typist.py").toAbsolutePath();
        var whole = new ArrayList<>(List.of("python3", typist.toString()));
        whole.addAll(List.of(command));
        Path typed = Files.createTempFile("typed", ".txt");
        Files.write(typed, steps);
        try {
            var process = new ProcessBuilder(whole).directory(folder.toFile()).redirectInput(typed.toFile())
                    .redirectErrorStream(true).start();
            String shown = new String(process.getInputStream().readAllBytes());
            assertEquals(0, process.waitFor(), shown);
            return shown;
        } finally {
            Files.delete(typed);
        }
    }

    static List<String> names() throws IOException {
        return ShellScriptsTest.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aScriptEndsAtThePromptWithWhatItMadeAlive(String name) throws Exception {
        try {
            String shown = run(name).get();
            assertTrue(shown.contains("; try: "), "one line says what is there: " + shown);
            assertFalse(shown.contains("|  Error") || shown.contains("|  Exception"), shown);
            assertTrue(shown.endsWith("status 0\n"), shown);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Test
    void startedElsewhereItSaysInOneLineWhatToDo() throws Exception {
        String script = Path.of("jshell/echo.jsh").toAbsolutePath().toString();
        String shown = type(Path.of("/"), List.of(), jshell(script));
        var lines = shown.lines().filter(line -> !line.isBlank()).toList();
        assertEquals("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/echo.jsh", lines.getFirst());
        assertEquals(2, lines.size(), "only the tester's own line follows: " + shown);
    }

    @Test
    void withNoTerminalAScriptEndsByItself() throws Exception {
        var process = new ProcessBuilder(jshell("jshell/chat.jsh")).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile()).start();
        String shown = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), shown);
        assertTrue(shown.contains("editor is here; try: "), shown);
    }

    /// The values of the script are those of the prompt; the tool completes their names and knows what was typed before.
    @Test
    void theTutorStopsTriesWhatIsTypedAndHandsOver() throws Exception {
        var steps = new ArrayList<>(List.of("Enter\\]> $\t1 +\\r", "\\.\\.\\.> $\t41\\r"));
        steps.add("==> 42.*Enter\\]> $\tnoSuchThing\\r");
        steps.add("cannot find symbol.*Enter\\]> $\t\\r");
        for (int i = 1; i < snippets("echo"); i++) steps.add("Enter\\]> $\t\\r");
        steps.add(PROMPT + "\tclient.echo(\"mine\".getBytes())\\r");
        steps.add("4 bytes \"mine\" in .*" + PROMPT + "\tserv\\t");
        steps.add("server$\t\\r");
        steps.add("echo server on .*2 connections|echo server on .*1 connection.*" + PROMPT + "\t\\x10");
        steps.add("server$\t\\r");
        steps.add("echo server on .*" + PROMPT + "\t/exit\\r");
        String shown = type(Path.of("."), steps, BIN + "/java", "@out/lab", "scripts/Shell.java", "echo");
        assertTrue(shown.contains("Goodbye"), shown);
        assertTrue(shown.endsWith("status 0\n"), "the process ends: " + shown);
        var address = Pattern.compile("echo server on 127\\.0\\.0\\.1:(\\d+)").matcher(shown);
        assertTrue(address.find(), shown);
        try (var socket = new Socket()) {
            var server = new InetSocketAddress("127.0.0.1", Integer.parseInt(address.group(1)));
            assertThrows(ConnectException.class, () -> socket.connect(server, 10_000), "its port is closed");
        }
    }

    private static long snippets(String name) throws IOException {
        try (var shell = jdk.jshell.JShell.builder().executionEngine(new OnThisThread(), Map.of()).build()) {
            var steps = ShellScript.read(name, shell.sourceCodeAnalysis()).steps();
            return steps.stream().filter(step -> !step.snippet().isEmpty()).count();
        }
    }
}
