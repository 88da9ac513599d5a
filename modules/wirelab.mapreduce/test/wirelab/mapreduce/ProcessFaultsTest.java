package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.terms.Oracle;
import wirelab.terms.Texts;

/// Nodes as processes, which are killed, stopped and started again in the middle of a job. A fault counts only when the
/// master's page or output shows that its victim held something that was not finished.
@Tag("scripts")
class ProcessFaultsTest {
    @TempDir
    static Path texts;
    private static Path text;
    private static String table;

    @TempDir
    Path folder;

    /// A fault in the middle of a job.
    private interface Fault {
        /// {@return whether it met a node that held something unfinished}
        boolean befalls(NodeProcesses nodes) throws Exception;
    }

    @BeforeAll
    static void text() throws IOException {
        byte[] words = Texts.words(18, 60_000_000, 300_000);
        text = Files.write(texts.resolve("in.txt"), words);
        table = Oracle.table(words);
    }

    /// What a page says of a node is over when it is read: a fault that came too late is tried again, on a fresh cluster.
    private void counted(int mappers, Fault fault) throws Exception {
        for (int i = 0; i < 5; i++) {
            try (var nodes = new NodeProcesses(Files.createDirectory(folder.resolve("try" + i)))) {
                if (fault.befalls(nodes.mappers(mappers, "--threads", "1").reducers(1))) return;
            }
        }
        fail("five times the victim had nothing in its hands");
    }

    @Test
    void aMapperThatIsKilledWhileItMapsIsReplaced() throws Exception {
        counted(3, nodes -> {
            var master = nodes.master(text, "--portions", "6", "--copies", "1");
            nodes.awaitMapped(1);
            NodeProcesses.signal(nodes.mapper(1), "KILL");
            nodes.finished(master, table);
            return master.output().contains("mapper 1 died with portion");
        });
    }

    @Test
    void aMapperThatIsStoppedInTheMiddleGetsABackup() throws Exception {
        counted(3, nodes -> {
            var master = nodes.master(text, "--portions", "3", "--copies", "1");
            nodes.awaitMapped(2);
            NodeProcesses.signal(nodes.mapper(2), "STOP");
            nodes.finished(master, table);
            return NodeProcesses.counter(master, "backups") > 0;
        });
    }

    @Test
    void aMapperThatIsAskedToEndHandsItsPortionBack() throws Exception {
        counted(2, nodes -> {
            var master = nodes.master(text, "--portions", "4", "--copies", "1");
            nodes.awaitMapped(0);
            NodeProcesses.signal(nodes.mapper(0), "TERM");
            nodes.finished(master, table);
            assertEquals(0, nodes.mapper(0).awaitExit(), nodes.mapper(0).output());
            return master.output().contains("mapper 0 leaves and hands back portion");
        });
    }

    @Test
    void aReducerThatIsKilledGoesOnFromItsJournal() throws Exception {
        counted(2, nodes -> {
            var master = nodes.master(text, "--portions", "12", "--copies", "1");
            Eventually.that("three portions are accepted", () -> nodes.done() >= 3);
            NodeProcesses.signal(nodes.reducer(1), "KILL");
            int done = nodes.done();
            nodes.reducer(1).awaitExit();
            nodes.restartReducer(1);
            nodes.finished(master, table);
            long attempts = NodeProcesses.counter(master, "attempts");
            assertTrue(attempts < 12 + 4, "what was accepted is not mapped again: " + master.output());
            return done < 12;
        });
    }

    @Test
    void aMasterThatIsKilledIsResumed() throws Exception {
        counted(2, nodes -> {
            var first = nodes.master(text, "--portions", "12", "--copies", "1");
            Eventually.that("three portions are accepted", () -> nodes.done() >= 3);
            NodeProcesses.signal(first, "KILL");
            first.awaitExit();
            if (Files.exists(nodes.out())) return false;
            var refused = nodes.master(text);
            assertEquals(2, refused.awaitExit(), refused.output());
            assertTrue(refused.output().contains("--resume goes on with it"), refused.output());
            var second = nodes.master(text, "--resume");
            nodes.finished(second, table);
            long attempts = NodeProcesses.counter(second, "attempts");
            assertTrue(attempts <= 12 - 3, "what was accepted is not mapped again: " + second.output());
            return attempts > 0;
        });
    }

    @Test
    void aMasterThatIsInterruptedLeavesNothingBehind() throws Exception {
        counted(2, nodes -> {
            var master = nodes.master(text, "--portions", "12", "--copies", "1");
            Eventually.that("a portion is accepted", () -> nodes.done() >= 1);
            NodeProcesses.signal(master, "INT");
            if (master.awaitExit() == 0) return false;
            assertEquals(1, master.awaitExit(), master.output());
            assertTrue(master.output().contains("MapReduceMaster: cancelled"), master.output());
            var home = nodes.out().getParent();
            try (var files = Files.list(home)) {
                assertEquals(List.of("config.ini", "kept1"), files.map(file -> file.getFileName().toString()).sorted()
                        .toList());
            }
            Eventually.that("the reducer has forgotten the job", () -> {
                try (var files = Files.list(home.resolve("kept1"))) {
                    return files.noneMatch(file -> file.toString().endsWith(".run"));
                }
            });
            return true;
        });
    }
}
