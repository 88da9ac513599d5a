package wirelab.daytime;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import wirelab.kit.UsageException;

/// How a date and time is written: by a pattern of [DateTimeFormatter], or by the letters of strftime when there is a `%` in
/// it.
@FunctionalInterface
public interface TimeFormat {
    /// `Tuesday, February 22, 1982 17:37:43-PST`: the first of the two syntaxes that RFC 867 calls popular.
    String RFC_867 = "EEEE, MMMM d, uuuu HH:mm:ss-zzz";

    String format(ZonedDateTime time);

    /// Reads a format.
    ///
    /// @param pattern such as `%Y-%m-%d %H:%M:%S` or `uuuu-MM-dd HH:mm:ss`
    /// @param locale the language of names of months and days
    /// @throws UsageException when the pattern makes no sense, with the reason
    static TimeFormat of(String pattern, Locale locale) {
        if (pattern.contains("%")) return Strftime.of(pattern, locale);
        try {
            var formatter = DateTimeFormatter.ofPattern(pattern, locale);
            // Some patterns can be read but not written.
            formatter.format(ZonedDateTime.now());
            return formatter::format;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UsageException("'" + pattern + "' is neither strftime nor a DateTimeFormatter pattern: "
                    + e.getMessage());
        }
    }
}
