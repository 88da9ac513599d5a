package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @ValueSource(strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void theThreeFormsOfRfc9110AreRead(String text) {
        assertEquals(EXAMPLE, HttpDate.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08-49-37 GMT",
            "Sun, 06 Nov +994 08:49:37 GMT",
            "Sun, 06 ovD 1994 08:49:37 GMT"})
    void whatIsNoDateIsNone(String text) {
        assertNull(HttpDate.parse(text));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (long second = 0; second < 4_000_000_000L; second += 12_345_678) {
            var time = Instant.ofEpochSecond(second);
            assertEquals(time, HttpDate.parse(HttpDate.text(time)));
        }
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.text(EXAMPLE));
    }
}
