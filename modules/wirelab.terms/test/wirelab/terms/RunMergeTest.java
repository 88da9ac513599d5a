package wirelab.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many runs as one, beside a map that holds them all.
class RunMergeTest {
    @TempDir
    Path folder;
    private final TreeMap<String, Long> all = new TreeMap<>();

    /// Runs with keys that several of them have, that share long prefixes, and the empty one.
    private List<Path> runs(int count) throws IOException {
        var random = new Random(count);
        var runs = new ArrayList<Path>();
        for (int i = 0; i < count; i++) {
            var table = new CountTable(Long::sum);
            for (int n = random.nextInt(200); n > 0; n--) {
                String key = random.nextInt(50) == 0 ? "" : "k".repeat(random.nextInt(12)) + random.nextInt(300);
                table.add(Terms.utf8(key), n);
                all.merge(key, (long) n, Long::sum);
            }
            runs.add(folder.resolve("given" + i + ".run"));
            RunFile.write(runs.getLast(), table.sorted());
        }
        return runs;
    }

    private static TreeMap<String, Long> merged(List<Path> runs) throws IOException {
        var found = new TreeMap<String, Long>();
        try (var records = MergedRecords.of(RunMerge.open(runs), Long::sum)) {
            for (String last = null; records.next(); ) {
                String key = new String(records.key(), StandardCharsets.UTF_8);
                assertTrue(last == null || last.compareTo(key) < 0, last + " before " + key);
                found.put(last = key, records.value());
            }
        }
        return found;
    }

    @Test
    void runsAreMergedInSeveralStepsAndTheGivenOnesStayIfTheyMust() throws IOException {
        var given = runs(100);
        var left = RunMerge.fewer(given, 8, Long::sum, folder, true);
        assertTrue(left.size() <= 8, left.toString());
        assertEquals(all, merged(left));
        for (var run : given) assertTrue(Files.exists(run), run + " stays");
        for (var run : left) if (!given.contains(run)) Files.delete(run);
        try (var files = Files.list(folder)) {
            assertEquals(given.size(), files.count(), "nothing else was left");
        }
        assertEquals(all, merged(given), "at once, too");
    }

    @Test
    void runsOfOnesOwnAreGoneWhenTheyAreMerged() throws IOException {
        var left = RunMerge.fewer(runs(30), 8, Long::sum, folder, false);
        assertEquals(all, merged(left));
        try (var files = Files.list(folder)) {
            assertEquals(left.size(), files.count());
        }
        assertEquals(List.of(), RunMerge.fewer(List.of(), 8, Long::sum, folder, false));
    }
}
