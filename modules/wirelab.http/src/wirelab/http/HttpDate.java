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
    private static final DateTimeFormatter FIXDATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private HttpDate() {}

    /// Writes a date.
    ///
    /// @param time the time; parts of a second are cut off
    /// @return as IMF-fixdate
    public static String text(Instant time) {
        return FIXDATE.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    /// Reads a date in any of the three forms.
    ///
    /// @param text the date
    /// @return the time, or `null` when it is none: a field with a date that cannot be read is as good as absent
    public static Instant parse(String text) {
        if (text == null) return null;
        for (var form : List.of(FIXDATE, rfc850(), DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US))) {
            try {
                return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                // Perhaps one of the other forms.
            }
        }
        return null;
    }

    /// Two digits of a year that seem more than 50 years in the future mean the past (RFC 9110, section 5.6.7).
    private static DateTimeFormatter rfc850() {
        int earliest = LocalDateTime.now(ZoneOffset.UTC).getYear() - 49;
        return new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-").appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'").toFormatter(Locale.US);
    }
}
