package wirelab.qlog;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import wirelab.kit.Failure;
import wirelab.measure.Json;
import wirelab.rudp.RudpStats;
import wirelab.rudp.RudpTrace;

/// Writes down what happens on a connection, as qlog (draft-ietf-quic-qlog-main-schema, 0.3): a text sequence (RFC 7464)
/// of JSON, an event a line, named as QUIC's are, so that programs for those can show it.
public final class QlogWriter implements RudpTrace, AutoCloseable {
    /// A file ends here: it is for looking at, and not for a day.
    static final long MOST_EVENTS = 5_000_000;
    /// So often what is known of the path is written at most.
    private static final long METRICS_PAUSE = 1_000_000;

    private final Path file;
    private final BufferedWriter out;
    private IOException broken;
    private long start;
    private boolean begun;
    private long events;
    private long metricsAt;
    private String state = "";

    private QlogWriter(Path file) throws IOException {
        this.file = file;
        out = Files.newBufferedWriter(file);
    }

    /// Begins a file.
    ///
    /// @param title what it is about
    /// @param client whether this is the client's end
    /// @throws IOException when it cannot be written
    public static QlogWriter create(Path file, String title, boolean client) throws IOException {
        var writer = new QlogWriter(file);
        writer.line("{\"qlog_format\":\"JSON-SEQ\",\"qlog_version\":\"0.3\",\"title\":" + Json.text(title).strip()
                + ",\"trace\":{\"vantage_point\":{\"type\":\"" + (client ? "client" : "server")
                + "\"},\"common_fields\":{\"protocol_type\":[\"QUIC\"],\"time_format\":\"relative\",\"reference_time\":0}}}");
        return writer;
    }

    private void line(String json) throws IOException {
        out.write('\u001e');
        out.write(json);
        out.write('\n');
    }

    private synchronized void event(long now, String name, String data) {
        if (!begun) {
            begun = true;
            start = now;
        }
        if (events == MOST_EVENTS || broken != null) return;
        events++;
        try {
            line(String.format(Locale.ROOT, "{\"time\":%.3f,\"name\":\"%s\",\"data\":{%s}}", (now - start) / 1e6,
                    name, data));
        } catch (IOException e) {
            // The connection is not to suffer from a disk that is full: it is told at the end.
            broken = e;
        }
    }

    private static String packet(long number, int size) {
        return "\"header\":{\"packet_type\":\"1RTT\",\"packet_number\":" + number + "},\"raw\":{\"length\":" + size + "}";
    }

    @Override
    public void sent(long now, long number, int size, int payload) {
        event(now, "transport:packet_sent", packet(number, size) + ",\"payload\":" + payload);
    }

    @Override
    public void received(long now, long number, int size) {
        event(now, "transport:packet_received", packet(number, size));
    }

    @Override
    public void lost(long now, long number, int size, boolean late) {
        String trigger = late ? "time_threshold" : "reordering_threshold";
        event(now, "recovery:packet_lost", packet(number, size) + ",\"trigger\":\"" + trigger + "\"");
    }

    @Override
    public void metrics(long now, RudpStats stats) {
        String mode = stats.state().replace(' ', '_');
        if (!mode.equals(state)) {
            changed(now, mode, "");
        } else if (begun && now - metricsAt < METRICS_PAUSE) {
            return;
        }
        metricsAt = now;
        event(now, "recovery:metrics_updated", String.format(Locale.ROOT, "\"smoothed_rtt\":%.3f,\"min_rtt\":%.3f,"
                + "\"congestion_window\":%.0f,\"bytes_in_flight\":%d,\"packets_in_flight\":%d,\"pacing_rate\":%.0f",
                stats.smoothed() / 1e6, stats.least() == Long.MAX_VALUE ? 0 : stats.least() / 1e6,
                stats.window() * stats.mtu(), (long) stats.inFlight() * stats.mtu(), stats.inFlight(),
                stats.rate() * stats.mtu() * 8));
    }

    private void changed(long now, String mode, String trigger) {
        String old = state.isEmpty() ? "" : "\"old\":\"" + state + "\",";
        event(now, "recovery:congestion_state_updated", old + "\"new\":\"" + mode + "\"" + trigger);
        state = mode;
    }

    @Override
    public void state(long now, String what) {
        switch (what) {
            case "collapsed" -> changed(now, what, ",\"trigger\":\"persistent_congestion\"");
            // Of a later draft; 0.3 has no word for it, and its readers pass over what they do not know.
            case "moved" -> event(now, "connectivity:migration_state_updated", "\"new\":\"migration_complete\"");
            default -> throw new IllegalArgumentException(what);
        }
    }

    /// Ends the file.
    ///
    /// @throws IOException when not all of it could be written
    @Override
    public synchronized void close() throws IOException {
        try (out) {
            if (broken != null) throw broken;
        } catch (IOException e) {
            // The JDK does not say which file there is no room for.
            throw new FileSystemException(file.toString(), null, Failure.reason(e));
        }
    }
}
