package wirelab.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/// Dates in header fields (RFC 9110, section 5.6.7): written in one form, read in three.
///
/// | form | example |
/// | --- | --- |
/// | IMF-fixdate | `Sun, 06 Nov 1994 08:49:37 GMT` |
/// | RFC 850, obsolete | `Sunday, 06-Nov-94 08:49:37 GMT` |
/// | asctime, obsolete | `Sun Nov  6 08:49:37 1994` |
public final class HttpDate {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// Made ready when the first date is written.
    private static final class Fixdate {
        static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    }

    private HttpDate() {}

    /// Writes a date.
    ///
    /// @param time the time; parts of a second are cut off
    /// @return as IMF-fixdate
    public static String text(Instant time) {
        return Fixdate.FORM.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    /// Reads a date in any of the three forms.
    ///
    /// @return the time, or `null` when it is none: a field with a date that cannot be read is as good as absent
    public static Instant parse(String text) {
        if (text == null) return null;
        var fixdate = fixdate(text);
        if (fixdate != null) return fixdate;
        for (var form : List.of(rfc850(), DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US))) {
            try {
                return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                // Perhaps one of the other forms.
            }
        }
        return null;
    }

    /// The usual form, read by hand, calendar included: the JDK's formats take ten milliseconds to get ready.
    private static Instant fixdate(String text) {
        if (text.length() != 29 || text.charAt(4) != ' ' || text.charAt(7) != ' ' || text.charAt(11) != ' '
                || text.charAt(16) != ' ' || text.charAt(3) != ',' || text.charAt(19) != ':' || text.charAt(22) != ':'
                || !text.endsWith(" GMT")) {
            return null;
        }
        int day = number(text, 5, 7);
        int month = MONTHS.indexOf(text.substring(8, 11));
        int year = number(text, 12, 16);
        int hour = number(text, 17, 19);
        int minute = number(text, 20, 22);
        int second = number(text, 23, 25);
        if (month < 0 || month % 3 != 0 || year < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0
                || second > 59) {
            return null;
        }
        month = month / 3 + 1;
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int longest = month == 2 ? leap ? 29 : 28 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        if (day < 1 || day > longest) return null;
        // Days since 1970 with years that begin in March, so that the leap day is their last.
        int y = month > 2 ? year : year - 1;
        long days = 365L * y + Math.floorDiv(y, 4) - Math.floorDiv(y, 100) + Math.floorDiv(y, 400)
                + (153 * ((month + 9) % 12) + 2) / 5 + day - 719_469;
        if (!DAYS.startsWith(text.substring(0, 3), 3 * (int) Math.floorMod(days + 3, 7L))) return null;
        return Instant.ofEpochSecond(days * 86_400 + hour * 3600 + minute * 60 + second);
    }

    /// @return the number, or -1 when there is another character than a digit
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!Syntax.isDigit(text.charAt(i))) return -1;
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    /// Two digits of a year that seem more than 50 years in the future mean the past (RFC 9110, section 5.6.7).
    private static DateTimeFormatter rfc850() {
        int earliest = LocalDateTime.now(ZoneOffset.UTC).getYear() - 49;
        return new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'").toFormatter(Locale.US);
    }

    /// The present second as `Date` has it (RFC 9110, section 6.6.1), made anew once a second and not for each response.
    ///
    /// @param second seconds since 1970
    /// @param text as IMF-fixdate
    record Now(long second, String text) {
        private static volatile Now current = of(0);

        static Now get() {
            long second = System.currentTimeMillis() / 1000;
            var now = current;
            if (now.second != second) current = now = of(second);
            return now;
        }

        private static Now of(long second) {
            return new Now(second, HttpDate.text(Instant.ofEpochSecond(second)));
        }
    }
}
