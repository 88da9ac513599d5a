package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.terms.Oracle;

/// More terms than memory: virtual machines whose heap cannot hold the table.
@Tag("scripts")
class SmallMemoryTest {
    private static final int TERMS = 1 << 20;
    @TempDir
    Path folder;

    /// Each term three times, far apart.
    private static Path text(Path file) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 3 * TERMS; i++) {
                int term = i * 0x9e3779b1 & TERMS - 1;
                out.write((Integer.toString(TERMS + term, 36) + "vocabulary" + (i % 8 == 0 ? "\n" : " ")).getBytes());
            }
        }
        return file;
    }

    @Test
    void aMillionTermsInAHeapThatCannotHoldThemGiveTheSameTable() throws Exception {
        var text = text(folder.resolve("in.txt"));
        try (var nodes = new NodeProcesses(folder)) {
            nodes.mappers(List.of("-Xmx40m"), 2, 1, "--memory", "4m").reducers(List.of("-Xmx40m"), 1, "--memory", "4m",
                    "--verbose");
            var master = nodes.master(List.of("-Xmx64m"), text, "--portions", "24", "--copies", "1");
            nodes.finished(master, Oracle.table(Files.readAllBytes(text)));
            assertTrue(NodeProcesses.counter(master, "spills") > 10, master.output());
            assertTrue(NodeProcesses.counter(master, "spilled bytes") > TERMS * 20L, master.output());
            assertEquals(0, nodes.reducer(1).terminate());
            var runs = Pattern.compile("run bytes (\\d+)").matcher(nodes.reducer(1).output());
            assertTrue(runs.find() && Long.parseLong(runs.group(1)) > TERMS * 20L, nodes.reducer(1).output());
        }
    }
}
