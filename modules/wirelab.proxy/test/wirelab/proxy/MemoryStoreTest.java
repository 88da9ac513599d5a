package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.http.Headers;

class MemoryStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static Entry entry(int bytes) {
        return new Entry(200, Headers.EMPTY, ByteBuffer.allocate(bytes), NOW, NOW, Selection.ANY, false);
    }

    private static Entry variant(String kind) {
        var selection = Selection.of(Headers.of("Vary", "X-Kind"), Headers.of("X-Kind", kind));
        return new Entry(200, Headers.EMPTY, ByteBuffer.allocate(10), NOW, NOW, selection, false);
    }

    @Test
    void itNeverHoldsMoreThanItMay() {
        var store = new MemoryStore(4 << 20);
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            store.find("/" + i, Headers.EMPTY);
            store.put("/" + random.nextInt(3000), entry(random.nextInt(20_000)));
            assertTrue(store.bytes() <= 4 << 20, () -> store.toString());
        }
        assertTrue(store.bytes() > 3 << 20, () -> store.toString());
        int size = store.size();
        for (int i = 0; i < 3000; i++) store.purge("/" + i);
        assertTrue(size > 0);
        assertEquals(0, store.size());
        assertEquals(0, store.bytes());
    }

    @Test
    void whatIsLongerThanEverythingIsNotKept() {
        var store = new MemoryStore(1 << 20);
        store.put("/", entry(2 << 20));
        assertNull(store.find("/", Headers.EMPTY));
        assertEquals(0, store.bytes());
    }

    @Test
    void oneUriHasAtMostTwentyVariants() {
        var store = new MemoryStore(1 << 20);
        for (int i = 0; i < 50; i++) store.put("/", variant("k" + i));
        assertEquals(20, store.size());
        assertNotNull(store.find("/", Headers.of("X-Kind", "k49")));
        assertNull(store.find("/", Headers.of("X-Kind", "k0")));
        store.put("/", variant("k49"));
        assertEquals(20, store.size(), "the same variant takes its own place");
    }

    /// Requests by Zipf's law, and through them a scan of things that are wanted once.
    private static double hitRate(boolean scan) {
        var store = new MemoryStore(8 << 20);
        var random = new Random(11);
        int hits = 0;
        int requests = 60_000;
        for (int i = 0; i < requests; i++) {
            int wanted = (int) Math.min(20_000, Math.pow(20_000, random.nextDouble()));
            if (store.find("/" + wanted, Headers.EMPTY) != null) hits++;
            else store.put("/" + wanted, entry(8000));
            if (scan && i % 2 == 0 && store.find("/scan/" + i, Headers.EMPTY) == null) store.put("/scan/" + i, entry(8000));
        }
        return hits / (double) requests;
    }

    @Test
    void aScanDoesNotFlushWhatIsWantedAgainAndAgain() {
        double without = hitRate(false);
        double with = hitRate(true);
        assertTrue(without > 0.5, "a hit rate of " + without);
        assertTrue(with >= 0.95 * without, with + " with a scan, " + without + " without");
    }

    @Test
    void theSketchKnowsTheFrequentFromTheRareAndForgets() {
        var sketch = new Sketch(1024);
        for (int i = 0; i < 10; i++) sketch.add("often");
        sketch.add("once");
        assertTrue(sketch.frequency("often") > sketch.frequency("once"));
        for (int i = 0; i < 100_000; i++) sketch.add("other" + i);
        assertTrue(sketch.frequency("often") < 10, "it was asked for long ago");
    }
}
