package wirelab.daytime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.JulianFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import wirelab.kit.Visible;

/// What a daytime server said (RFC 867): a line that the RFC leaves to the server, "in any format".
///
/// The two syntaxes that the RFC shows are understood, and those of servers that are met in the field: inetd and xinetd,
/// `date` and `ctime` of Unix, ISO 8601, and that of NIST with its modified Julian day.
///
/// @param text the line, without its end and without control characters
public record DaytimeText(String text) {
    /// Longest answer that is read, in bytes; "just one line", says the RFC.
    public static final int LIMIT = 512;

    private static final List<DateTimeFormatter> SYNTAXES = List.of(
            // Tuesday, February 22, 1982 17:37:43-PST
            pattern("EEEE, MMMM d, uuuu HH:mm:ss-z"),
            // 02 FEB 82 07:59:01 PST
            new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern("dd MMM ")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1970, 1, 1)).appendPattern(" HH:mm:ss z")
                    .toFormatter(Locale.ENGLISH),
            // 02 FEB 1982 07:59:01 PST
            pattern("d MMM uuuu HH:mm:ss z"),
            // Tue Feb 22 17:37:43 1982
            pattern("EEE MMM [ ]d HH:mm:ss uuuu"),
            // Tue Feb 22 17:37:43 PST 1982
            pattern("EEE MMM [ ]d HH:mm:ss z uuuu"),
            pattern("uuuu-MM-dd'T'HH:mm:ss[.SSSSSSSSS][.SSSSSS][.SSS]XXX['['VV']']"),
            pattern("uuuu-MM-dd HH:mm:ss[ ][XX][z]"),
            // 59172 20-11-19 12:34:56 00 0 0 123.4 UTC(NIST) *
            new DateTimeFormatterBuilder().appendValue(JulianFields.MODIFIED_JULIAN_DAY, 5).appendLiteral(' ')
                    .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1990, 1, 1)).appendPattern("-MM-dd HH:mm:ss ")
                    .toFormatter(Locale.ENGLISH).withZone(ZoneOffset.UTC));
    private static final int NIST_HEAD = "59172 20-11-19 12:34:56 ".length();

    private static DateTimeFormatter pattern(String pattern) {
        return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern).toFormatter(Locale.ENGLISH);
    }

    /// Reads what came over the wire.
    ///
    /// @param bytes from position to limit; what controls a terminal is shown as an escape, what is not UTF-8 as U+FFFD
    public static DaytimeText decode(ByteBuffer bytes) {
        String text = StandardCharsets.UTF_8.decode(bytes.slice()).toString().strip();
        return new DaytimeText(Visible.of(text.replace('\t', ' ')));
    }

    /// Writes a line for the wire.
    ///
    /// @return the line with its end, CR LF
    public byte[] encode() {
        return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /// Understands the line, if it has one of the known syntaxes.
    ///
    /// @param missing the zone to take when the line names none
    public Optional<ZonedDateTime> time(ZoneId missing) {
        for (var syntax : SYNTAXES) {
            boolean nist = syntax.getZone() != null;
            String read = nist ? text.substring(0, Math.min(NIST_HEAD, text.length())) : text;
            try {
                var parsed = syntax.parseBest(read, ZonedDateTime::from, LocalDateTime::from);
                return Optional.of(parsed instanceof LocalDateTime local ? local.atZone(missing) : (ZonedDateTime) parsed);
            } catch (DateTimeParseException _) {
                // Another syntax, then.
            }
        }
        return Optional.empty();
    }
}
