package wirelab.rtt;

import java.util.List;

/// The last delays of a stream as a row of small bars, `×` where a probe was lost.
final class Sparkline {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /// @param width how many of the last probes are drawn
    static String of(List<Probe> probes, int width) {
        var shown = probes.stream().filter(probe -> probe.fate() != Probe.Fate.WAITING && probe.fate() != Probe.Fate.UNSENT)
                .toList();
        shown = shown.subList(Math.max(0, shown.size() - width), shown.size());
        var delays = shown.stream().filter(Probe::isAnswered).mapToDouble(Probe::fromSend).summaryStatistics();
        var line = new StringBuilder();
        for (var probe : shown) {
            if (!probe.isAnswered()) line.append('×');
            else line.append(BARS.charAt(level(probe.fromSend(), delays.getMin(), delays.getMax())));
        }
        return line.toString();
    }

    /// The lowest bar is the least delay. A span of less than a tenth of it is drawn as one of a tenth: noise is no
    /// mountain.
    private static int level(double delay, double least, double most) {
        double span = Math.max(most - least, least / 10);
        return span == 0 ? 0 : Math.clamp((int) ((delay - least) / span * BARS.length()), 0, BARS.length() - 1);
    }
}
