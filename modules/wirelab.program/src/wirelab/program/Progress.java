package wirelab.program;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// One line on a terminal that says how far long work has come:
///
/// ```
/// fetching  [=========>          ]   47 %  12.3 MiB/s  8 s left
/// ```
///
/// It is drawn on standard error and only when that is a terminal that can wipe a line; elsewhere nothing is printed.
/// Further lines may stand below it. One thread may use it.
public final class Progress implements AutoCloseable {
    private static final long REDRAW = Duration.ofMillis(100).toNanos();
    private static final int BAR = 20;
    /// To the beginning of the line, and nothing behind it or below it.
    private static final String CLEAR = "\r\033[J";
    /// What a narrow terminal has no room for is cut off there (DECAWM): a line that wraps could not be wiped.
    private static final String CUT = "\033[?7l", WRAP = "\033[?7h";

    private final String label;
    private long total;
    private final boolean bytes;
    private final PrintStream out;
    private final long began = System.nanoTime();
    private long skipped;
    private long done;
    private long drawn;
    private Supplier<List<String>> below = List::of;

    private Progress(String label, long total, boolean bytes, PrintStream out) {
        this.label = label;
        this.total = total;
        this.bytes = bytes;
        this.out = out;
    }

    /// Begins a line about bytes.
    ///
    /// @param total how many bytes in all, 0 or less if unknown
    /// @return the line, to be closed
    public static Progress bytes(String label, long total) {
        return new Progress(label, total, true, terminal());
    }

    /// Begins a line about steps.
    ///
    /// @param total how many steps in all, 0 or less if unknown
    /// @return the line, to be closed
    public static Progress steps(String label, long total) {
        return new Progress(label, total, false, terminal());
    }

    private static PrintStream terminal() {
        return Password.canAsk() && Visible.obeys(System.getenv("TERM")) ? System.err : null;
    }

    /// Says that a part was there before: it counts for the bar, and not for the rate.
    ///
    /// @param before bytes or steps
    public Progress from(long before) {
        skipped = before;
        done += before;
        return this;
    }

    /// Says that there will be more than was known: files are found one after the other.
    ///
    /// @param more bytes or steps
    public void expect(long more) {
        total += more;
    }

    /// Draws further lines below, each time anew.
    ///
    /// @param lines no wider than a terminal, and fewer than it has; what a peer has chosen must be harmless
    public Progress below(Supplier<List<String>> lines) {
        below = lines;
        return this;
    }

    /// Prints a line that stays, above what is drawn.
    public void say(String line) {
        if (out != null && drawn != 0) out.print(CLEAR);
        System.err.println(line);
        drawn = 0;
    }

    /// Goes on.
    ///
    /// @param more bytes or steps done since the last call
    public void advance(long more) {
        done += more;
        if (out == null) return;
        long now = System.nanoTime();
        if (now - drawn < REDRAW) return;
        drawn = now;
        out.print(drawing(now - began));
        out.flush();
    }

    /// The line and those below it; the cursor stays in the first, where whatever is printed next takes their place.
    String drawing(long nanos) {
        var lines = below.get();
        return CLEAR + CUT + line(nanos) + lines.stream().map(line -> "\n" + line).collect(Collectors.joining()) + WRAP
                + (lines.isEmpty() ? "" : "\033[" + lines.size() + "A\r");
    }

    /// The line after so much time.
    String line(long nanos) {
        double rate = (done - skipped) / Math.max(nanos / 1e9, 1e-3);
        var text = new StringBuilder(label);
        if (total > 0) {
            long percent = Math.min(100, 100 * done / total);
            int full = (int) (percent * BAR / 100);
            text.append("  [").repeat('=', full).append(full < BAR ? ">" : "").repeat(' ', Math.max(0, BAR - 1 - full));
            text.append(String.format(Locale.ROOT, "]  %3d %%", percent));
        } else {
            text.append("  ").append(bytes ? Text.bytes(done) : Long.toString(done));
        }
        if (bytes) text.append("  ").append(Text.bytes((long) rate)).append("/s");
        if (total > 0 && done > skipped && done < total) {
            text.append(String.format(Locale.ROOT, "  %.0f s left", (total - done) / rate));
        }
        return text.toString();
    }

    /// Takes the line away.
    @Override
    public void close() {
        if (out != null && drawn != 0) {
            out.print(CLEAR);
            out.flush();
        }
    }
}
