package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobJournalTest {
    @TempDir
    Path folder;

    @Test
    void aPlanOfWhichOnlyTheBeginningIsOnTheDiskDoesNotCount() throws Exception {
        var out = folder.resolve("out");
        var portions = List.of(List.of(new Input.Segment(0, 0, 7), new Input.Segment(1, 0, 9)), List.<Input.Segment>of(),
                List.of(new Input.Segment(1, 9, 1L << 40)));
        var plan = new JobJournal.Plan(18, 2, new byte[32], portions);
        try (var journal = JobJournal.open(out)) {
            journal.write(plan);
        }
        var file = JobJournal.beside(out);
        byte[] whole = Files.readAllBytes(file);
        for (int left = 0; left < whole.length; left += 7) {
            Files.write(file, Arrays.copyOf(whole, left));
            try (var journal = JobJournal.open(out)) {
                assertNull(journal.plan(), left + " bytes of " + whole.length);
                journal.write(plan);
            }
            try (var journal = JobJournal.open(out)) {
                assertEquals(portions, journal.plan().portions());
                assertEquals(18, journal.plan().job());
            }
        }
    }
}
