package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.terms.Oracle;

/// Mappers that are killed with a table in their hands: announced, or half sent. The way to the reducer is a slow link, so
/// that a table is under way for seconds.
@Tag("scripts")
class TableFaultsTest {
    @TempDir
    Path folder;

    /// Nearly every term once: the table is longer than the text, and than all buffers on its way.
    private static byte[] vocabulary(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) text.append(Integer.toString(i, 36)).append("vocabulary").append(i % 9 == 0
                ? '\n' : ' ');
        return text.toString().getBytes();
    }

    @Test
    void aMapperThatIsKilledAfterItAnnouncedAndOneInMidSendAreReplaced() throws Exception {
        byte[] words = vocabulary(1_000_000);
        var text = Files.write(folder.resolve("in.txt"), words);
        try (var nodes = new NodeProcesses(folder)) {
            nodes.mappers(3, "--threads", "1").reducerBehind("up:rate=30mbit");
            var master = nodes.master(text, "--portions", "1", "--copies", "2");
            // One of the two has permission to send, the other waits.
            kill(nodes, "waits", master);
            kill(nodes, "sends", master);
            nodes.finished(master, Oracle.table(words));
            assertTrue(NodeProcesses.counter(master, "attempts") + NodeProcesses.counter(master, "backups") >= 3,
                    master.output());
        }
    }

    /// Kills whoever is in some state; the log of the reducer says that it has lost its table.
    private static void kill(NodeProcesses nodes, String state, Peer master) throws IOException, InterruptedException {
        int victim = nodes.await(state, master);
        NodeProcesses.signal(nodes.mapper(victim), "KILL");
        Eventually.that("the reducer has lost the table of mapper " + victim + ": " + master.output(), () ->
                master.output().matches("(?s).*reducer: portion 0, attempt \\d+ of mapper " + victim + " is lost.*")
                        && master.output().contains("mapper " + victim + " died with portion 0"));
    }
}
