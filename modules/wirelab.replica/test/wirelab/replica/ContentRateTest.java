package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.UsageException;

@Tag("once")
class ContentRateTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void whatIsSentWaitsBehindAllThatWasSentBefore() {
        var rate = new ContentPiece.Rate(1_000);
        long now = System.nanoTime() + SECOND;
        assertEquals(SECOND / 2, rate.left(now, 500));
        assertEquals(SECOND, rate.left(now, 500));
        assertEquals(SECOND * 3 / 4, rate.left(now + SECOND / 2, 250));
    }

    @Test
    void timeInWhichNothingWasSentIsNotMadeUpFor() {
        var rate = new ContentPiece.Rate(1_000);
        long now = System.nanoTime() + SECOND;
        rate.left(now, 500);
        assertEquals(SECOND, rate.left(now + 60 * SECOND, 1_000));
    }

    @Test
    void aLimitIsNotSoLowThatAPeerWouldBeTakenForDead() {
        assertThrows(UsageException.class, () -> ReplicaOptions.DEFAULTS.withLimit(1_000));
    }

    @Test
    @Tag("socket")
    void aContentWaitsForTheLimitAndTheLogDoesNot(@TempDir Path folder) throws Exception {
        int perSecond = 1 << 17;
        try (var group = new Group(folder, 3, ReplicaOptions.DEFAULTS.withLimit(perSecond), true)) {
            group.leader();
            var content = new byte[8 * perSecond];
            new Random(1).nextBytes(content);
            var big = group.session(Duration.ofMinutes(2));
            long began = System.nanoTime();
            var put = CompletableFuture.runAsync(() -> {
                try {
                    big.put("big", 0644, content);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            // It comes with its entry of the log.
            group.session().put("small", 0644, "not held up".getBytes());
            assertFalse(put.isDone());
            put.join();
            long took = System.nanoTime() - began;
            assertTrue(took > 7 * SECOND, "8 s of content took " + took / 1e9 + " s");
            group.agree();
        }
    }

    @Test
    @Tag("socket")
    void aNodeSaysHowFarItsCopyIsAndAClientHowMuchItHasSent(@TempDir Path folder) throws Exception {
        int size = 1 << 20;
        try (var group = new Group(folder, 3, ReplicaOptions.DEFAULTS.withLimit(1 << 18), false)) {
            group.start(0);
            group.start(1);
            var file = Files.write(folder.resolve("file"), new byte[size + 1]);
            var told = new ArrayList<Long>();
            group.session(Duration.ofMinutes(2)).put("a", 0644, file, told::add);
            assertEquals(size + 1, told.getLast());
            var late = group.start(2);
            Eventually.that("the copy is under way", () -> late.moment().copying().done() > 0);
            group.agree();
            Eventually.that("nothing more is on its way", () -> late.moment().copying().total() == 0);
            assertEquals("nothing is being copied", late.moment().copying().toString());
        }
    }
}
