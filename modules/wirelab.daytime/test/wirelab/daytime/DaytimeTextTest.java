package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.Fuzz;

class DaytimeTextTest {
    private static DaytimeText decode(String line) {
        return DaytimeText.decode(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Monday, February 22, 1982 17:37:43-PST      | 1982-02-23T01:37:43Z",
        "02 FEB 82 07:59:01 PST                      | 1982-02-02T15:59:01Z",
        "21 NOV 2026 02:00:10 UTC                    | 2026-11-21T02:00:10Z",
        "Mon Feb 22 17:37:43 1982                    | 1982-02-22T17:37:43Z",
        "Thu Feb  2 07:59:01 2023                    | 2023-02-02T07:59:01Z",
        "Mon Feb 22 17:37:43 CET 1982                | 1982-02-22T16:37:43Z",
        "2026-11-21T02:00:10+01:00                   | 2026-11-21T01:00:10Z",
        "2026-11-21 02:00:10 UTC                     | 2026-11-21T02:00:10Z",
        "2026-11-21 02:00:10                         | 2026-11-21T02:00:10Z",
        "61365 26-11-21 02:00:10 00 0 0 123.4 UTC(NIST) * | 2026-11-21T02:00:10Z"})
    void theSyntaxesOfTheRfcAndOfTheFieldAreUnderstood(String line, Instant time) {
        assertEquals(Optional.of(time), decode(line + "\r\n").time(ZoneOffset.UTC).map(found -> found.toInstant()));
    }

    @Test
    void whatIsUnknownIsLeftAsItIs() {
        assertTrue(decode("half past nine").time(ZoneOffset.UTC).isEmpty());
        assertTrue(decode("").time(ZoneOffset.UTC).isEmpty());
        assertEquals("half past nine", decode("half past nine\n").text());
    }

    @Test
    void ourOwnFormatIsTheFirstOfTheRfcAndReadsBack() {
        var time = Instant.parse("1982-02-23T01:37:43Z").atZone(ZoneId.of("America/Los_Angeles"));
        String line = TimeFormat.of(TimeFormat.RFC_867, Locale.ENGLISH).format(time);
        assertEquals("Monday, February 22, 1982 17:37:43-PST", line);
        assertEquals(time.toInstant(), decode(line).time(ZoneOffset.UTC).orElseThrow().toInstant());
        assertEquals(line + "\r\n", new String(new DaytimeText(line).encode(), StandardCharsets.US_ASCII));
    }

    @Test
    void noControlCharacterReachesATerminal() {
        assertEquals("\\u001b[2J21 NOV\\u0007\\u0000x", decode("\u001b[2J21 NOV\u0007\u0000x\r\n").text());
    }

    @Test
    void anyBytesAreALine() {
        byte[] line = "21 NOV 2026 02:00:10 UTC\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] other = "Monday, February 22, 1982 17:37:43-PST".getBytes(StandardCharsets.US_ASCII);
        Fuzz.mutations(867, 10_000, line, other).forEach(bytes -> {
            var text = DaytimeText.decode(ByteBuffer.wrap(bytes));
            assertFalse(text.text().chars().anyMatch(Character::isISOControl), text::toString);
            text.time(ZoneOffset.UTC);
        });
        Fuzz.truncations(other).forEach(bytes -> DaytimeText.decode(ByteBuffer.wrap(bytes)).time(ZoneOffset.UTC));
    }
}
