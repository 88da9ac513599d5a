package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.daytime.ZoneMessage.Answer;
import wirelab.daytime.ZoneMessage.Question;
import wirelab.daytime.ZoneMessage.Refusal;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

class ZoneResponderTest {
    private static final Instant NOW = Instant.parse("2026-07-01T10:20:30Z");
    private final ZoneResponder responder = new ZoneResponder(ZoneId.of("Europe/Madrid"), Locale.forLanguageTag("es-ES"));

    private Answer answer(String zone, String locale, Instant now) {
        return assertInstanceOf(Answer.class, responder.answer(new Question(1, zone, locale), now, ZoneSync.NONE));
    }

    private String refused(String zone) {
        var refusal = assertInstanceOf(Refusal.class, responder.answer(new Question(1, zone, ""), NOW, ZoneSync.NONE));
        assertEquals(ZoneStatus.UNKNOWN_ZONE, refusal.status());
        return refusal.text().replace('\n', ' ');
    }

    /// Through the wire format, as a client sees it: what java.time says must be in the fields.
    @Test
    void everyZoneAtAThousandInstantsIsAsJavaTimeSays() {
        var random = new Random(604);
        var instants = random.longs(1_000, Instant.parse("1850-01-01T00:00:00Z").getEpochSecond(),
                Instant.parse("2150-01-01T00:00:00Z").getEpochSecond())
                .mapToObj(second -> Instant.ofEpochSecond(second, random.nextInt(1_000_000_000))).toList();
        var names = ZoneId.getAvailableZoneIds().stream().filter(name -> !name.startsWith("SystemV/")).toList();
        assertTrue(names.size() > 500, "only " + names.size() + " zones");
        names.parallelStream().forEach(name -> compareWithJavaTime(name, instants));
    }

    private void compareWithJavaTime(String name, List<Instant> instants) {
        var bytes = ByteBuffer.allocate(ZoneMessage.SIZE);
        var english = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);
        var zone = ZoneId.of(name);
        var rules = zone.getRules();
        for (var instant : instants) {
            responder.answer(new Question(5, name, "en-US"), instant, ZoneSync.NONE).encode(bytes.clear());
            var answer = (Answer) decode(bytes.flip());
            var expected = ZonedDateTime.ofInstant(instant, zone);
            assertEquals(expected.toOffsetDateTime(), answer.time());
            assertEquals(name, answer.zone());
            assertEquals(rules.isDaylightSavings(instant), answer.isDaylightSaving());
            var next = Optional.ofNullable(rules.nextTransition(instant));
            assertEquals(next.map(change -> change.getInstant()), answer.next().map(change -> change.at()));
            assertEquals(next.map(change -> change.getOffsetAfter()), answer.next().map(change -> change.after()));
            assertEquals(english.format(expected), answer.abbreviation());
            var raw = bytes.rewind();
            assertEquals(expected.getYear(), raw.getInt(100));
            assertEquals(expected.getMonthValue(), raw.get(104));
            assertEquals(expected.getDayOfMonth(), raw.get(105));
            assertEquals(expected.getHour(), raw.get(106));
            assertEquals(expected.getMinute(), raw.get(107));
            assertEquals(expected.getSecond(), raw.get(108));
            assertEquals(expected.getDayOfWeek().getValue(), raw.get(109));
            assertEquals(expected.getDayOfYear(), raw.getShort(110));
        }
    }

    private static ZoneMessage decode(ByteBuffer bytes) {
        try {
            return ZoneMessage.decode(bytes);
        } catch (ProtocolViolation e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void inEveryLocaleTheTextFitsAndNoCharacterIsCutInHalf() throws Exception {
        var character = Pattern.compile("\\X");
        int cut = 0;
        for (var locale : Locale.getAvailableLocales()) {
            String tag = locale.stripExtensions().toLanguageTag();
            if (tag.length() > ZoneMessage.LOCALE_SIZE || tag.equals("und") || tag.contains("-x-")) continue;
            for (int month = 1; month <= 12; month++) {
                var now = ZonedDateTime.of(2026, month, 27, 23, 59, 59, 0, ZoneId.of("Pacific/Chatham"));
                var answer = answer("Pacific/Chatham", tag, now.toInstant());
                assertEquals(answer, ZoneMessage.decode(ByteBuffer.wrap(answer.encode())), tag);
                String whole = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.MEDIUM)
                        .localizedBy(Locale.forLanguageTag(answer.locale())).format(now);
                assertFalse(answer.isOtherLocale(), tag);
                assertEquals(whole.length() > answer.text().length(), answer.isCut(), tag);
                assertTrue(whole.startsWith(answer.text()), tag);
                if (!answer.isCut()) continue;
                cut++;
                var characters = character.matcher(whole);
                int end = 0;
                while (end < answer.text().length() && characters.find()) end = characters.end();
                assertEquals(answer.text().length(), end, tag + " was cut inside of a character: " + answer.text());
                assertTrue(FixedText.length(answer.text()) > ZoneMessage.TEXT_SIZE - 24, tag + " was cut more than needed");
            }
        }
        assertTrue(cut > 0, "no text was too long: nothing was tested");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Europe/Madird        | Europe/Madrid",
        "europe/madrid        | Europe/Madrid",
        "madrid               | Europe/Madrid",
        "Asia/Madrid          | Europe/Madrid",
        "new york             | America/New_York",
        "America/Los Angeles  | America/Los_Angeles",
        "Calcuta              | Asia/Calcutta"})
    void anUnknownZoneIsRefusedWithWhatWasMeant(String asked, String meant) {
        assertTrue(refused(asked).contains(meant), () -> asked + ": " + refused(asked));
    }

    @Test
    void offsetsAndNonsenseAreNoZonesAndHaveNoMatches() {
        assertEquals("", refused("qqqqqqqqqqqqqqqqqqqqqqqq"));
        refused("+02:00");
        refused("x".repeat(40));
        refused("%s\u0001\u0002");
    }

    @Test
    void emptyAsksForTheServersOwnPlace() {
        var answer = answer("", "", NOW);
        assertEquals("Europe/Madrid", answer.zone());
        assertEquals("es-ES", answer.locale());
        assertFalse(answer.isOtherLocale());
        assertEquals("miércoles, 1 de julio de 2026, 12:20:30", answer.text());
        assertEquals(new ZoneMessage.Place("Europe/Madrid", "es-ES"), answer.place());
        assertEquals("CEST", answer.abbreviation());
        assertTrue(answer.isDaylightSaving());
        assertEquals(Instant.parse("2026-10-25T01:00:00Z"), answer.next().orElseThrow().at());
    }

    @ParameterizedTest
    @CsvSource({"es-MX, es-MX, false", "es-XX, es, true", "tlh, es-ES, true", "!!!, es-ES, true", "ES-mx, es-MX, false",
        "th-TH-u-ca-buddhist-nu-thai, th-TH-u-ca-buddhist-nu-thai, false", "en-u-tz-jptyo, en, true"})
    void theNearestLocaleIsTakenAndSaidWhenItIsAnother(String asked, String used, boolean isOther) {
        var answer = answer("Europe/Madrid", asked, NOW);
        assertEquals(used, answer.locale());
        assertEquals(isOther, answer.isOtherLocale());
        assertTrue(answer.text().contains(asked.startsWith("th") ? "๒๕๖๙" : "2026"), answer.text());
    }

    @Test
    void aCalendarThatDoesNotGoBackSoFarGivesWayToTheUsualOne() {
        var answer = answer("Asia/Tokyo", "ja-JP-u-ca-japanese", Instant.parse("1850-01-01T00:00:00Z"));
        assertTrue(answer.text().contains("1850"), answer.text());
    }

    @Test
    void whatIsNoQuestionIsRefusedButNeverAnAnswerAndNeverWhatIsShorter() {
        var problem = new ProtocolViolation("reserved", 90, "is not zero");
        var question = new Question(77, "", "").encode();
        var refusal = (Refusal) responder.refuse(ByteBuffer.wrap(question), problem).orElseThrow();
        assertEquals(new Refusal(77, ZoneStatus.MALFORMED, "", "", "reserved at byte 90: is not zero"), refusal);
        var version = (Refusal) responder.refuse(ByteBuffer.wrap(question),
                new ProtocolViolation("version", 0, "9 is not 1")).orElseThrow();
        assertEquals(ZoneStatus.UNSUPPORTED_VERSION, version.status());
        assertEquals(Optional.empty(), responder.refuse(ByteBuffer.wrap(question, 0, 367), problem));
        assertEquals(Optional.empty(), responder.refuse(ByteBuffer.wrap(refusal.encode()), problem));
        assertEquals(List.of(), ZoneNames.near("", 0));
    }

    @Test
    void theNamesAreThoseOfIana() {
        var now = Instant.parse("2026-07-01T12:00:00Z");
        int[] hours = {-5, -7, -10, 8, 0, 0};
        String[] names = {"EST", "MST", "HST", "ROC", "GMT+0", "GMT-0"};
        for (int i = 0; i < names.length; i++) {
            var answer = answer(names[i], "", now);
            assertEquals(names[i], answer.zone());
            assertEquals(hours[i] * 3600, answer.time().getOffset().getTotalSeconds(), names[i]);
            assertEquals(hours[i] * 3600, Clocks.zone(names[i]).getRules().getOffset(now).getTotalSeconds(), names[i]);
        }
        var refusal = responder.answer(new Question(1, "SystemV/PST8", ""), now, ZoneSync.NONE);
        assertEquals(ZoneStatus.UNKNOWN_ZONE, assertInstanceOf(Refusal.class, refusal).status());
        assertThrows(UsageException.class, () -> Clocks.zone("SystemV/PST8"));
    }

    @Test
    void anOffsetOfNothingIsUtc() {
        assertEquals("UTC", Clocks.utc(ZoneOffset.UTC));
        assertEquals("UTC+02:00", Clocks.utc(ZoneOffset.ofHours(2)));
    }
}
