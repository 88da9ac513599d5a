package wirelab.ntp;

import java.time.Duration;
import java.util.Locale;
import wirelab.kit.Text;

/// Offsets as people read them: always with a sign, and to the digit that matters.
public final class Offsets {
    private Offsets() {}

    /// Writes an offset.
    ///
    /// @param nanos nanoseconds
    /// @return such as `+41.3 µs`, `-12.345 ms`, `+3.000016 s`
    public static String text(long nanos) {
        double size = Math.abs((double) nanos);
        String sign = nanos < 0 ? "-" : "+";
        if (size < 1e6) return sign + String.format(Locale.ROOT, "%.1f µs", size / 1e3);
        if (size < 1e9) return sign + String.format(Locale.ROOT, "%.3f ms", size / 1e6);
        return sign + String.format(Locale.ROOT, "%.6f s", size / 1e9);
    }

    /// Writes a bound, which has no sign.
    ///
    /// @param nanos nanoseconds, not negative
    /// @return such as `41.3 µs`
    public static String bound(long nanos) {
        return text(nanos).substring(1);
    }

    /// Reads an offset.
    ///
    /// @param text a length of time as [Text#parseDuration(String)] reads it, with `+` or `-` before it or without
    /// @throws wirelab.kit.UsageException when it is none
    public static Duration parse(String text) {
        if (text.startsWith("-")) return Text.parseDuration(text.substring(1)).negated();
        return Text.parseDuration(text.startsWith("+") ? text.substring(1) : text);
    }
}
