package wirelab.rtt;

import java.util.List;
import java.util.Locale;

/// The summary in Spanish, as the course's exercise has it: a line for each host, in milliseconds.
public final class SpanishSummary {
    private SpanishSummary() {}

    /// {@return a line for each stream}
    public static List<String> lines(List<Summary> streams) {
        return streams.stream().map(SpanishSummary::line).toList();
    }

    private static String line(Summary stream) {
        var delays = stream.delays();
        String protocol = stream.target().kind().isDatagrams() ? stream.target().kind() == ProbeKind.PING ? "ICMP" : "UDP"
                : "TCP";
        return String.format(Locale.ROOT,
                "%s (%s): enviados %d, recibidos %d, perdidos %d (%.1f %%); RTT mínimo %s ms, medio %s ms, "
                + "máximo %s ms, mediana %s ms, desviación %s ms", stream.target().text(), protocol, stream.sent(),
                stream.answered(), stream.lost(), stream.sent() == 0 ? 0.0 : 100 * delays.lossRatio(),
                time(delays.minimum()),
                time(delays.mean()), time(delays.maximum()), time(delays.median()), time(delays.deviation()));
    }

    private static String time(double nanos) {
        return Delays.isDefined(nanos) ? String.format(Locale.ROOT, "%.3f", nanos / 1e6) : "indefinido";
    }
}
