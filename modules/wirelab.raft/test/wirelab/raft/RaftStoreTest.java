package wirelab.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Bytes;
import wirelab.kit.Fuzz;

/// What was written and forced is there again, wherever the power went.
class RaftStoreTest {
    private static final Recovered FIRST = Recovered.first(Members.of(0, 1, 2));

    private final Random chance = new Random(19);

    @TempDir
    Path folder;

    private static LogEntry entry(long index, long term, int length) {
        return new LogEntry(index, term, new LogEntry.Command(1, index, Bytes.wrap(new byte[length])));
    }

    /// Writes as a node does: entries, other entries in their place, votes, a snapshot, entries behind it.
    ///
    /// @param acknowledged is given what must be there after each write
    private static void work(Disk disk, List<Recovered> acknowledged) throws IOException {
        try (var store = RaftStore.open(disk, FIRST)) {
            acknowledged.add(store.recovered());
            var entries = new ArrayList<LogEntry>();
            long number = 0;
            for (int i = 1; i <= 4; i++) {
                entries.add(entry(i, 1, i * 300));
                store.write(List.of(new RaftAction.Store(++number, new Ballot(1, i % 2), List.of(entries.getLast()))));
                acknowledged.add(known(new Ballot(1, i % 2), FIRST.snapshot(), 0, 0, entries));
            }
            entries.subList(2, 4).clear();
            entries.add(entry(3, 2, 10));
            store.write(List.of(new RaftAction.Store(++number, new Ballot(2, 0), List.of()),
                    new RaftAction.Store(++number, null, List.of(entries.getLast()))));
            acknowledged.add(known(new Ballot(2, 0), FIRST.snapshot(), 0, 0, entries));
            var snapshot = new Snapshot(2, 1, Members.of(0, 1), Bytes.wrap(new byte[1500]));
            var tail = new LogTail(1, 1, entries.subList(1, 3));
            store.write(List.of(new RaftAction.Keep(++number, new Ballot(2, 0), snapshot, tail)));
            acknowledged.add(known(new Ballot(2, 0), snapshot, 1, 1, tail.entries()));
            var more = new ArrayList<>(tail.entries());
            more.add(entry(4, 2, 700));
            store.write(List.of(new RaftAction.Store(++number, null, List.of(more.getLast()))));
            acknowledged.add(known(new Ballot(2, 0), snapshot, 1, 1, more));
        }
    }

    private static Recovered known(Ballot ballot, Snapshot snapshot, long index, long term, List<LogEntry> entries) {
        return new Recovered(ballot, snapshot, new LogTail(index, term, entries));
    }

    @Test
    void whatWasWrittenIsReadBackFromAFolder() throws Exception {
        var acknowledged = new ArrayList<Recovered>();
        work(new FolderDisk(folder), acknowledged);
        try (var store = RaftStore.open(new FolderDisk(folder), FIRST)) {
            assertEquals(acknowledged.getLast(), store.recovered());
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of("log-2", "snapshot-2"), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void whereverThePowerGoesTheLogOpensAndHoldsAllThatWasAcknowledged() throws Exception {
        var counting = new ModelDisk();
        work(counting, new ArrayList<>());
        for (long call = 1; call <= counting.calls(); call++) {
            for (int seed = 0; seed < 40; seed++) {
                var disk = new ModelDisk();
                disk.haltBefore(call);
                var acknowledged = new ArrayList<Recovered>();
                assertThrows(ModelDisk.Halted.class, () -> work(disk, acknowledged));
                disk.crash(chance);
                String where = "halted before call " + call + ", seed " + seed;
                try (var store = RaftStore.open(disk, FIRST)) {
                    var found = store.recovered();
                    var least = acknowledged.isEmpty() ? FIRST : acknowledged.getLast();
                    assertTrue(found.ballot().term() >= least.ballot().term(), where);
                    assertTrue(found.snapshot().index() >= least.snapshot().index(), where);
                    assertTrue(holds(found, least), where + ": " + found.tail() + " for " + least.tail());
                }
            }
        }
    }

    /// Whether all entries are there, or what was just being put in their place, or the snapshot in which they are.
    private static boolean holds(Recovered found, Recovered least) {
        for (var entry : least.tail().entries()) {
            long at = entry.index() - found.tail().index() - 1;
            if (at < 0) continue;
            boolean isThere = at < found.tail().entries().size() && found.tail().entries().get((int) at).equals(entry);
            boolean isReplaced = entry.term() == 1 && entry.index() > 2 && found.ballot().term() == 2;
            if (!isThere && !isReplaced) return false;
        }
        return true;
    }

    @Test
    void aFullDiskLosesNothingAndTheSameCanBeWrittenLater() throws Exception {
        var disk = new ModelDisk();
        try (var store = RaftStore.open(disk, FIRST)) {
            var first = new RaftAction.Store(1, new Ballot(1, 0), List.of(entry(1, 1, 100)));
            disk.full(true);
            assertThrows(IOException.class, () -> store.write(List.of(first)));
            var keep = new RaftAction.Keep(2, new Ballot(1, 0), new Snapshot(1, 1, Members.of(0), Bytes.of()),
                    new LogTail(1, 1, List.of()));
            assertThrows(IOException.class, () -> store.write(List.of(first, keep)));
            disk.full(false);
            store.write(List.of(first));
        }
        try (var store = RaftStore.open(disk, FIRST)) {
            assertEquals(List.of(entry(1, 1, 100)), store.recovered().tail().entries());
        }
    }

    @Test
    void damagedFilesAreReadOrRefusedInWords() throws Exception {
        var disk = new FolderDisk(folder);
        work(disk, new ArrayList<>());
        for (String name : List.of("log-2", "snapshot-2")) {
            byte[] whole = Files.readAllBytes(folder.resolve(name));
            var read = new int[2];
            Fuzz.mutations(19, 400, whole).forEach(bytes -> {
                try {
                    Files.write(folder.resolve(name), bytes);
                    RaftStore.open(disk, FIRST).close();
                    read[0]++;
                } catch (IOException e) {
                    assertTrue(e.getMessage().matches("(?s).*(damaged|no beginning|too long| at byte ).*"), e.getMessage());
                    read[1]++;
                }
            });
            assertTrue(read[1] > 50, read[0] + " read, " + read[1] + " refused");
            Files.write(folder.resolve(name), whole);
        }
    }

    @Test
    void aNodeThatIsLeftAloneGoesOnAsAGroupOfItsOwn() throws Exception {
        var entries = List.of(entry(1, 1, 3), new LogEntry(2, 1, new LogEntry.Change(Members.of(0, 1))));
        var alone = known(new Ballot(1, 0), FIRST.snapshot(), 0, 0, entries).alone(0);
        assertEquals(Members.of(0), alone.snapshot().members());
        var machine = new RaftMachine(0, 0, RaftOptions.DEFAULTS, alone, new SmallTree(), new Random(1));
        assertEquals(Members.of(0), machine.members());
        assertEquals(2, machine.lastIndex());
    }
}
