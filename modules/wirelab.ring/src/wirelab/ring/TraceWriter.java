package wirelab.ring;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Writes what a node does, one JSON object per line, each with one write and before what it tells is sent: after a kill
/// the last
/// line may be torn, and no line is missing.
///
/// ```
/// {"node":1,"incarnation":7,"n":12,"act":"send","link":"1.7.1","count":4,"kind":"TOKEN",...}
/// ```
final class TraceWriter implements AutoCloseable {
    private final FileOutputStream out;
    private final RingOptions options;
    private long lines;

    TraceWriter(Path file, RingOptions options) throws IOException {
        out = new FileOutputStream(file.toFile(), true);
        this.options = options;
        // What a kill has torn must not swallow the first line of this life.
        if (out.getChannel().size() > 0) out.write('\n');
    }

    void write(Step step) throws IOException {
        out.write((line(options, lines++, step) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static String line(RingOptions options, long n, Step step) {
        var line = new StringBuilder(200).append("{\"node\":").append(options.id())
                .append(",\"incarnation\":").append(options.incarnation()).append(",\"n\":").append(n)
                .append(",\"act\":\"").append(step.act()).append('"');
        var mark = step.mark();
        if (step.link() != null) {
            line.append(",\"link\":\"").append(step.link()).append("\",\"count\":").append(step.count());
        }
        var signal = step.signal();
        if (signal != null) {
            mark = signal.mark();
            line.append(",\"kind\":\"").append(signal.kind()).append("\",\"src\":").append(signal.source())
                    .append(",\"dst\":").append(signal.destination()).append(",\"ack\":").append(signal.acknowledged())
                    .append(",\"of\":").append(signal.incarnation()).append(",\"seq\":").append(signal.sequence());
        } else if (step.sequence() > 0) {
            line.append(",\"src\":").append(step.source()).append(",\"of\":").append(step.incarnation())
                    .append(",\"seq\":").append(step.sequence());
        }
        line.append(",\"round\":").append(mark.round()).append(",\"maker\":").append(mark.maker())
                .append(",\"turn\":").append(Long.toUnsignedString(mark.turn())).append(",\"copy\":").append(mark.copy());
        if (step.note() != null) line.append(",\"note\":\"").append(step.note()).append('"');
        return line.append('}').toString();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
