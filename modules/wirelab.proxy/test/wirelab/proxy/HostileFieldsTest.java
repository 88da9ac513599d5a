package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import wirelab.http.Headers;
import wirelab.http.RequestHead;
import wirelab.kit.Fuzz;

/// Whatever an origin says in its fields, there is a decision, and it is on the safe side.
class HostileFieldsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final byte[][] VALUES = bytes("max-age=60, s-maxage=\"10\", private=\"a, b\"", "no-cache, foo=\"x\\\"y\"",
            "public, stale-while-revalidate=5;a=1", "?1, a=(1 2), b;c=\"d\"", "Sun, 06 Nov 1994 08:49:37 GMT", "7200",
            "Accept-Encoding, *", "W/\"abc\"");

    private static byte[][] bytes(String... texts) {
        var all = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) all[i] = texts[i].getBytes(StandardCharsets.ISO_8859_1);
        return all;
    }

    @Test
    void noFieldMakesTheCacheFail() {
        var names = new String[] {"Cache-Control", "CDN-Cache-Control", "Expires", "Age", "Vary", "ETag",
            "Last-Modified", "Date"};
        int[] decisions = new int[2];
        Fuzz.mutations(5, 100_000, VALUES).forEach(bytes -> {
            String value = new String(bytes, StandardCharsets.ISO_8859_1)
                    .replaceAll("[\\x00-\\x08\\x0a-\\x1f\\x7f]", "").strip();
            var response = Headers.EMPTY.edit();
            for (String name : names) response.add(name, value);
            var headers = response.build();
            var request = RequestHead.of("GET", "/", Headers.of("Host", "a", "Cache-Control", value));
            long lifetime = Freshness.lifetime(200, headers, NOW);
            assertTrue(lifetime >= 0 && lifetime <= Directives.FOREVER, value);
            var entry = new Entry(200, Policy.kept(headers), ByteBuffer.allocate(0), NOW, NOW, Selection.ANY, false);
            assertTrue(Freshness.age(NOW.plusSeconds(1), entry) >= 1, value);
            Reuse.decide(NOW, entry, Directives.ofRequest(request.headers()));
            decisions[Policy.refusal(request, 200, headers) == null ? 0 : 1]++;
        });
        assertTrue(decisions[0] > 1000 && decisions[1] > 1000, "both were decided: " + decisions[0] + ", " + decisions[1]);
    }
}
