package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.terms.CountTable;
import wirelab.terms.MergedRecords;
import wirelab.terms.Oracle;
import wirelab.terms.SortedRecords;
import wirelab.terms.TextPiece;
import wirelab.terms.Texts;

/// How a text becomes portions, and portions become tables that may outgrow the memory.
class MappingTest {
    private static String lines(SortedRecords records) throws IOException {
        var lines = new StringBuilder();
        while (records.next()) {
            lines.append(new String(records.key(),
                    StandardCharsets.UTF_8)).append('\t').append(records.value()).append('\n');
        }
        return lines.toString();
    }

    @Test
    void portionsOfEverySizeGiveTheSameTable(@TempDir Path folder) throws IOException {
        byte[] text = Texts.mixed(5, 1 << 16, true);
        var file = Files.write(folder.resolve("text"), text);
        String whole = Oracle.table(text);
        try (var input = Input.of(List.of(file.toString()), null)) {
            for (int count = 1; count < 3000; count += 1 + count / 8) {
                var portions = input.cut(count, false);
                assertTrue(portions.size() <= count, portions.size() + " portions");
                var table = new CountTable(Long::sum);
                for (var portion : portions) {
                    for (var segment : portion) table.count(text, (int) segment.from(), (int) segment.to());
                }
                assertEquals(whole, lines(table.sorted()), count + " portions");
            }
        }
    }

    @Test
    void runsOnDiskMergeToTheSameTable(@TempDir Path folder) throws IOException {
        byte[] text = Texts.words(6, 3_000_000, 200_000);
        try (var tally = new Tally(new ReadyMade.TermCount(), folder, 1 << 20)) {
            tally.map(new TextPiece("text", 0, text, text.length));
            assertTrue(tally.spills() > 3, tally.spills() + " runs");
            try (var merged = MergedRecords.of(tally.sorted(), Long::sum)) {
                assertEquals(Oracle.table(text), lines(merged));
            }
        }
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList(), "nothing stays on disk");
        }
    }

    @Test
    void theKeyIsNotShown() {
        var config = new ClusterConfig(List.of(), List.of(), "open-sesame");
        assertEquals("ClusterConfig[mappers=[], reducers=[], key=hidden]", config.toString());
        String worker = WorkerOptions.DEFAULTS.withKey("open-sesame", true).toString();
        assertTrue(worker.contains("key=hidden"), worker);
    }
}
