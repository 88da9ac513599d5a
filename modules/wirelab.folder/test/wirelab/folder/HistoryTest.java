package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.Journal;

class HistoryTest {
    private static final String FILE = FolderPath.RESERVED + "/history-1";

    private static ModelVolume volume() throws IOException {
        var volume = new ModelVolume();
        volume.folder(FolderPath.RESERVED);
        return volume;
    }

    private static List<byte[]> records() throws IOException {
        var volume = volume();
        try (var history = History.open(volume, KeeperOptions.DEFAULTS)) {
            history.write(1, List.of(new History.Change("a", Some.file("first")), new History.Change("d",
                    new TreeNode.FolderNode(0755))), false);
            history.write(2, List.of(new History.Change("a", Some.file("second"))), false);
            history.write(3, List.of(new History.Change("a", Some.file("first"))), true);
            history.write(4, List.of(new History.Change("a", null), new History.Change("l", new TreeNode.LinkNode("d"))), false);
        }
        var records = new ArrayList<byte[]>();
        Journal.open("h", volume.read(FILE), records::add).close();
        return records;
    }

    @Test
    void whatItHeldIsKnownAgain() throws Exception {
        var volume = volume();
        try (var journal = Journal.open("h", volume.open(FILE, true), _ -> {})) {
            for (byte[] record : records()) journal.append(record);
        }
        try (var history = History.open(volume, KeeperOptions.DEFAULTS)) {
            assertEquals(List.of("d", "l"), List.copyOf(history.held().under("").keySet()));
            assertEquals(List.of(new Version("a", 4, Some.file("first"))), history.versions("a"), "what was taken back never stood there");
            assertEquals(List.of("a", "l"), List.copyOf(history.unsure().keySet()), "the last batch may have been interrupted");
        }
    }

    /// Behind right checksums, since without them nothing is read at all.
    @Test
    void anyRecordIsReadOrSaidToBeDamaged() throws Exception {
        var records = records();
        int[] read = {0};
        Fuzz.mutations(19, 100_000, records.toArray(byte[][]::new)).filter(bytes -> bytes.length > 0).forEach(bytes -> {
            try {
                var volume = volume();
                try (var journal = Journal.open("h", volume.open(FILE, true), _ -> {})) {
                    journal.append(new byte[] {3});
                    journal.append(bytes);
                }
                History.open(volume, KeeperOptions.DEFAULTS).close();
                read[0]++;
            } catch (IOException e) {
                assertTrue(e.getMessage().length() < 10_000);
            }
        });
        assertTrue(read[0] > 1000, read[0] + " could be read");
    }

    @Test
    void aJournalThatHasGrownIsBegunAnew() throws Exception {
        var volume = volume();
        var texts = List.of(Some.file("one"), Some.file("two"));
        var tree = FolderTree.EMPTY;
        try (var history = History.open(volume, KeeperOptions.DEFAULTS)) {
            for (int round = 0; round < 90; round++) {
                var changes = new ArrayList<History.Change>();
                for (int i = 0; i < 1000; i++) changes.add(new History.Change("file" + i, texts.get(round % 2)));
                history.write(round, changes, false);
                history.settled();
                history.compact();
            }
            tree = history.held();
        }
        var names = volume.list(FolderPath.RESERVED);
        assertEquals(1, names.size(), names.toString());
        assertTrue(!names.containsKey("history-1") && names.firstEntry().getValue().size() < 12_000_000, names.toString());
        try (var history = History.open(volume, KeeperOptions.DEFAULTS)) {
            assertEquals(tree, history.held());
            assertEquals(32, history.versions("file7").size());
        }
    }

    @Test
    void aBeginningThatIsNotWholeDoesNotCount() throws Exception {
        var volume = volume();
        try (var history = History.open(volume, KeeperOptions.DEFAULTS)) {
            history.write(1, List.of(new History.Change("a", Some.file("first"))), false);
        }
        try (var journal = Journal.open("h", volume.open(FolderPath.RESERVED + "/history-2", true), _ -> {})) {
            journal.append(new byte[] {1});
        }
        try (var history = History.open(volume, KeeperOptions.DEFAULTS)) {
            assertEquals(1, history.held().size());
        }
        assertEquals(List.of("history-1"), List.copyOf(volume.list(FolderPath.RESERVED).keySet()));
    }

    @Test
    void aFullDiskIsSaidAndNothingIsLost() throws Exception {
        var volume = new ModelVolume();
        var keeper = FolderKeeper.open(volume, KeeperOptions.DEFAULTS);
        var first = FolderTree.EMPTY.put("a", keeper.stage("first".getBytes(), 0644));
        keeper.bring(first);
        var second = first.put("a", keeper.stage("second".getBytes(), 0644)).mkdir("d", 0755);
        volume.full(true);
        assertThrows(IOException.class, () -> keeper.bring(second));
        assertEquals("first", Some.read(volume, "a"));
        assertThrows(IOException.class, () -> keeper.stage("third".getBytes(), 0644));
        volume.full(false);
        keeper.bring(second);
        assertEquals("second", Some.read(volume, "a"));
        keeper.look();
        assertEquals(List.of(), keeper.look().edits());
    }
}
