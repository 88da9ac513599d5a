package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import wirelab.http.Headers;

class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static Entry entry(Instant requested, Instant received, String... fields) {
        return new Entry(200, Headers.of(fields), ByteBuffer.allocate(0), requested, received, Selection.ANY, false);
    }

    @Test
    void theTimeThatTheAnswerTookCounts() {
        assertEquals(4, Freshness.age(NOW, entry(NOW.minusSeconds(4), NOW)));
        assertEquals(14, Freshness.age(NOW, entry(NOW.minusSeconds(4), NOW, "Age", "10")));
        assertEquals(24, Freshness.age(NOW.plusSeconds(10), entry(NOW.minusSeconds(4), NOW, "Age", "10")));
    }

    @Test
    void aClockThatIsAheadMakesNothingYounger() {
        assertEquals(0, Freshness.age(NOW, entry(NOW, NOW, "Date", "Sat, 28 Nov 2026 13:00:00 GMT")));
        assertEquals(0, Freshness.age(NOW.minusSeconds(50), entry(NOW, NOW)));
    }

    @Test
    void aQuestionNamesBothValidatorsAndNoneOfTheClients() {
        var entry = entry(NOW, NOW, "ETag", "\"a\"", "Last-Modified", "Sat, 28 Nov 2026 11:00:00 GMT");
        var asked = Update.condition(Headers.of("If-None-Match", "\"theirs\"", "Range", "bytes=0-1", "If-Match", "*",
                "If-Range", "\"x\"", "Other", "stays"), entry);
        assertEquals("\"a\"", asked.joined("If-None-Match"));
        assertEquals("Sat, 28 Nov 2026 11:00:00 GMT", asked.joined("If-Modified-Since"));
        assertEquals("stays", asked.first("Other"));
        for (String name : new String[] {"Range", "If-Match", "If-Range"}) assertFalse(asked.has(name), name);
    }
}
