package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plays the rows: a real origin, a real proxy, real connections, and a clock that is put forward by hand.
@Tag("socket")
class ScenarioTest {
    static List<Scenario> cache() throws IOException {
        return Scenario.of("cache.rows");
    }

    @ParameterizedTest
    @MethodSource("cache")
    void aSharedCacheDoesAsRfc9111Says(Scenario scenario) throws Exception {
        try (var stage = new Stage()) {
            for (String step : scenario.steps()) {
                String line = step;
                if (line.startsWith("+")) {
                    int space = line.indexOf(' ');
                    stage.forward(Integer.parseInt(line.substring(1, space)));
                    line = line.substring(space).strip();
                }
                if (line.startsWith("<")) stage.says(line.substring(1).strip());
                else check(stage, line.substring(1).strip(), scenario.name() + ": " + step);
            }
        }
    }

    private static void check(Stage stage, String line, String where) throws Exception {
        String[] sides = line.split(" => ", 2);
        var got = stage.ask(sides[0]);
        String[] wanted = sides[1].split(" ~ ", 2);
        String[] parts = wanted[0].split(" \\| ");
        String[] words = parts[0].strip().split(" ");
        assertEquals(words[0], got.from(), () -> where + "\n" + got);
        assertEquals(words.length > 1 ? Integer.parseInt(words[1]) : 200, got.status(), () -> where + "\n" + got);
        for (int i = 1; i < parts.length; i++) field(parts[i].strip(), got, where);
        if (wanted.length > 1) assertEquals(wanted[1].strip(), got.content(), where);
    }

    private static void field(String part, Stage.Got got, String where) {
        if (part.startsWith("without ")) {
            assertFalse(got.headers().has(part.substring(8)), () -> where + "\n" + got);
            return;
        }
        assertTrue(part.startsWith("with "), part);
        String[] field = part.substring(5).split(": ", 2);
        String value = got.headers().joined(field[0]);
        assertNotNull(value, () -> where + "\n" + got);
        assertEquals(field[1], value, () -> where + "\n" + got);
    }
}
