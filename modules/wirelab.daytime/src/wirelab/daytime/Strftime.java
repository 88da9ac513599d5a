package wirelab.daytime;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wirelab.kit.UsageException;

/// The letters of strftime (ISO C, POSIX, and those that the GNU library adds), in the "C" locale's shape.
///
/// - date: `%Y` year, `%C` century, `%y` two digits of the year, `%m` month, `%d` `%e` day, `%j` day of the year, `%D`
///   m/d/y, `%F` Y-m-d
/// - time: `%H` `%k` hour, `%I` `%l` hour of 12, `%M` minute, `%S` second, `%N` nanoseconds, `%p` `%P` AM or pm, `%T` H:M:S,
///   `%R` H:M, `%r` I:M:S p
/// - names: `%a` `%A` day of the week, `%b` `%B` `%h` month
/// - week: `%u` 1 to 7 from Monday, `%w` 0 to 6 from Sunday, `%U` `%W` week of the year, `%V` `%G` `%g` ISO week and its
///   year
/// - zone: `%z` +hhmm, `%:z` +hh:mm, `%Z` abbreviation; `%s` seconds since 1970
/// - whole: `%c` date and time, `%x` date, `%X` time
/// - other: `%%`, `%n` new line, `%t` tabulator
///
/// Between `%` and the letter may stand `-` (no padding), `_` (pad with spaces), `0` (pad with zeros), `^` (capitals), and
/// the modifiers `E` and `O`, which change nothing here.
final class Strftime {
    private static final String FLAGS = "-_0^";
    /// Stands for `%:z`, which has two letters.
    private static final char COLON_Z = 1;

    private Strftime() {}

    /// One piece of a format: plain text, or a letter with its flags.
    private record Piece(char letter, char pad, boolean capitals, String text) {}

    static TimeFormat of(String pattern, Locale locale) {
        var pieces = parse(pattern);
        return time -> {
            var text = new StringBuilder();
            for (var piece : pieces) text.append(piece.letter == 0 ? piece.text : write(piece, time, locale));
            return text.toString();
        };
    }

    private static List<Piece> parse(String pattern) {
        var pieces = new ArrayList<Piece>();
        int i = 0;
        while (i < pattern.length()) {
            int percent = pattern.indexOf('%', i);
            if (percent < 0) percent = pattern.length();
            if (percent > i) pieces.add(new Piece((char) 0, (char) 0, false, pattern.substring(i, percent)));
            if (percent == pattern.length()) break;
            i = percent + 1;
            char pad = 0;
            boolean capitals = false;
            for (; i < pattern.length() && FLAGS.indexOf(pattern.charAt(i)) >= 0; i++) {
                if (pattern.charAt(i) == '^') capitals = true;
                else pad = pattern.charAt(i);
            }
            if (i < pattern.length() && "EO".indexOf(pattern.charAt(i)) >= 0) i++;
            boolean colon = pattern.startsWith(":z", i);
            if (colon) i++;
            if (i == pattern.length()) throw new UsageException("'" + pattern + "' ends in the middle of a % letter");
            var piece = new Piece(colon ? COLON_Z : pattern.charAt(i++), pad, capitals, "");
            if (colon) i++;
            write(piece, ZonedDateTime.now(), Locale.ROOT);
            pieces.add(piece);
        }
        return pieces;
    }

    private static String write(Piece piece, ZonedDateTime time, Locale locale) {
        String text = text(piece, time, locale);
        return piece.capitals ? text.toUpperCase(locale) : text;
    }

    private static String text(Piece piece, ZonedDateTime time, Locale locale) {
        return switch (piece.letter) {
            case 'a' -> by("EEE", time, locale);
            case 'A' -> by("EEEE", time, locale);
            case 'b', 'h' -> by("MMM", time, locale);
            case 'B' -> by("MMMM", time, locale);
            case 'p' -> by("a", time, locale);
            case 'P' -> by("a", time, locale).toLowerCase(locale);
            case 'Z' -> by("zzz", time, locale);
            case 'z' -> by("xx", time, locale);
            case COLON_Z -> by("xxx", time, locale);
            case 'c' -> whole("%a %b %e %H:%M:%S %Y", time, locale);
            case 'x', 'D' -> whole("%m/%d/%y", time, locale);
            case 'X', 'T' -> whole("%H:%M:%S", time, locale);
            case 'r' -> whole("%I:%M:%S %p", time, locale);
            case 'R' -> whole("%H:%M", time, locale);
            case 'F' -> whole("%Y-%m-%d", time, locale);
            case '%' -> "%";
            case 'n' -> "\n";
            case 't' -> "\t";
            default -> number(piece, time);
        };
    }

    private static String number(Piece piece, ZonedDateTime time) {
        var sunday = WeekFields.SUNDAY_START;
        return switch (piece.letter) {
            case 'Y' -> pad(piece, time.getYear(), 1, '0');
            case 'C' -> pad(piece, Math.floorDiv(time.getYear(), 100), 2, '0');
            case 'y' -> pad(piece, Math.floorMod(time.getYear(), 100), 2, '0');
            case 'G' -> pad(piece, time.get(IsoFields.WEEK_BASED_YEAR), 1, '0');
            case 'g' -> pad(piece, Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0');
            case 'm' -> pad(piece, time.getMonthValue(), 2, '0');
            case 'd' -> pad(piece, time.getDayOfMonth(), 2, '0');
            case 'e' -> pad(piece, time.getDayOfMonth(), 2, ' ');
            case 'j' -> pad(piece, time.getDayOfYear(), 3, '0');
            case 'H' -> pad(piece, time.getHour(), 2, '0');
            case 'k' -> pad(piece, time.getHour(), 2, ' ');
            case 'I' -> pad(piece, time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, '0');
            case 'l' -> pad(piece, time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, ' ');
            case 'M' -> pad(piece, time.getMinute(), 2, '0');
            case 'S' -> pad(piece, time.getSecond(), 2, '0');
            case 'N' -> pad(piece, time.getNano(), 9, '0');
            case 's' -> pad(piece, time.toEpochSecond(), 1, '0');
            case 'u' -> pad(piece, time.getDayOfWeek().getValue(), 1, '0');
            case 'w' -> pad(piece, time.getDayOfWeek().getValue() % 7, 1, '0');
            case 'V' -> pad(piece, time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
            // Days before the first Sunday, or Monday, are in week 0.
            case 'U' -> pad(piece, (time.getDayOfYear() + 6 - time.get(sunday.dayOfWeek()) + 1) / 7, 2, '0');
            case 'W' -> pad(piece, (time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() + 1) / 7, 2, '0');
            default -> throw new UsageException("strftime has no letter %" + piece.letter);
        };
    }

    private static String by(String pattern, ZonedDateTime time, Locale locale) {
        return DateTimeFormatter.ofPattern(pattern, locale).format(time);
    }

    private static String whole(String pattern, ZonedDateTime time, Locale locale) {
        return of(pattern, locale).format(time);
    }

    private static String pad(Piece piece, long number, int width, char usual) {
        char fill = switch (piece.pad) {
            case '_' -> ' ';
            case '0' -> '0';
            default -> usual;
        };
        String digits = Long.toString(Math.abs(number));
        int missing = piece.pad == '-' ? 0 : Math.max(0, width - digits.length());
        return (number < 0 ? "-" : "") + String.valueOf(fill).repeat(missing) + digits;
    }
}
