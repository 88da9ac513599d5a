package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.FieldWriter;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.terms.TableDigest;
import wirelab.terms.Terms;

/// A reducer before mappers that lie, by hand.
@Tag("socket")
class HostileTest {
    private static final long JOB = 77;
    private LocalCluster cluster;
    private Wire master;

    @BeforeEach
    void open() throws IOException {
        cluster = LocalCluster.start(1, 1);
        master = dial(0);
        master.send(new Message.Open(JOB, 4, 0, JobSpec.TERMS));
        assertEquals(new Message.Opened(JOB, List.of()), master.receive());
    }

    @AfterEach
    void close() throws IOException {
        master.close();
        cluster.close();
    }

    private Wire dial(int role) throws IOException {
        return Wire.greet(Host.HERE.connect(cluster.reducers().getFirst().address(), MapperLink.PARTY), role, new byte[0]);
    }

    private static byte[] record(String key, long value) {
        return new FieldWriter().sized(4, Terms.utf8(key)).u64(value).done();
    }

    private static Message.Attempt attempt(int portion, int number) {
        return new Message.Attempt(JOB, portion, number);
    }

    private static long digest(String key, long value) {
        byte[] bytes = Terms.utf8(key);
        return TableDigest.of(bytes, 0, bytes.length, value);
    }

    /// What the mapper is told after it sent something that it must not.
    private Message answer(Message.Announce announce, byte[]... runs) throws IOException {
        try (var mapper = dial(1)) {
            mapper.send(announce);
            assertEquals(new Message.Permit(announce.attempt()), mapper.receive());
            for (byte[] run : runs) mapper.send(new Message.Run(run));
            mapper.send(new Message.Complete(announce.terms(), announce.bytes(), announce.digest()));
            return mapper.receive();
        } catch (IOException _) {
            return null;
        }
    }

    @Test
    void aTableThatIsNotTheAnnouncedOneIsNotTakenAndTheNextOneIs() throws IOException {
        byte[] a = record("a", 1);
        byte[] b = record("b", 2);
        long digest = digest("a", 1);
        assertNull(answer(new Message.Announce(attempt(0, 0), 0, 1, a.length, digest), b), "another key");
        assertNull(answer(new Message.Announce(attempt(0, 1), 0, 1, a.length, digest), a, a), "more than announced");
        assertNull(answer(new Message.Announce(attempt(0, 2), 0, 2, 2L * a.length, 2 * digest), b, a), "not in order");
        assertNull(answer(new Message.Announce(attempt(0, 3), 0, 1, a.length, digest), new byte[] {0, 0, 0, 9, 1}),
                "cut short");
        var right = new Message.Announce(attempt(0, 4), 0, 1, a.length, digest);
        assertEquals(new Message.Accepted(attempt(0, 4)), answer(right, a));
        assertEquals(1, cluster.reducers().getFirst().counters().get("accepted"));
    }

    @Test
    void moreTermsThanFitIntoTheBytesAreRefusedBeforeAnythingIsMade() throws IOException {
        try (var mapper = dial(1)) {
            mapper.send(new Message.Announce(attempt(0, 0), 0, 1L << 32, 100, 0));
            assertThrowsOrEnds(mapper);
        }
        assertEquals(0, cluster.reducers().getFirst().counters().get("announced"));
    }

    @Test
    void aTableThatTheDiskHasNoRoomForFailsTheJobWithAReason() throws IOException {
        try (var mapper = dial(1)) {
            mapper.send(new Message.Announce(attempt(0, 0), 0, 1L << 32, 1L << 60, 0));
            assertThrowsOrEnds(mapper);
        }
        var refused = assertThrows(Wire.RefusedException.class, () -> Wire.as(Message.Opened.class, master.receive()));
        assertTrue(refused.getMessage().contains("no room for a table of"), refused.getMessage());
    }

    private static void assertThrowsOrEnds(Wire wire) {
        try {
            assertNull(wire.receive());
        } catch (IOException _) {
            // A reset is an end, too.
        }
    }

    @Test
    void twoMappersWithDifferentTablesAreReported() throws IOException {
        byte[] a = record("a", 1);
        assertEquals(new Message.Accepted(attempt(1, 0)), answer(new Message.Announce(attempt(1, 0), 0, 1, a.length,
                digest("a", 1)), a));
        try (var late = dial(1)) {
            late.send(new Message.Announce(attempt(1, 1), 0, 1, a.length, digest("a", 2)));
            assertEquals(new Message.Drop(attempt(1, 1), "the portion is there already"), late.receive());
        }
        Message.Event differs = null;
        while (differs == null) {
            if (master.receive() instanceof Message.Event event && event.kind() == ReducerMachine.DIFFERS) differs = event;
        }
        assertEquals(attempt(1, 1), differs.attempt());
    }

    @Test
    void acceptedTablesOutliveTheReducerAndOthersDoNot() throws IOException {
        byte[] a = record("a", 1);
        assertEquals(new Message.Accepted(attempt(2, 0)), answer(new Message.Announce(attempt(2, 0), 0, 1, a.length,
                digest("a", 1)), a));
        Path kept = Files.createTempDirectory("kept");
        var options = WorkerOptions.DEFAULTS.withFolder(kept.resolve("reducer"));
        try (var store = RunStore.open(options.folder())) {
            var key = new RunStore.Key(JOB, 0);
            Files.write(store.file(key, 0, 5), a);
            store.accept(key, 0, 5, digest("a", 1));
            Files.write(store.file(key, 1, 6), a);
        }
        try (var store = RunStore.open(options.folder())) {
            assertEquals(Map.of(0, digest("a", 1)), store.accepted(new RunStore.Key(JOB, 0)));
            assertTrue(!Files.exists(store.file(new RunStore.Key(JOB, 0), 1, 6)), "it was never accepted");
            store.forget(new RunStore.Key(JOB, 0));
            assertTrue(!Files.exists(store.file(new RunStore.Key(JOB, 0), 0, 5)));
        }
    }

    @Test
    void mutatedConversationsNeverStopTheReducer() throws Exception {
        var announce = new Message.Announce(attempt(3, 0), 0, 1, 13, digest("a", 1)).encode();
        var all = MessageTest.all().stream().map(Message::encode).toArray(byte[][]::new);
        var reducer = cluster.reducers().getFirst().address();
        for (byte[] bytes : Fuzz.mutations(5, 300, all).toList()) {
            try (var connection = Host.HERE.connect(reducer, MapperLink.PARTY)) {
                connection.write(new FieldWriter().sized(4, bytes).sized(4, announce).done());
                connection.endOutput();
            }
        }
        Eventually.that("all of them are gone", () -> answer(new Message.Announce(attempt(3, 1), 0, 1, 13, digest("a", 1)),
                record("a", 1)) != null);
    }
}
