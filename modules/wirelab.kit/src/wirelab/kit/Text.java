package wirelab.kit;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Quantities as people read them, and the way back.
public final class Text {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Text() {}

    /// {@return a length of time with three significant digits and a fitting unit: such as `850 ns`, `41.3 µs`, `2.50 ms`,
    /// `30 s`}
    public static String duration(Duration time) {
        double nanos = time.toNanos();
        if (nanos < 1e3) return Math.round(nanos) + " ns";
        if (nanos < 1e6) return digits(nanos / 1e3) + " µs";
        if (nanos < 1e9) return digits(nanos / 1e6) + " ms";
        return nanos % 1e9 == 0 ? time.toSeconds() + " s" : digits(nanos / 1e9) + " s";
    }

    /// {@return a number of bytes with three significant digits and a fitting binary unit: such as `512 B`, `1.50 KiB`, `100
    /// MiB`}
    public static String bytes(long bytes) {
        double n = bytes;
        int unit = 0;
        while (n >= 1024 && unit < BYTE_UNITS.length - 1) {
            n /= 1024;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : digits(n)) + " " + BYTE_UNITS[unit];
    }

    /// A number with its noun, which gets an `s` unless the number is one: `0 bytes`, `1 byte`, `2 bytes`.
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String digits(double n) {
        int places = n < 9.995 ? 2 : n < 99.95 ? 1 : 0;
        long scaled = Math.round(places == 2 ? n * 100 : places == 1 ? n * 10 : n);
        // By hand, since String.format takes ten milliseconds to get ready, and a client may live no longer than fifty.
        if (places == 0) return Long.toString(scaled);
        int unit = places == 2 ? 100 : 10;
        String rest = Long.toString(scaled % unit);
        return scaled / unit + "." + "0".repeat(places - rest.length()) + rest;
    }

    /// Reads a length of time.
    ///
    /// @param text a number with `ns`, `us` or `µs`, `ms`, `s`, `min` or `h`; without a unit, seconds
    /// @throws UsageException when it is none
    public static Duration parseDuration(String text) {
        int unit = endOfNumber(text);
        double scale = switch (text.substring(unit).strip()) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s", "" -> 1e9;
            case "min" -> 60e9;
            case "h" -> 3600e9;
            default -> throw new UsageException("'" + text + "' is not a time such as 250ms, 30s or 5min");
        };
        if (unit == 0) throw new UsageException("'" + text + "' is not a time such as 250ms, 30s or 5min");
        return Duration.ofNanos(Math.round(Double.parseDouble(text.substring(0, unit)) * scale));
    }

    /// Reads a number of bytes.
    ///
    /// @param text a number with `K`, `M` or `G`, which are powers of 1,024; `KiB`, `MB` and the like do as well
    /// @throws UsageException when it is none
    public static long parseBytes(String text) {
        int unit = endOfNumber(text);
        int power = switch (text.substring(unit).strip().toUpperCase(Locale.ROOT)) {
            case "", "B" -> 0;
            case "K", "KB", "KIB" -> 1;
            case "M", "MB", "MIB" -> 2;
            case "G", "GB", "GIB" -> 3;
            default -> -1;
        };
        if (unit == 0 || power < 0) throw new UsageException("'" + text + "' is not a size such as 1500, 64K or 10M");
        return Math.round(Double.parseDouble(text.substring(0, unit)) * Math.pow(1024, power));
    }

    private static int endOfNumber(String text) {
        int end = 0;
        boolean point = false;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '.' && !point && end > 0) point = true;
            else if (c < '0' || c > '9') break;
            end++;
        }
        return end;
    }

    /// The known word nearest to one that is not known, for "did you mean".
    ///
    /// @param known what could have been meant
    /// @return the nearest, if it is near: at most two letters, or a third of them, differ, and never all
    public static Optional<String> nearest(String word, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int most = Math.max(2, candidate.length() / 3);
            // Somebody else may have chosen the word: what is too long or too short by itself is not compared.
            if (Math.abs(word.length() - candidate.length()) > most) continue;
            int distance = distance(word, candidate);
            // Something of it is right: by `zz` nobody meant `a`.
            boolean alike = distance < Math.max(word.length(), candidate.length());
            if (distance < least && distance <= most && alike) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /// How many letters must be put in, taken out or replaced to make one word the other (Levenshtein).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
