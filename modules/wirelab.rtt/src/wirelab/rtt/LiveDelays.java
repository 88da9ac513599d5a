package wirelab.rtt;

import java.util.List;
import java.util.Locale;

/// What a terminal shows while probes are under way: a line for each stream, with a row of bars of the last delays.
public final class LiveDelays {
    private static final int NAME = 28;
    private static final int BARS = 16;
    private static final String CLEAR = "\033[K";
    private int drawn;

    public LiveDelays() {}

    /// Draws the table anew over the one before.
    ///
    /// @param rows lines that the terminal has room for; what is more is counted
    /// @return what to print: the cursor ends below the table
    public String frame(List<Summary> streams, int rows) {
        var text = new StringBuilder(drawn == 0 ? "" : "\033[" + drawn + "A");
        text.append(head()).append(CLEAR).append('\n');
        int shown = Math.min(streams.size(), Math.max(1, rows - 3));
        for (var stream : streams.subList(0, shown)) text.append(line(stream)).append(CLEAR).append('\n');
        if (shown < streams.size()) {
            text.append("and ").append(streams.size() - shown).append(" more").append(CLEAR).append('\n');
        }
        drawn = 1 + shown + (shown < streams.size() ? 1 : 0);
        return text.toString();
    }

    static String head() {
        return String.format(Locale.ROOT, "%-" + NAME + "s %6s %6s %8s %8s  %s", "milliseconds", "sent", "lost", "median",
                "last", "last delays");
    }

    static String line(Summary stream) {
        var probes = stream.probes();
        var delays = stream.delays();
        double last = Double.NaN;
        for (var probe : probes) if (probe.isAnswered()) last = probe.fromSend();
        return String.format(Locale.ROOT, "%-" + NAME + "s %6d %6d %8s %8s  %s", DelayReport.cut(stream.target().toString(),
                NAME),
                stream.sent(), stream.lost(), DelayReport.millis(delays.median()), DelayReport.millis(last),
                Sparkline.of(probes, BARS));
    }
}
