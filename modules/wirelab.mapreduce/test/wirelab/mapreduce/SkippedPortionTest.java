package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.terms.Oracle;

/// A line that ends every process which maps it.
@Tag("scripts")
class SkippedPortionTest {
    private static final String POISON = """
            import wirelab.mapreduce.Job;

            public class Poison implements Job {
                public void map(Line line, Output out) {
                    if (line.text().equals("poison")) Runtime.getRuntime().halt(9);
                    for (String word : line.text().split(" ")) out.emit(word, 1);
                }
            }
            """;
    private static final int PORTIONS = 5;
    private static final int BAD = 2;

    @TempDir
    Path folder;

    /// The text with the line in the middle of one of its portions, and what is left of it without that portion.
    private record Poisoned(Path file, String table, String left) {
        static Poisoned in(Path folder) throws Exception {
            var lines = IntStream.range(0, 5_000).mapToObj(n -> "word" + n % 97 + " line" + n).toList();
            var text = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                if (i == lines.size() / 2) text.append("poison\n");
                text.append(lines.get(i)).append('\n');
            }
            var file = Files.writeString(folder.resolve("in.txt"), text);
            try (var input = Input.of(List.of(file.toString()), InputStream.nullInputStream())) {
                var bad = input.cut(PORTIONS, true).get(BAD).getFirst();
                assertTrue(text.substring((int) bad.from(), (int) bad.to()).contains("\npoison\n"), "it is the third portion");
                var rest = text.delete((int) bad.from(), (int) bad.to()).toString();
                return new Poisoned(file, Oracle.table(rest.getBytes()), "from byte " + bad.from() + " to " + bad.to());
            }
        }
    }

    @Test
    void aPortionThatKillsTwoMappersIsSkippedOnlyIfAskedAndThenReported() throws Exception {
        var job = Files.writeString(folder.resolve("Poison.java"), POISON).toString();
        var poisoned = Poisoned.in(folder);
        String[] job5 = {"--job", job, "--portions", Integer.toString(PORTIONS), "--copies", "1"};
        try (var nodes = new NodeProcesses(Files.createDirectory(folder.resolve("cluster")))) {
            nodes.key("secret");
            String[] options = {"--threads", "1", "--allow-jobs", "--config", nodes.config().toString()};
            nodes.mappers(2, options).reducers(1, "--allow-jobs");
            var first = nodes.master(poisoned.file(), job5);
            for (int i = 0; i < 2; i++) {
                int mapper = i;
                Eventually.that("it kills all that there are", () -> !nodes.mapper(mapper).process().isAlive());
                assertEquals(9, nodes.mapper(i).awaitExit(), nodes.mapper(i).output());
            }
            Eventually.that("the master has seen it: " + first.output(), () ->
                    first.output().contains("mapper 0 died with portion " + BAD)
                            && first.output().contains("mapper 1 died with portion " + BAD));
            assertFalse(first.output().contains("skipped"), first.output());
            assertTrue(first.process().isAlive() && !Files.exists(nodes.out()), "it waits for others: " + first.output());
            NodeProcesses.signal(first, "INT");
            assertEquals(1, first.awaitExit(), first.output());

            nodes.revive(2);
            // A backup may be in the hands of a third when the second dies; one more is left then.
            nodes.mappers(2, options);
            var asked = new ArrayList<>(List.of(job5));
            asked.add("--skip-bad");
            var second = nodes.master(poisoned.file(), asked.toArray(String[]::new));
            nodes.finished(second, poisoned.table());
            String said = second.output();
            assertTrue(said.contains("portion " + BAD + " is skipped: it has killed 2 mappers"), said);
            assertTrue(said.contains("left out: " + poisoned.file() + " " + poisoned.left()), said);
            assertEquals(1, NodeProcesses.counter(second, "skipped"), said);
        }
    }
}
