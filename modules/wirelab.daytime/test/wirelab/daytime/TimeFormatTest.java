package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Peer;
import wirelab.kit.UsageException;

class TimeFormatTest {
    private static final ZonedDateTime TIME = Instant.parse("1982-02-02T15:59:01.000123456Z")
            .atZone(ZoneId.of("America/Los_Angeles"));

    private static String format(String pattern) {
        return TimeFormat.of(pattern, Locale.ENGLISH).format(TIME);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "%c                  | Tue Feb  2 07:59:01 1982",
        "%Y-%m-%d            | 1982-02-02",
        "%a %A %b %B %h      | Tue Tuesday Feb February Feb",
        "%H:%M:%S %I %p %P   | 07:59:01 07 AM am",
        "%-d %_m %-H %^a %05 | %05",
        "%j %U %W %V %u %w   | 033 05 05 05 2 2",
        "%z %:z %Z %s        | -0800 -08:00 PST 381513541",
        "100%%               | 100%",
        "at %EY %Od          | at 1982 02"})
    void lettersOfStrftime(String pattern, String expected) {
        if (expected.contains("%0")) assertThrows(UsageException.class, () -> format(pattern));
        else assertEquals(expected, format(pattern));
    }

    @Test
    void aPatternWithoutPercentIsOneOfDateTimeFormatter() {
        assertEquals("1982/02/02 07.59 PST", format("uuuu/MM/dd HH.mm zzz"));
        assertEquals("mardi", TimeFormat.of("EEEE", Locale.FRENCH).format(TIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "abc %", "%Q", "%-", "%:", "uuuu 'open", "bbbb{", "jj"})
    void aPatternThatMakesNoSenseIsAUsersMistake(String pattern) {
        var e = assertThrows(UsageException.class, () -> TimeFormat.of(pattern, Locale.ENGLISH));
        assertTrue(e.getMessage().contains(pattern) || e.getMessage().contains("%Q")
                || e.getMessage().contains("%:"), e.getMessage());
    }

    /// All letters at a thousand instants, beside what the `date` of GNU prints for the same.
    @Tag("interop")
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Madrid", "America/New_York"})
    void allLettersAreAsDatePrintsThem(String zone, @TempDir Path folder) throws Exception {
        String date = Peer.require("date", "coreutils");
        var letters = new ArrayList<String>();
        for (char c : "aAbBcCdDeFgGhHIjklmMNpPrRsSTuUVwWxXyYzZ".toCharArray()) letters.add("%" + c);
        letters.addAll(List.of("%-d", "%_d", "%_H", "%-j", "%0e", "%0k", "%^a", "%^B", "%:z", "%-y", "%_m", "%-I"));
        String pattern = String.join("|", letters);
        var random = new Random(1003);
        var seconds = random.longs(1_000, 0, 4_000_000_000L).boxed().toList();
        var file = Files.write(folder.resolve("dates"), seconds.stream().map(second -> "@" + second).toList());
        try (var peer = Peer.start("env", "LC_ALL=C", "TZ=" + zone, date, "-f", file.toString(), "+" + pattern)) {
            assertEquals(0, peer.awaitExit(), peer.output());
            var expected = peer.output().lines().toList();
            var ours = TimeFormat.of(pattern, Locale.ENGLISH);
            for (int i = 0; i < seconds.size(); i++) {
                assertEquals(expected.get(i), ours.format(Instant.ofEpochSecond(seconds.get(i)).atZone(ZoneId.of(zone))),
                        "@" + seconds.get(i));
            }
        }
    }
}
