package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmallThingsTest {
    private static final long SECOND = 1_000_000_000;

    private static InetAddress host(int n) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (n >> 8), (byte) n});
    }

    @Test
    void aSourceMayBurstAndThenActAtItsRate() throws Exception {
        var limit = new RateLimit(new Rate(10, 3, 100));
        for (int i = 0; i < 3; i++) assertTrue(limit.allows(host(1), 0));
        assertFalse(limit.allows(host(1), 0));
        assertTrue(limit.allows(host(2), 0), "another source has a bucket of its own");
        assertTrue(limit.allows(host(1), SECOND / 10));
        assertFalse(limit.allows(host(1), SECOND / 10));
        for (int i = 0; i < 3; i++) {
            assertTrue(limit.allows(host(1), 100 * SECOND), "the bucket holds the burst and no more");
        }
        assertFalse(limit.allows(host(1), 100 * SECOND));
    }

    @Test
    void onlySoManySourcesAreRemembered() throws Exception {
        var limit = new RateLimit(new Rate(1, 1, 2));
        assertTrue(limit.allows(host(1), 0));
        assertTrue(limit.allows(host(2), 0));
        assertFalse(limit.allows(host(1), 0));
        assertTrue(limit.allows(host(3), 0), "forgets host 2, which was heard least recently");
        assertFalse(limit.allows(host(1), 0));
        assertTrue(limit.allows(host(2), 0));
    }

    @Test
    void aDumpShowsOffsetHexAndAscii() {
        assertEquals("", HexDump.of(new byte[0]));
        assertEquals("""
                0000  48 54 54 50 2f 31 2e 31  20 32 30 30 0d 0a ff 00  HTTP/1.1 200....
                0010  41                                                A""",
                HexDump.of("HTTP/1.1 200\r\n\u00ff\0A".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    }

    @Test
    void countersAreReadByName() {
        var counters = new Counters();
        counters.count("refused");
        counters.adder("accepted").add(5);
        assertEquals(Map.of("accepted", 5L, "refused", 1L), counters.snapshot());
        assertEquals("accepted 5, refused 1", counters.toString());
        assertEquals(0, counters.get("never"));
    }

    @Test
    void aPoolKeepsABoundedNumberOfBuffers() {
        var pool = new BufferPool(16, 1);
        var a = pool.take();
        var b = pool.take();
        assertNotSame(a, b);
        a.put((byte) 1);
        pool.give(a);
        pool.give(b);
        assertSame(a, pool.take());
        assertEquals(0, a.position());
        assertNotSame(b, pool.take(), "the second was one too many and is gone");
    }
}
