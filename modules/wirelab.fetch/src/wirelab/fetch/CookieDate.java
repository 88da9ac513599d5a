package wirelab.fetch;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The date in a cookie's `Expires` as RFC 6265, section 5.1.1, has it read: whatever servers have ever sent. Words between
/// delimiters are looked at one by one, and the first that can be a time, a day of the month, a month or a year is it.
///
/// ```
/// Sun, 06 Nov 1994 08:49:37 GMT     Sunday, 06-Nov-94 08:49:37 GMT
/// Sun Nov  6 08:49:37 1994          6 nov 94 8:49:37 whatever
/// ```
final class CookieDate {
    /// Everything that can separate words: all but letters, digits, colons, and what is no ASCII character.
    private static final Pattern DELIMITERS = Pattern.compile("[\\t\\x20-\\x2f\\x3b-\\x40\\x5b-\\x60\\x7b-\\x7e]+");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:\\D.*)?", Pattern.DOTALL);
    private static final Pattern DAY = Pattern.compile("(\\d{1,2})(?:\\D.*)?", Pattern.DOTALL);
    private static final Pattern YEAR = Pattern.compile("(\\d{2,4})(?:\\D.*)?", Pattern.DOTALL);
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    /// A longer text is no date.
    private static final int LONGEST = 200;

    private Matcher time;
    private int day = -1;
    private int month = -1;
    private int year = -1;

    private CookieDate() {}

    /// {@return the time, or `null` when it is none: then the cookie has no such attribute}
    static Instant parse(String text) {
        if (text.length() > LONGEST) return null;
        var date = new CookieDate();
        for (String word : DELIMITERS.split(text)) date.take(word);
        return date.instant();
    }

    private void take(String word) {
        Matcher found;
        if (time == null && (found = TIME.matcher(word)).matches()) {
            time = found;
        } else if (day < 0 && (found = DAY.matcher(word)).matches()) {
            day = Integer.parseInt(found.group(1));
        } else if (month < 0 && month(word) >= 0) {
            month = month(word);
        } else if (year < 0 && (found = YEAR.matcher(word)).matches()) {
            year = Integer.parseInt(found.group(1));
        }
    }

    private static int month(String word) {
        if (word.length() < 3) return -1;
        int at = MONTHS.indexOf(word.substring(0, 3).toLowerCase(Locale.ROOT));
        return at < 0 || at % 3 != 0 ? -1 : at / 3 + 1;
    }

    private Instant instant() {
        if (time == null || day < 0 || month < 0 || year < 0) return null;
        int whole = year >= 70 && year <= 99 ? year + 1900 : year <= 69 ? year + 2000 : year;
        if (whole < 1601) return null;
        try {
            return LocalDateTime.of(whole, month, day, part(1), part(2), part(3)).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            // 30 February, 25 o'clock: no date.
            return null;
        }
    }

    private int part(int i) {
        return Integer.parseInt(time.group(i));
    }
}
