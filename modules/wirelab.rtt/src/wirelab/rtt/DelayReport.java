package wirelab.rtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// Results as lines: a head with what must be reported, a row for each stream, details if they are wanted, and what it all
/// means.
public final class DelayReport {
    private static final int NAME = 29;

    private DelayReport() {}

    /// {@return a line for each stream, below one with the titles; times in milliseconds}
    public static List<String> table(List<Summary> streams) {
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, "%-" + NAME + "s %5s %5s %7s %7s %7s %7s %6s", "milliseconds", "sent", "lost",
                "min",
                "median", "mean", "p99", "stddev"));
        for (var stream : streams) {
            var delays = stream.delays();
            lines.add(String.format(Locale.ROOT, "%-" + NAME + "s %5d %5d %7s %7s %7s %7s %6s",
                    cut(stream.target().toString(), NAME), stream.sent(), stream.lost(), millis(delays.minimum()),
                    millis(delays.median()), millis(delays.mean()), millis(delays.percentile(99)),
                    millis(delays.deviation())));
        }
        return lines;
    }

    /// {@return what RFC 2681 says must or should be reported with a result (section 2.8), a line for each stream and kind}
    public static List<String> conditions(List<Summary> streams) {
        var lines = new ArrayList<String>();
        if (streams.isEmpty()) return lines;
        var options = streams.getFirst().options();
        lines.add(options.times() + "; lost after " + Text.duration(options.threshold()));
        for (var stream : streams) lines.add("Type-P of " + stream.target().text() + ": " + stream.typeP());
        streams.stream().map(Summary::calibration).distinct().filter(one -> one != null)
                .forEach(one -> lines.add(one.toString()));
        return lines;
    }

    /// {@return all that is known of one stream, a line each}
    ///
    /// @param within for the inverse percentile, in nanoseconds
    public static List<String> details(Summary stream, long within) {
        var lines = new ArrayList<String>();
        var delays = stream.delays();
        var due = stream.fromDue();
        var bounds = delays.medianBounds();
        lines.add(stream.target().toString());
        lines.add("  percentiles   50 " + millis(delays.percentile(50)) + "  90 " + millis(delays.percentile(90)) + "  95 "
                + millis(delays.percentile(95)) + "  99 " + millis(delays.percentile(99)) + "  99.9 "
                + millis(delays.percentile(99.9)) + "  max " + millis(delays.maximum()));
        lines.add(String.format(Locale.ROOT, "  within %s: %.1f %% of all", Text.duration(Duration.ofNanos(within)),
                delays.inversePercentile(within)));
        lines.add("  median in [" + millis(bounds[0]) + ", " + millis(bounds[1]) + "], mean " + millis(delays.mean()) + " ± "
                + millis(delays.confidence()) + ", in 19 of 20 cases");
        lines.add("  jitter        " + millis(stream.variation().jitter()) + " (mean |ipdv|), 95th percentile "
                + millis(stream.variation().percentile(95)));
        lines.add("  from due time median " + millis(due.median()) + ", 99th " + millis(due.percentile(99))
                + "; from sending "
                + millis(delays.median()) + ", " + millis(delays.percentile(99)));
        lines.add("  sent late by  median " + millis(stream.lateness().median()) + ", most "
                + millis(stream.lateness().maximum()));
        told(lines, stream);
        counts(lines, stream);
        return lines;
    }

    private static void told(List<String> lines, Summary stream) {
        if (stream.wakes().count() > 0) {
            lines.add("  kernel        had answers " + millis(stream.wakes().median()) + " earlier (median): "
                    + millis(stream.delays().median() - stream.wakes().median()) + " to its time stamp");
        }
        if (stream.inside().count() > 0) {
            lines.add("  far end       took " + millis(stream.inside().median()) + "; the path alone, median "
                    + millis(stream.path().median()));
        }
        var forward = Delays.text(middle(stream.oneWay(true)));
        if (stream.oneWay(true).length > 0) {
            lines.add("  one way       there " + forward + ", back " + Delays.text(middle(stream.oneWay(false)))
                    + ", as far as the clocks agree");
        }
        var remarks = stream.remarks();
        if (remarks.ttl() > 0) lines.add("  hops left     " + remarks.ttl() + " on arrival");
        if (remarks.tcp() != null) {
            lines.add("  TCP itself    rtt " + Text.duration(remarks.tcp().rtt()) + ", least "
                    + Text.duration(remarks.tcp().minRtt())
                    + ", sent again " + Text.count(remarks.retransmitted(), "segment"));
        }
    }

    /// The median of times that may be negative.
    static double middle(double... times) {
        if (times.length == 0) return Double.NaN;
        var sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private static void counts(List<String> lines, Summary stream) {
        var parts = new ArrayList<String>();
        count(parts, stream.count(Probe.Fate.LATE), "late");
        count(parts, stream.duplicates(), "duplicate");
        count(parts, stream.reordered(), "out of order");
        count(parts, stream.corrupted(), "corrupted");
        count(parts, stream.malformed(), "malformed");
        count(parts, stream.foreign(), "not ours");
        count(parts, stream.count(Probe.Fate.REFUSED), "refused");
        count(parts, stream.count(Probe.Fate.UNSENT), "not sent");
        lines.add("  besides       " + (parts.isEmpty() ? "nothing" : String.join(", ", parts)));
    }

    private static void count(List<String> parts, long number, String what) {
        if (number > 0) parts.add(number + " " + what);
    }

    /// {@return a time in milliseconds with four digits or so: `20.30`, `0.061`, `1031`; `-` for none, `lost` for undefined}
    static String millis(double nanos) {
        if (Double.isNaN(nanos)) return "-";
        if (Double.isInfinite(nanos)) return "lost";
        double millis = nanos / 1e6;
        double size = Math.abs(millis);
        return String.format(Locale.ROOT, size < 10 ? "%.3f" : size < 1000 ? "%.2f" : "%.0f", millis);
    }

    /// {@return a text of at most so many letters, harmless}
    static String cut(String text, int most) {
        String shown = Visible.name(text);
        return shown.length() <= most ? shown : shown.substring(0, most - 1) + "…";
    }
}
