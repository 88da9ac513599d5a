package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.hosts.Namespace;
import wirelab.kit.FieldWriter;
import wirelab.kit.Host;
import wirelab.terms.Oracle;
import wirelab.terms.TableDigest;
import wirelab.terms.Terms;

/// A reducer whose disk is full: a file system of three megabytes, mounted for the test.
@Tag("hosts")
class FullDiskTest {
    private static final int RECORDS = 40_000;
    @TempDir
    Path folder;
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        disk = Files.createDirectory(folder.resolve("disk"));
        Processes.run(new byte[0], "mount", "-t", "tmpfs", "-o", "size=3m", "wirelab", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) Processes.run(new byte[0], "umount", disk.toString());
    }

    private ReducerNode reducer() throws IOException {
        return ReducerNode.start(WorkerOptions.DEFAULTS.withFolder(disk.resolve("reducer")));
    }

    private static byte[] record(int number) {
        return new FieldWriter().sized(4, Terms.utf8("term" + (100_000 + number) + ".".repeat(30))).u64(1).done();
    }

    @Test
    void aDiskThatFillsUpWhileATableComesInFailsTheJobWithTheSystemsReason() throws Exception {
        byte[] first = record(0);
        long bytes = (long) RECORDS * first.length;
        long digest = IntStream.range(0, RECORDS).mapToLong(i -> TableDigest.of(record(i), 4, first.length - 12, 1)).sum();
        var attempt = new Message.Attempt(77, 0, 0);
        try (var reducer = reducer(); var master = dial(reducer, 0); var mapper = dial(reducer, 1)) {
            master.send(new Message.Open(77, 1, 0, JobSpec.TERMS));
            assertEquals(new Message.Opened(77, List.of()), master.receive());
            mapper.send(new Message.Announce(attempt, 0, RECORDS, bytes, digest));
            assertEquals(new Message.Permit(attempt), mapper.receive());
            // There was room when it was announced.
            Files.write(disk.resolve("other"), new byte[2 << 20]);
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < RECORDS; i++) mapper.send(new Message.Run(record(i)));
                mapper.send(new Message.Complete(RECORDS, bytes, digest));
                if (mapper.receive() == null) throw new IOException("hung up");
            });
            var refused = assertThrows(Wire.RefusedException.class, () -> {
                while (true) Wire.as(Message.Event.class, master.receive());
            });
            assertTrue(refused.getMessage().contains("No space left on device"), refused.getMessage());
            assertEquals(0, reducer.counters().get("accepted"));
        }
    }

    private static Wire dial(ReducerNode reducer, int role) throws IOException {
        return Wire.greet(Host.HERE.connect(reducer.address(), MapperLink.PARTY), role, new byte[0]);
    }

    @Test
    void aJobThatFailedForWantOfRoomGoesOnWhenThereIsSome() throws Exception {
        var words = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) words.append("term").append(100_000 + i).append("x".repeat(30)).append(' ');
        byte[] text = Terms.utf8(words.toString());
        var options = JobOptions.of(Files.write(folder.resolve("in"), text), folder.resolve("out")).withPortions(2, 1);
        var own = WorkerOptions.DEFAULTS.withFolder(folder.resolve("mapper"));
        try (var reducer = reducer(); var mapper = MapperNode.start(own)) {
            Files.write(disk.resolve("other"), new byte[3 << 19]);
            var config = new ClusterConfig(List.of(mapper.address()), List.of(reducer.address()), "");
            try (var master = JobMaster.of(Host.HERE, () -> config, options)) {
                var failed = assertThrows(IOException.class, master::run);
                assertTrue(failed.getMessage().contains("no room for a table")
                        || failed.getMessage().contains("No space left on device"), failed.getMessage());
            }
            assertFalse(Files.exists(options.out()), "no result is better than half of one");
            Processes.run(new byte[0], "mount", "-o", "remount,size=64m", disk.toString());
            try (var master = JobMaster.of(Host.HERE, () -> config, options.withResume(false, true))) {
                master.run();
            }
            assertEquals(Oracle.table(text), Files.readString(options.out()));
        }
    }
}
