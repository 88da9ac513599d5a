package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.folder.FolderKeeper;
import wirelab.folder.KeeperOptions;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Eventually;
import wirelab.raft.FolderDisk;
import wirelab.raft.LogEntry;
import wirelab.raft.Members;
import wirelab.raft.RaftAction;
import wirelab.raft.RaftStore;
import wirelab.raft.Recovered;

/// A node acknowledges no further than the first entry whose content it does not have.
class LogWriterTest {
    private static final Bytes CONTENT = Bytes.wrap(new byte[10_000]);
    private static final TreeNode.FileNode FILE = new TreeNode.FileNode(Contents.hash(CONTENT), 10_000, 0644, 0);

    @TempDir
    private Path folder;
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean reachable = new AtomicBoolean();

    private RaftStore store() throws IOException {
        return RaftStore.open(new FolderDisk(folder.resolve("raft")), Recovered.first(Members.of(0)));
    }

    private LogWriter writer(Contents contents) throws IOException {
        return new LogWriter("test", store(), contents, hashes -> {
            asked.incrementAndGet();
            if (!reachable.get()) return;
            try (var staging = contents.begin(FILE.hash(), FILE.size())) {
                staging.write(ByteBuffer.wrap(CONTENT.array()), 0);
                staging.complete();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, committed::get, stored::set).start();
    }

    private static RaftAction.Store entry(long index, TreeChange change) {
        var content = new LogEntry.Command(1, index, change.encode());
        return new RaftAction.Store(index, null, List.of(new LogEntry(index, 1, content)));
    }

    @Test
    void anEntryWaitsForItsContentAndWhatFollowsWaitsWithIt() throws IOException {
        try (var keeper = FolderKeeper.open(Files.createDirectory(folder.resolve("f")), KeeperOptions.DEFAULTS)) {
            var contents = new Contents(keeper.contents(), ContentPiece.Rate.FREE);
            try (var writer = writer(contents)) {
                writer.add(entry(1, new TreeChange.Mkdir("d", 0755)));
                writer.add(entry(2, new TreeChange.Put("x", FILE, null)));
                writer.add(entry(3, new TreeChange.Mkdir("e", 0755)));
                Eventually.that("it asks for the content again and again", () -> asked.get() >= 3);
                assertEquals(1, stored.get());
                assertFalse(writer.trouble().isEmpty());
                reachable.set(true);
                Eventually.that("all is written", () -> stored.get() == 3);
                assertTrue(contents.has(FILE.hash()));
            }
            try (var again = store()) {
                assertEquals(3, again.recovered().tail().entries().size());
            }
        }
    }

    @Test
    void whatAMajorityHasIsWrittenAtOnce() throws IOException {
        try (var keeper = FolderKeeper.open(Files.createDirectory(folder.resolve("f")), KeeperOptions.DEFAULTS)) {
            committed.set(1);
            try (var writer = writer(new Contents(keeper.contents(), ContentPiece.Rate.FREE))) {
                writer.add(entry(1, new TreeChange.Put("x", FILE, null)));
                Eventually.that("it is written", () -> stored.get() == 1);
                assertEquals(0, asked.get());
            }
        }
    }
}
