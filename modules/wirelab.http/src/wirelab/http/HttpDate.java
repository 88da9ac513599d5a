package wirelab.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
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
    /// @param text the date
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

    /// The usual form, read by hand: the JDK's formats take ten milliseconds to get ready.
    private static Instant fixdate(String text) {
        if (text.length() != 29 || !text.endsWith(" GMT") || text.charAt(3) != ',') return null;
        int month = MONTHS.indexOf(text.substring(8, 11));
        try {
            var date = LocalDate.of(number(text, 12, 16), month / 3 + 1, number(text, 5, 7));
            var time = LocalTime.of(number(text, 17, 19), number(text, 20, 22), number(text, 23, 25));
            boolean right = month >= 0 && month % 3 == 0 && DAYS.startsWith(text.substring(0, 3), 3 * (date.getDayOfWeek().getValue() - 1))
                    && text.charAt(4) == ' ' && text.charAt(7) == ' ' && text.charAt(11) == ' ' && text.charAt(16) == ' '
                    && text.charAt(19) == ':' && text.charAt(22) == ':';
            return right ? LocalDateTime.of(date, time).toInstant(ZoneOffset.UTC) : null;
        } catch (DateTimeException | NumberFormatException _) {
            return null;
        }
    }

    private static int number(String text, int from, int to) {
        for (int i = from; i < to; i++) if (!Syntax.isDigit(text.charAt(i))) throw new NumberFormatException(text);
        return Integer.parseInt(text, from, to, 10);
    }

    /// Two digits of a year that seem more than 50 years in the future mean the past (RFC 9110, section 5.6.7).
    private static DateTimeFormatter rfc850() {
        int earliest = LocalDateTime.now(ZoneOffset.UTC).getYear() - 49;
        return new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-").appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'").toFormatter(Locale.US);
    }
}
