package wirelab.raft;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Journal;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// What a node has on its disk: a snapshot and the log behind it, in two files of one generation, `snapshot-N` and `log-N`.
///
/// The log is a journal of records: 1 BALLOT (term u64, vote u32), 2 ENTRY, 3 BASE (index u64, term u64: what stands before
/// the first entry). An entry takes the place of that with its index and of all behind it.
///
/// A new snapshot begins a new generation. Its log is written and forced first; it counts when its snapshot has its name,
/// which is one step; then the old one is deleted. So a whole generation is there whatever happens.
///
/// Not for several threads at once.
public final class RaftStore implements AutoCloseable {
    private static final String SNAPSHOT = "snapshot-";
    private static final String LOG = "log-";
    private static final String FRESH = "fresh";
    private static final int HEAD = 8;

    private final Disk disk;
    private Journal journal;
    private long generation;
    private Recovered recovered;

    private RaftStore(Disk disk) {
        this.disk = disk;
    }

    /// Opens what is there, or begins with what a new node knows.
    ///
    /// @param first is written when nothing is there
    /// @throws IOException when it is damaged, or cannot be read or written
    public static RaftStore open(Disk disk, Recovered first) throws IOException {
        var store = new RaftStore(disk);
        store.generation = disk.list().stream().filter(name -> name.matches(SNAPSHOT + "[0-9]{1,18}"))
                .mapToLong(name -> Long.parseLong(name.substring(SNAPSHOT.length()))).max().orElse(0);
        if (store.generation == 0) {
            store.begin(first.ballot(), first.snapshot(), first.tail());
            store.recovered = first;
        } else {
            store.read();
            store.deleteOthers();
        }
        return store;
    }

    /// {@return what was on the disk when this was opened}
    public Recovered recovered() {
        return recovered;
    }

    /// Writes, in order, what a [RaftMachine] wants written: it is on the disk when this returns.
    ///
    /// @throws IOException when it cannot be written; the same may be tried again
    public void write(List<? extends RaftAction> actions) throws IOException {
        var records = new ArrayList<byte[]>();
        for (var action : actions) {
            switch (action) {
                case RaftAction.Store it -> records(records, it.ballot(), it.entries());
                case RaftAction.Keep it -> {
                    // What was to be written before is in what is written now.
                    records.clear();
                    begin(it.ballot(), it.snapshot(), it.tail());
                }
                default -> throw new IllegalArgumentException("not to be written: " + action);
            }
        }
        if (!records.isEmpty()) journal.append(records);
    }

    private static void records(List<byte[]> records, Ballot ballot, List<LogEntry> entries) {
        if (ballot != null) records.add(new FieldWriter().u8(1).u64(ballot.term()).u32(ballot.vote()).done());
        for (var entry : entries) {
            var out = new FieldWriter(entry.size()).u8(2);
            entry.write(out);
            records.add(out.done());
        }
    }

    private void begin(Ballot ballot, Snapshot snapshot, LogTail tail) throws IOException {
        long next = generation + 1;
        disk.delete(LOG + next);
        var fresh = Journal.open(LOG + next, disk.open(LOG + next, true), _ -> {});
        try {
            var records = new ArrayList<byte[]>();
            records.add(new FieldWriter().u8(3).u64(tail.index()).u64(tail.term()).done());
            records(records, ballot, tail.entries());
            fresh.append(records);
            writeSnapshot(snapshot);
            disk.force();
            disk.move(FRESH, SNAPSHOT + next);
            disk.force();
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        if (journal != null) journal.close();
        journal = fresh;
        generation = next;
        deleteOthers();
    }

    /// The checksum and length are those of a journal's record, for a snapshot longer than one: CRC-32C u32, length u32.
    private void writeSnapshot(Snapshot snapshot) throws IOException {
        byte[] bytes = snapshot.encode();
        disk.delete(FRESH);
        try (var file = disk.open(FRESH, true)) {
            var all = ByteBuffer.wrap(new FieldWriter(HEAD + bytes.length).u32(sum(bytes)).sized(4, bytes).done());
            while (all.hasRemaining()) file.write(all, all.position());
            file.force();
        }
    }

    private static int sum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private void deleteOthers() throws IOException {
        for (String name : disk.list()) {
            boolean isOurs = name.equals(FRESH) || name.matches("(" + SNAPSHOT + "|" + LOG + ")[0-9]+");
            if (isOurs && !name.equals(SNAPSHOT + generation) && !name.equals(LOG + generation)) disk.delete(name);
        }
    }

    private void read() throws IOException {
        var snapshot = readSnapshot(SNAPSHOT + generation);
        var reader = new Reading();
        journal = Journal.open(LOG + generation, disk.open(LOG + generation, false), reader::record);
        if (reader.log == null) throw new IOException(LOG + generation + " has no beginning");
        recovered = new Recovered(reader.ballot, snapshot, reader.log.tail());
    }

    private Snapshot readSnapshot(String name) throws IOException {
        try (var file = disk.open(name, false)) {
            if (file.size() > Snapshot.MOST_BYTES + (1 << 16)) throw new IOException(name + " is too long");
            var all = ByteBuffer.allocate((int) file.size());
            while (all.hasRemaining()) {
                if (file.read(all, all.position()) < 0) throw new EOFException(name + " became shorter");
            }
            var in = new FieldReader(all.array());
            int sum = (int) in.u32("checksum");
            byte[] bytes = in.sized("snapshot", 4, all.capacity());
            in.end();
            if (sum(bytes) != sum) throw new IOException(name + " is damaged: the checksum is wrong");
            return Snapshot.decode(bytes);
        } catch (ProtocolViolation e) {
            throw new IOException(name + " is damaged: " + e.getMessage(), e);
        }
    }

    /// The records of a log, one after the other.
    private static final class Reading {
        private Ballot ballot = Ballot.FIRST;
        private RaftLog log;

        void record(byte[] bytes) throws IOException {
            var in = new FieldReader(bytes);
            int kind = in.u8("kind");
            if (log == null && kind != 3) throw new ProtocolViolation("kind", 0, kind + " comes first");
            switch (kind) {
                case 1 -> ballot = new Ballot(in.u64("term"), (int) in.u32("vote"));
                case 2 -> entry(LogEntry.read(in));
                case 3 -> log = new RaftLog(new LogTail(in.u64("index"), in.u64("term"), List.of()));
                default -> throw new ProtocolViolation("kind", 0, kind + " is none of 1 to 3");
            }
            in.end();
        }

        private void entry(LogEntry entry) throws ProtocolViolation {
            if (entry.index() <= log.base() || entry.index() > log.lastIndex() + 1) {
                throw new ProtocolViolation("index", 1, entry.index() + " does not follow " + log.lastIndex());
            }
            if (entry.index() <= log.lastIndex()) log.truncate(entry.index());
            log.append(entry);
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    @Override
    public String toString() {
        return "generation " + generation + ", log of " + Text.bytes(journal.size());
    }
}
