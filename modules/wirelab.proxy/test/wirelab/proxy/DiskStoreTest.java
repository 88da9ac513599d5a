package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Headers;
import wirelab.kit.Counters;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// What is on the disk comes back as it was, or not at all.
class DiskStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String URI = "http://example.org:80/a?b=c";

    @TempDir
    Path folder;
    private final Counters counters = new Counters();

    private static Entry entry(String kind, int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        var headers = Headers.of("Cache-Control", "max-age=60", "ETag", "\"" + kind + "\"", "Vary", "X-Kind, X-None");
        var selection = Selection.of(headers, Headers.of("X-Kind", kind));
        return new Entry(200, headers, ByteBuffer.wrap(bytes), NOW, NOW.plusMillis(7), selection, false);
    }

    private DiskStore open() throws IOException {
        return DiskStore.open(folder, 1 << 20, counters);
    }

    /// A folder with one response in it.
    private Path one() throws IOException {
        try (var store = open()) {
            store.put(URI, entry("k", 100));
        }
        return files().getFirst();
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("wirelab.cache")).sorted().toList();
        }
    }

    private static Entry find(DiskStore store, String kind) {
        var found = store.find(URI, Headers.of("X-Kind", kind));
        return found == null ? null : found.entry();
    }

    @Test
    void whatWasPutInIsThereAfterARestart() throws Exception {
        var kept = entry("k", 100_000);
        try (var store = open()) {
            store.put(URI, kept);
            assertEquals(kept.body(), find(store, "k").body(), "before it is written");
        }
        try (var store = open()) {
            var found = find(store, "k");
            assertEquals(kept.body(), found.body());
            assertEquals(kept.headers(), found.headers());
            assertEquals(kept.asked(), found.asked());
            assertEquals(List.of(200, NOW, NOW.plusMillis(7), 60L, false),
                    List.of(found.status(), found.requested(), found.received(), found.lifetime(), found.mustValidate()));
            assertNull(find(store, "another"));
            assertTrue(store.known(URI));
            assertEquals(1, store.size());
        }
        assertEquals(0, counters.get("damaged"));
    }

    @Test
    void aFileThatEndsAnywhereTooEarlyIsGone() throws Exception {
        var file = one();
        byte[] whole = Files.readAllBytes(file);
        for (int n = 0; n < whole.length; n++) {
            Files.write(file, Arrays.copyOf(whole, n));
            try (var store = open()) {
                assertNull(find(store, "k"), "cut after " + n + " bytes");
            }
            assertFalse(Files.exists(file), "cut after " + n + " bytes");
        }
        assertEquals(whole.length, counters.get("damaged"));
    }

    @Test
    void aFlippedBitAnywhereMakesItNoResponse() throws Exception {
        var file = one();
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < 8 * whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            String where = "bit " + i;
            assertThrows(ProtocolViolation.class, () -> decode(flipped), where);
            if (i % 29 != 0) continue;
            Files.write(file, flipped);
            try (var store = open()) {
                assertNull(find(store, "k"), where);
            }
            assertFalse(Files.exists(file), where);
        }
    }

    private static Stored decode(byte[] file) throws ProtocolViolation {
        byte[] prefix = Arrays.copyOf(file, Math.min(Stored.PREFIX, file.length));
        var lengths = Stored.prefix(prefix, file.length);
        byte[] head = Arrays.copyOfRange(file, Stored.PREFIX, Stored.PREFIX + lengths.head());
        return Stored.of(prefix, head, file.length,
                ByteBuffer.wrap(file, Stored.PREFIX + lengths.head(), (int) lengths.body()).slice());
    }

    @Test
    void noDamageMakesReadingFail() throws Exception {
        byte[] whole = Files.readAllBytes(one());
        int[] same = new int[1];
        Fuzz.mutations(3, 100_000, whole).forEach(bytes -> {
            try {
                decode(bytes);
                assertTrue(Arrays.equals(whole, bytes), "another one was taken for it");
                same[0]++;
            } catch (ProtocolViolation _) {
                // As it should be.
            }
        });
        assertTrue(same[0] < 10_000, same[0] + " mutations changed nothing");
    }

    @Test
    void headsWhoseSumsAreRightAreReadToTheEndAllTheSame() throws Exception {
        byte[] whole = Files.readAllBytes(one());
        var lengths = Stored.prefix(Arrays.copyOf(whole, Stored.PREFIX), whole.length);
        byte[] head = Arrays.copyOfRange(whole, Stored.PREFIX, Stored.PREFIX + lengths.head());
        int[] refused = new int[1];
        Fuzz.mutations(4, 100_000, head).forEach(bytes -> {
            byte[] prefix = Sums.prefix(bytes);
            try {
                Stored.of(prefix, bytes, Stored.PREFIX + bytes.length, ByteBuffer.allocate(0));
            } catch (ProtocolViolation _) {
                refused[0]++;
            }
        });
        assertTrue(refused[0] > 10_000, "refused " + refused[0]);
    }

    @Test
    void itNeverHoldsMoreThanItMayAndTheOneThatWasNotUsedGoesFirst() throws Exception {
        try (var store = DiskStore.open(folder, 50_000, counters)) {
            for (int i = 0; i < 100; i++) {
                store.put("/" + i, entry("k", 4000));
                store.find("/0", Headers.of("X-Kind", "k"));
                assertTrue(store.bytes() <= 50_000, store::toString);
            }
            assertNotNull(store.find("/0", Headers.of("X-Kind", "k")), "used all the time");
            assertNull(store.find("/1", Headers.of("X-Kind", "k")));
            store.flush();
            long bytes = 0;
            for (var file : files()) bytes += Files.size(file);
            assertEquals(store.bytes(), bytes);
        }
        try (var store = DiskStore.open(folder, 10_000, counters)) {
            assertEquals(2, store.size(), "a smaller one keeps what fits");
            assertEquals(2, files().size());
        }
    }

    @Test
    void whatIsTakenOutIsGoneForGood() throws Exception {
        try (var store = open()) {
            store.put(URI, entry("a", 10));
            store.put(URI, entry("b", 10));
            assertEquals(2, store.size());
            assertTrue(store.purge(URI), "not yet written, perhaps");
            assertFalse(store.purge(URI));
        }
        assertEquals(List.of(), files());
        one();
        try (var store = open()) {
            store.put(URI, entry("k", 20));
            assertEquals(1, store.size(), "it took the place of the older one");
            assertEquals(20, find(store, "k").body().remaining());
        }
        try (var store = open()) {
            assertEquals(20, find(store, "k").body().remaining());
        }
    }

    @Test
    void whatCannotBeWrittenIsNotKept() throws Exception {
        try (var store = open()) {
            Files.delete(folder.resolve("wirelab.cache"));
            Files.delete(folder);
            store.put(URI, entry("k", 10));
            store.flush();
            assertEquals(1, counters.get("not written"));
            assertNull(find(store, "k"));
            assertEquals(0, store.bytes());
        }
    }

    @Test
    void nobodyElsesFilesAreTouched() throws Exception {
        var file = folder.resolve("0123456789abcdef0123456789abcdef");
        Files.writeString(file, "a picture of the sea");
        assertThrows(UsageException.class, this::open);
        assertEquals("a picture of the sea", Files.readString(file));
    }

    @Test
    void twoProxiesDoNotShareOne() throws Exception {
        try (var _ = open()) {
            assertTrue(assertThrows(IOException.class, this::open).getMessage().endsWith("is in use by another proxy"));
        }
        open().close();
    }

    @Test
    void whatWasBeingWrittenIsDeleted() throws Exception {
        var file = one();
        var beside = folder.resolve("0123456789abcdef0123456789abcdef.new");
        Files.write(beside, new byte[10]);
        Files.move(file, folder.resolve("0123456789abcdef0123456789abcdef"));
        open().close();
        assertEquals(List.of(), files(), "one whose name says something else is none either");
    }
}
