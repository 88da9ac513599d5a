package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a ring of processes does when nobody dies.
@Tag("scripts")
class LivingRingTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("a broadcast is printed once by every node but its sender")
    void broadcast() throws IOException {
        try (var run = new RingRun(folder, 3, RingRun.QUICK + "form = 60s")) {
            run.messages(0, List.of("* to all of you", "1 to you"));
            run.messages(2, List.of("* and back"));
            for (int id = 0; id < 3; id++) run.start(id);
            run.ends();
            assertEquals(List.of("0> to all of you", "0> to you", "2> and back"), printed(run, 1));
            assertEquals(List.of("0> to all of you"), printed(run, 2));
            assertEquals(List.of("2> and back"), printed(run, 0));
        }
    }

    private static List<String> printed(RingRun run, int id) {
        return run.output(id).lines().filter(line -> line.matches("\\d+> .*")).sorted().toList();
    }

    @Test
    @DisplayName("what is for an id that nobody has, or for a node that does not live, is reported and not delivered")
    void nobody() throws IOException {
        try (var run = new RingRun(folder, 3, RingRun.QUICK + "form = 3s")) {
            run.messages(0, List.of("9 nobody", "2 dead", "1 alive"));
            run.start(0);
            run.start(1);
            run.ends();
            for (String line : List.of("to 9: nobody has taken it: no such node, or it is dead: nobody",
                    "to 2: nobody has taken it: no such node, or it is dead: dead")) {
                assertTrue(run.output(0).lines().anyMatch(line::equals), run.output(0));
            }
            assertEquals(List.of("0> alive"), printed(run, 1));
        }
    }

    @Test
    @DisplayName("of what waits the most urgent goes first, and among equals the oldest")
    void priorities() throws IOException {
        try (var run = new RingRun(folder, 2, RingRun.QUICK + "form = 60s")) {
            run.messages(0, List.of("1 least", "1!3 middle", "1!7 most", "1!3 next middle", "1 least again"));
            run.start(0);
            run.start(1);
            run.ends();
            var order = run.output(1).lines().filter(line -> line.startsWith("0> ")).toList();
            assertEquals(List.of("0> most", "0> middle", "0> next middle", "0> least", "0> least again"), order);
        }
    }

    @Test
    @DisplayName("a node that is asked to end passes the turn on, ends with status 0, and the others go on")
    void leave() throws IOException {
        try (var run = new RingRun(folder, 4, "form = 60s")) {
            run.fill(4, 20);
            var talker = run.talker(0);
            for (int id = 1; id < 4; id++) run.start(id);
            run.up();
            talker.reaches(1);
            run.signal(1, "TERM");
            run.end(1);
            assertTrue(Files.readString(run.trace(1)).contains("\"note\":\"left\""), "it has left with the turn");
            talker.misses(1);
            run.ends();
            run.eachOnce(4, 20, List.of(1));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"TOKEN", "DATA", "FINISH", "CLAIM"})
    @DisplayName("the first frame of a kind is lost behind a node: it is repeated, and all is as if it had not been lost")
    void firstIsLost(String kind) throws IOException {
        try (var run = new RingRun(folder, 3, RingRun.QUICK + "form = 60s")) {
            run.fill(3, 10);
            run.start(0);
            run.start(1, "--lose", kind.toLowerCase());
            run.start(2);
            run.ends();
            run.eachOnce(3, 10, List.of());
            long sent = count(run.trace(1), "send", kind, "\"link\":\"1.");
            long arrived = count(run.trace(2), "receive", kind, "\"link\":\"1.");
            assertTrue(sent > arrived, sent + " were sent, and " + arrived + " came");
            assertFalse(run.output(0).contains("to "), run.output(0));
        }
    }

    /// Steps of a kind over links that node 1 has dialled.
    private static long count(Path trace, String act, String kind, String link) throws IOException {
        return Files.readAllLines(trace).stream().filter(line -> line.contains("\"act\":\"" + act + "\"")
                && line.contains("\"kind\":\"" + kind + "\"") && line.contains(link)).count();
    }
}
