package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.terms.Oracle;
import wirelab.terms.Texts;

/// Sixty-four mappers in eight processes, which come and go while a job runs.
@Tag("scripts")
class ManyMappersTest {
    @TempDir
    Path folder;

    @Test
    void sixtyFourMappersJoinAndLeaveAndTheTableIsRight() throws Exception {
        byte[] words = Texts.words(64, 40_000_000, 100_000);
        var text = Files.write(folder.resolve("in.txt"), words);
        try (var nodes = new NodeProcesses(folder)) {
            nodes.mappers(List.of(), 8, 8, "--threads", "1").reducers(1);
            for (int i = 0; i < 4; i++) nodes.name(nodes.mapper(i));
            var master = nodes.master(text, "--portions", "64", "--copies", "1");
            Eventually.that("portions are mapped", () -> nodes.in("maps").size() > 8);
            // Without those that are stopped the job cannot end before others have joined.
            for (int i = 0; i < 4; i++) NodeProcesses.signal(nodes.mapper(i), "STOP");
            for (int i = 4; i < 8; i++) nodes.name(nodes.mapper(i));
            // The file is read again each second.
            Eventually.that("new ones have joined", () -> !nodes.in("maps").stream().filter(n -> n >= 32).toList().isEmpty()
                    || nodes.done() == 64);
            for (int i = 0; i < 2; i++) NodeProcesses.signal(nodes.mapper(i), "TERM");
            for (int i = 0; i < 4; i++) NodeProcesses.signal(nodes.mapper(i), "CONT");
            nodes.finished(master, Oracle.table(words));
            assertTrue(master.output().contains(" leaves and hands back portion "), master.output());
        }
    }
}
