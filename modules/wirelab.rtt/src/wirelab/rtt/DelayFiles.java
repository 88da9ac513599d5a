package wirelab.rtt;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import wirelab.measure.Json;
import wirelab.measure.Table;

/// Results for other programs: all statistics as JSON (RFC 8259), every single probe as CSV (RFC 4180). Times are
/// milliseconds; what is undefined is `null` there and empty here.
public final class DelayFiles {
    private static final int DECIMALS = 6;

    private DelayFiles() {}

    public static String json(List<Summary> streams) {
        return Json.text(Json.object("streams", streams.stream().map(DelayFiles::object).toList()));
    }

    private static Map<String, Object> object(Summary stream) {
        var delays = stream.delays();
        var object = Json.object("target", stream.target().text(), "kind", stream.target().kind().option(), "typeP",
                stream.typeP(), "times", stream.options().times().toString(),
                "lossThresholdMs", stream.options().threshold().toNanos() / 1e6,
                "sent", stream.sent(), "answered", stream.answered(), "lost", stream.lost(),
                "late", stream.count(Probe.Fate.LATE), "refused", stream.count(Probe.Fate.REFUSED),
                "unsent", stream.count(Probe.Fate.UNSENT), "duplicates", stream.duplicates(),
                "reordered", stream.reordered(), "corrupted", stream.corrupted(), "malformed", stream.malformed(),
                "foreign", stream.foreign(), "delay", statistics(delays), "fromDue", statistics(stream.fromDue()),
                "jitterMs", millis(stream.variation().jitter()));
        if (stream.inside().count() > 0) {
            object.put("insideMs", millis(stream.inside().median()));
            object.put("path", statistics(stream.path()));
        }
        if (stream.wakes().count() > 0) object.put("kernelEarlierMs", millis(stream.wakes().median()));
        if (stream.oneWay(true).length > 0) {
            object.put("thereMs", millis(DelayReport.middle(stream.oneWay(true))));
            object.put("backMs", millis(DelayReport.middle(stream.oneWay(false))));
        }
        var remarks = stream.remarks();
        if (remarks.reached() >= 0) object.put("reached", remarks.reached());
        if (remarks.ttl() >= 0) object.put("ttl", remarks.ttl());
        if (remarks.retransmitted() >= 0) object.put("retransmitted", remarks.retransmitted());
        if (remarks.tcp() != null) object.put("tcpRttMs", millis(remarks.tcp().rtt().toNanos()));
        var calibration = stream.calibration();
        if (calibration != null) {
            object.put("calibration", Json.object("tests", calibration.tests(), "systematicMs",
                    millis(calibration.systematic()),
                    "errorMs", millis(calibration.error())));
        }
        return object;
    }

    private static Map<String, Object> statistics(Delays delays) {
        return Json.object("minMs", millis(delays.minimum()), "medianMs", millis(delays.median()), "meanMs",
                millis(delays.mean()), "p90Ms", millis(delays.percentile(90)), "p95Ms", millis(delays.percentile(95)),
                "p99Ms", millis(delays.percentile(99)), "maxMs", millis(delays.maximum()), "deviationMs",
                millis(delays.deviation()), "confidenceMs", millis(delays.confidence()));
    }

    private static Object millis(double nanos) {
        return Json.rounded(nanos / 1e6, DECIMALS);
    }

    /// {@return a line for each probe, times since the first one of its stream was due}
    public static String csv(List<Summary> streams) {
        var table = new Table().text("", "kind", 1).text("", "target", 1).number("", "sequence", 1, 0).text("", "fate", 1)
                .number("", "dueMs", 1, DECIMALS).number("", "sentMs", 1, DECIMALS).number("", "delayMs", 1, DECIMALS)
                .number("", "insideMs", 1, DECIMALS).number("", "kernelEarlierMs", 1, DECIMALS).number("", "sentAgain", 1,
                0);
        for (var stream : streams) {
            for (var probe : stream.probes()) {
                long zero = stream.probes().getFirst().due();
                table.add(stream.target().kind().option(), stream.target().text(), probe.sequence(),
                        probe.fate().name().toLowerCase(Locale.ROOT), (probe.due() - zero) / 1e6,
                        (probe.sent() - zero) / 1e6, told(probe.delay()), told(probe.inside()), told(probe.wake()),
                        probe.again() < 0 ? null : (Object) probe.again());
            }
        }
        return table.csv();
    }

    private static Double told(long nanos) {
        return nanos < 0 ? Double.NaN : nanos / 1e6;
    }
}
