package wirelab.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// A process that writes a log to a real folder is killed in the middle, again and again.
@Tag("scripts")
class KilledStoreTest {
    private static final int KILLS = 2;
    private static final Recovered FIRST = Recovered.first(Members.of(0));
    /// Says the index of each entry when it is on the disk; every hundredth is a snapshot.
    private static final String WRITER = """
            import wirelab.kit.Bytes;
            import wirelab.raft.*;

            void main(String... args) throws Exception {
                var store = RaftStore.open(new FolderDisk(Path.of(args[0])), Recovered.first(Members.of(0)));
                var tail = store.recovered().tail();
                for (long index = tail.index() + tail.entries().size() + 1; ; index++) {
                    var command = new LogEntry.Command(1, index, Bytes.of(new byte[(int) (index * 37 % 3000)]));
                    var ballot = new Ballot(index, 0);
                    store.write(List.of(new RaftAction.Store(index, ballot, List.of(new LogEntry(index, 1, command)))));
                    if (index % 100 == 0) {
                        var snapshot = new Snapshot(index, 1, Members.of(0), Bytes.of(new byte[5000]));
                        store.write(List.of(new RaftAction.Keep(index, ballot, snapshot, new LogTail(index, 1, List.of()))));
                    }
                    System.out.println(index);
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void whatItSaidIsOnTheDiskIsThere() throws Exception {
        var random = new Random(19);
        Path source = Files.writeString(folder.resolve("Writer.java"), WRITER);
        Path disk = folder.resolve("disk");
        long before = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long wanted = before + 20 + random.nextInt(200);
            String said;
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            try (var writer = Peer.start(java, "@out/lab", source.toString(), disk.toString())) {
                Eventually.that("so many entries", () -> last(writer.output()) >= wanted, () -> ", but " + writer.output());
                writer.process().destroyForcibly().waitFor();
                said = writer.output();
            }
            try (var store = RaftStore.open(new FolderDisk(disk), FIRST)) {
                var found = store.recovered();
                long index = found.tail().index() + found.tail().entries().size();
                assertTrue(index >= last(said), index + " is there, " + last(said) + " was said");
                assertTrue(found.ballot().term() >= last(said), found.ballot().toString());
                assertEquals(found.tail().index(), found.snapshot().index());
                assertTrue(index - found.snapshot().index() <= 100, found.toString());
                before = index;
            }
        }
    }

    /// {@return the last number that stands in a whole line; 0 for none}
    private static long last(String output) {
        var lines = output.substring(0, output.lastIndexOf('\n') + 1).lines().filter(line -> line.matches("[0-9]+"))
                .toList();
        return lines.isEmpty() ? 0 : Long.parseLong(lines.getLast());
    }
}
