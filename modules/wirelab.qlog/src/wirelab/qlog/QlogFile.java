package wirelab.qlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import wirelab.kit.SafeFile;
import wirelab.measure.Plot;

/// A trace that was written as qlog, and what it looks like: window and packets under way, round trip, rate, losses over
/// time.
///
/// @param title what it is about
/// @param events in order of time
public record QlogFile(String title, List<Event> events) {
    private static final int MOST_LINE = 100_000;
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");
    private static final Pattern TITLE = Pattern.compile("\"title\":\\s*\"([^\"]*)\"");

    /// Something that happened.
    ///
    /// @param time in ms from the first
    /// @param name such as `recovery:packet_lost`
    /// @param line its whole JSON
    public record Event(double time, String name, String line) {
        /// {@return a number in it, not a number if there is none}
        double number(String field) {
            var found = Pattern.compile("\"" + field + "\":(-?[0-9.eE+]+)").matcher(line);
            return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
        }
    }

    /// Reads a file.
    ///
    /// @throws IOException when it cannot be read, or is none
    public static QlogFile read(Path file) throws IOException {
        var events = new ArrayList<Event>();
        String title = null;
        try (var lines = Files.newBufferedReader(file)) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.length() > MOST_LINE || events.size() > QlogWriter.MOST_EVENTS)
                    throw new IOException(file + ": too long");
                String json = line.startsWith("\u001e") ? line.substring(1) : line;
                if (title == null) {
                    var found = TITLE.matcher(json);
                    if (!json.contains("\"qlog_format\"")) throw new IOException(file + " is no qlog");
                    title = found.find() ? found.group(1) : "";
                    continue;
                }
                var name = NAME.matcher(json);
                if (!name.find()) continue;
                var event = new Event(0, name.group(1), json);
                events.add(new Event(event.number("time"), event.name, json));
            }
        }
        if (title == null) throw new IOException(file + " is no qlog");
        return new QlogFile(title, events);
    }

    private List<Event> named(String name) {
        return events.stream().filter(event -> event.name.equals(name)).toList();
    }

    /// {@return how often something happened}
    public long count(String name) {
        return named(name).size();
    }

    private static double[] values(List<Event> events, String field, double scale) {
        return events.stream().mapToDouble(event -> field.equals("time") ? event.time * scale : event.number(field) * scale)
                .toArray();
    }

    /// {@return window and bytes under way over time, with losses, as SVG}
    public String window() {
        var metrics = named("recovery:metrics_updated");
        double[] time = values(metrics, "time", 1e-3);
        return Plot.of(title + ": window", "time [s]", "KiB").size(860, 300)
                .line("window", time, values(metrics, "congestion_window", 1 / 1024.0))
                .line("under way", time, values(metrics, "bytes_in_flight", 1 / 1024.0))
                .lost("lost", values(named("recovery:packet_lost"), "time", 1e-3)).svg();
    }

    /// {@return the round trip over time, as SVG}
    public String roundTrip() {
        var metrics = named("recovery:metrics_updated");
        double[] time = values(metrics, "time", 1e-3);
        return Plot.of(title + ": round trip", "time [s]", "ms").size(860, 220)
                .line("smoothed", time, values(metrics, "smoothed_rtt", 1)).line("least", time, values(metrics,
                        "min_rtt", 1))
                .svg();
    }

    /// {@return the rate at which packets may leave, and at which they did, over time, as SVG}
    public String rate() {
        var metrics = named("recovery:metrics_updated");
        var sent = named("transport:packet_sent");
        double step = 0.1;
        double end = events.isEmpty() ? 0 : events.getLast().time / 1e3;
        double[] time = new double[(int) Math.min(100_000, end / step) + 1];
        double[] rate = new double[time.length];
        for (int i = 0; i < time.length; i++) time[i] = i * step;
        for (var event : sent) {
            int at = (int) Math.min(time.length - 1, event.time / 1e3 / step);
            rate[at] += event.number("length") * 8 / step / 1e6;
        }
        return Plot.of(title + ": rate", "time [s]", "Mbit/s").size(860, 220)
                .line("allowed", values(metrics, "time", 1e-3), values(metrics, "pacing_rate", 1e-6)).steps("sent",
                        time, rate)
                .svg();
    }

    /// Draws all of it below each other, as one SVG.
    public void write(Path file) throws IOException {
        var all = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"860\" height=\"740\">\n");
        int y = 0;
        for (String part : List.of(window(), roundTrip(), rate())) {
            all.append("<g transform=\"translate(0 ").append(y).append(")\">").append(part).append("</g>\n");
            y += y == 0 ? 300 : 220;
        }
        SafeFile.replace(file, all.append("</svg>\n").toString().getBytes(StandardCharsets.UTF_8));
    }
}
