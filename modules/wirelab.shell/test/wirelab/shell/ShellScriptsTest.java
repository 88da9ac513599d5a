package wirelab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every `jshell/*.jsh`: each snippet is accepted and throws nothing, and whatever one gets hold of says in words what it
/// is.
@Tag("scripts")
class ShellScriptsTest {
    /// A hash code or the name of an array class instead of words.
    private static final Pattern NO_WORDS = Pattern.compile("@[0-9a-f]{4,8}\\b|\\[[BCIJSZ]@|\\$\\$Lambda");
    /// Each is compiled by itself while one waits for the prompt.
    private static final int MOST_COMPILED = 15;
    /// Methods that wait for somebody, or change what the next one gives.
    private static final Set<String> LEFT_ALONE = Set.of("read", "readText", "accept", "ask", "endOutput", "hosts", "clone",
            "hashCode");

    /// What the JDK made without words for it, and we hand out as it is.
    private static final Set<String> WITHOUT_WORDS = Set.of("java.util.Random");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("jshell"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jsh"))
                    .map(name -> name.replace(".jsh", "")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everySnippetIsAcceptedAndThrowsNothing(String name) throws Exception {
        var printed = new ByteArrayOutputStream();
        try (var tutor = new Tutor(null, new PrintStream(printed, true))) {
            assertTrue(tutor.play(name));
            assertEquals(0, tutor.failed(), printed.toString());
            tutor.declarations();
            var wrong = new ArrayList<String>();
            Handover.all().forEach((variable, value) -> examine(variable, value, wrong));
            assertEquals(List.of(), wrong, "values without words");
        }
        assertFalse(NO_WORDS.matcher(printed.toString()).find(), printed.toString());
    }

    /// The order in which one types what jshell has passed over.
    @ParameterizedTest
    @MethodSource("names")
    void whatStandsToBeTypedIsAcceptedOnceAllElseIsThere(String name) throws Exception {
        var printed = new ByteArrayOutputStream();
        try (var tutor = new Tutor(null, new PrintStream(printed, true))) {
            tutor.play(tutor.read(name).asAtThePrompt());
            assertEquals(0, tutor.failed(), printed.toString());
        }
    }

    /// Looks at a value, and at what each of its public methods without arguments gives.
    private static void examine(String name, Object value, List<String> wrong) {
        if (value == null) return;
        look(name, value, wrong);
        for (Method method : value.getClass().getMethods()) {
            if (!asks(method)) continue;
            try {
                look(name + "." + method.getName() + "()", method.invoke(value), wrong);
            } catch (ReflectiveOperationException _) {
                // An object may refuse to answer: what it then says is its exception's business.
            }
        }
    }

    private static boolean asks(Method method) {
        return method.getParameterCount() == 0 && method.getReturnType() != void.class
                && !Modifier.isStatic(method.getModifiers()) && method.getDeclaringClass().getName().startsWith("wirelab.")
                && Modifier.isPublic(method.getDeclaringClass().getModifiers()) && !LEFT_ALONE.contains(method.getName())
                && !method.getName().startsWith("await");
    }

    private static void look(String name, Object value, List<String> wrong) {
        if (value != null && WITHOUT_WORDS.contains(value.getClass().getName())) return;
        // jshell shows arrays element by element.
        String shown = value instanceof Object[] array ? Arrays.deepToString(array)
                : value == null || value.getClass().isArray() ? "" : value.toString();
        if (NO_WORDS.matcher(shown).find()) wrong.add(name + " is " + shown);
    }

    @Test
    void aScriptBeginsAndEndsAsAllDo() throws Exception {
        var wrong = new ArrayList<String>();
        for (String name : names()) {
            String text = Files.readString(Path.of("jshell", name + ".jsh"));
            if (!text.contains("jshell jshell/" + name + ".jsh")) wrong.add(name + " does not say how it is started");
            if (!text.contains("\n// Yours to try")) wrong.add(name + " has nothing to try");
            if (text.contains("\n/exit")) wrong.add(name + " leaves the prompt");
            long exercises = text.lines().filter(line -> line.startsWith("//     ")).count();
            if (exercises < 3) wrong.add(name + " has " + exercises + " exercises");
            for (String line : text.lines().toList()) if (line.length() > 125) wrong.add(name + ": " + line);
        }
        assertEquals(List.of(), wrong);
        assertTrue(names().size() >= 17, "the folder of the shell scripts was not found");
    }

    @Test
    void jshellCompilesLittleBeforeItsPromptIsThere() throws Exception {
        var wrong = new ArrayList<String>();
        try (var tutor = new Tutor(null, System.out)) {
            for (String name : names()) {
                var script = tutor.read(name);
                if (script.compiled() > MOST_COMPILED) wrong.add(name + " has " + script.compiled() + " snippets");
            }
        }
        assertEquals(List.of(), wrong, "what only shows something stands behind //>");
    }

    /// Whoever has tried something finds in the lab sheet what was to be seen, and why.
    @Test
    void whatIsToBeTriedIsDiscussedInTheLabSheet() throws Exception {
        var wrong = new ArrayList<String>();
        for (String name : names()) {
            String module = "modules/wirelab." + (name.equals("lab") ? "shell" : name);
            String sheet = Files.readString(Path.of(module, "README.md"));
            for (String line : Files.readAllLines(Path.of("jshell", name + ".jsh"))) {
                boolean said = !line.startsWith("//     ") || sheet.contains("`" + line.substring(7) + "`");
                if (!said) wrong.add(name + ": " + line);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /// The README of the house names them all.
    @Test
    void everyScriptStandsInTheTableOfSystems() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        assertEquals(List.of(), names().stream().filter(name -> !readme.contains(name + ".jsh`")).toList());
    }

    @Test
    void whatIsHandedOverIsThereAgainWithItsValue() throws Exception {
        try (var tutor = new Tutor(null, new PrintStream(new ByteArrayOutputStream()))) {
            tutor.play("chat");
            var lines = tutor.declarations();
            String taken = "LineEditor editor = (LineEditor) wirelab.shell.Handover.take(\"editor\");";
            assertTrue(lines.contains(taken), lines.toString());
            assertEquals("line \"\", cursor before character 0", Handover.take("editor").toString());
        }
        assertEquals(Map.of(), Handover.all(), "nothing is kept once the tutor has gone");
    }
}
