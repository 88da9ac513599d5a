package wirelab.balancer;

import java.time.Duration;
import java.util.Locale;
import java.util.function.ToLongFunction;
import wirelab.kit.Text;

/// The figures of a balancer in the text format of Prometheus (version 0.0.4).
final class Metrics {
    private static final double[] SHARES = {0.5, 0.9, 0.99};

    private final StringBuilder text = new StringBuilder();
    private final Fleet fleet;

    private Metrics(Fleet fleet) {
        this.fleet = fleet;
    }

    static String text(Fleet fleet) {
        var metrics = new Metrics(fleet);
        metrics.counters();
        metrics.nodes();
        return metrics.text.toString();
    }

    static String time(long nanos) {
        return nanos == 0 ? "–" : Text.duration(Duration.ofNanos(nanos));
    }

    private void counters() {
        fleet.counters().snapshot().forEach((name, number) -> {
            String metric = "wirelab_balancer_" + name.replace(' ', '_') + "_total";
            head(metric, "counter", name);
            text.append(metric).append(' ').append(number).append('\n');
        });
    }

    private void nodes() {
        each("up", "gauge", "whether the node gets requests", node -> switch (node.state()) {
            case UP, STARTING -> 1;
            case DOWN, EJECTED, DRAINING -> 0;
        });
        each("active", "gauge", "requests under way", node -> node.gate.active());
        each("waiting", "gauge", "requests that wait for a place", node -> node.gate.waiting());
        each("requests_total", "counter", "requests given to the node", node -> node.stats.requests.sum());
        each("errors_total", "counter", "failures of the node", node -> node.stats.errors.sum());
        each("retries_total", "counter", "requests that another node had failed", node -> node.stats.retries.sum());
        each("refused_total", "counter", "requests that found no place", node -> node.stats.refused.sum());
        head("wirelab_node_responses_total", "counter", "answers by class of status");
        for (var node : fleet.backends()) {
            for (int i = 1; i < node.stats.statuses.length; i++) {
                line("responses_total", node, "code=\"" + i + "xx\"", Long.toString(node.stats.statuses[i].sum()));
            }
        }
        head("wirelab_node_answer_seconds", "summary", "time to the head of the answer");
        for (var node : fleet.backends()) {
            for (double share : SHARES) {
                line("answer_seconds", node, "quantile=\"" + share + "\"", seconds(node.stats.latencies.percentile(share)));
            }
            line("answer_seconds_sum", node, "", seconds(node.stats.latencies.sum()));
            line("answer_seconds_count", node, "", Long.toString(node.stats.latencies.count()));
        }
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
    }

    private void each(String name, String type, String help, ToLongFunction<Backend> figure) {
        head("wirelab_node_" + name, type, help);
        for (var node : fleet.backends()) line(name, node, "", Long.toString(figure.applyAsLong(node)));
    }

    private void head(String metric, String type, String help) {
        text.append("# HELP ").append(metric).append(' ').append(help).append("\n# TYPE ").append(metric).append(' ')
                .append(type).append('\n');
    }

    private void line(String name, Backend node, String label, String value) {
        text.append("wirelab_node_").append(name).append("{node=\"").append(escape(node.name)).append('"')
                .append(label.isEmpty() ? "" : ",").append(label).append("} ").append(value).append('\n');
    }

    private static String escape(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
