package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every lab sheet is typed from top to bottom, and shows what it says. How a sheet is read stands in [Sheet], what may
/// differ in [ShownText].
@Tag("scripts")
class SheetsTest {
    /// How many commands are not typed, by sheet: they take minutes, or luck.
    private static final Map<String, Long> NOT_TYPED = Map.of("measure", 1L, "nat", 1L, "wirelab", 2L);
    /// While one writes a sheet: JAVA_TOOL_OPTIONS=-Dwirelab.sheet=echo.
    private static final String ONLY = System.getProperty("wirelab.sheet", "");
    /// So many sheets are typed at a time, each in a network of its own.
    private static final int AT_ONCE = 2;
    private static final Map<String, Future<List<String>>> PLAYED = new LinkedHashMap<>();

    static List<Path> all() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of("modules"))) {
            return Stream.concat(Stream.of(Path.of("README.md")),
                    modules.map(module -> module.resolve("README.md")).filter(Files::exists).sorted()).toList();
        }
    }

    static List<String> played() throws IOException {
        var names = new ArrayList<String>();
        for (Path file : all()) {
            var sheet = Sheet.read(file);
            boolean typed = sheet.blocks().stream().anyMatch(block -> !block.steps().isEmpty());
            if (typed && (ONLY.isEmpty() || sheet.name().matches(ONLY))) names.add(sheet.name());
        }
        return names;
    }

    private static synchronized Future<List<String>> played(String name) throws IOException {
        if (PLAYED.isEmpty()) {
            var pool = Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().daemon().name("sheet-", 0).factory());
            var names = played();
            for (Path file : all()) {
                var sheet = Sheet.read(file);
                if (names.contains(sheet.name())) PLAYED.put(sheet.name(), pool.submit(() -> play(sheet)));
            }
            pool.shutdown();
        }
        return PLAYED.get(name);
    }

    private static List<String> play(Sheet sheet) throws IOException {
        try (var player = new SheetPlayer(sheet)) {
            return player.play();
        }
    }

    @ParameterizedTest
    @MethodSource("played")
    void aSheetShowsWhatOneSeesWhoTypesIt(String name) throws Exception {
        try (var network = SheetNetwork.open()) {
            assertTrue(!network.enter().isEmpty());
        } catch (IOException e) {
            assumeTrue(false, "a sheet needs a network of its own: " + e.getMessage());
        }
        try {
            var wrong = played(name).get();
            assertEquals("", String.join("\n", wrong));
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Test
    void codeBlocksFitATerminalOf80Columns() throws Exception {
        var wrong = new ArrayList<String>();
        for (Path file : all()) {
            boolean inside = false;
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.strip().startsWith("```")) inside = !inside;
                else if (inside && line.codePointCount(0, line.length()) > 80) wrong.add(file + ":" + number);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /// Whoever opens a second terminal there has the JDK of the first.
    @Test
    void aSheetSaysWhatATerminalNeeds() throws Exception {
        var wrong = new ArrayList<String>();
        for (Path file : all()) {
            var sheet = Sheet.read(file);
            boolean needs = steps(sheet).anyMatch(step -> step.command().startsWith("java "));
            if (needs && !Files.readString(file).contains("`eval \"$(./build.sh env)\"`")) {
                wrong.add(sheet.name());
            }
        }
        assertEquals(List.of(), wrong);
    }

    /// What is not typed here says why, and is little.
    @Test
    void whatIsNotTypedIsMarkedAndCounted() throws Exception {
        var marked = new TreeMap<String, Long>();
        for (Path file : all()) {
            var sheet = Sheet.read(file);
            for (var step : steps(sheet).filter(step -> !step.mark().isEmpty()).toList()) {
                assertTrue(SheetMarks.known(step.mark()), sheet.name() + ", line " + step.line() + ": " + step.mark());
            }
            long count = steps(sheet).filter(step -> SheetMarks.elsewhere(step.mark())).count();
            if (count > 0) marked.put(sheet.name(), count);
        }
        assertEquals(NOT_TYPED, marked);
    }

    private static Stream<Sheet.Step> steps(Sheet sheet) {
        return sheet.blocks().stream().flatMap(block -> block.steps().stream()).filter(step -> !step.command().isEmpty());
    }
}
