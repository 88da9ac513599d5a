package wirelab.kit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Lines of a log about what goes wrong here when somebody else asks for it: he may ask as often as he likes, and must not
/// fill the disk. Ten lines go out at once, then one a second; the next one says how many were left out.
public final class LogLimit {
    private static final long SECOND = 1_000_000_000;
    private static final int BURST = 10;

    private final Logger log;
    private long left = BURST;
    private long at;
    private long silent;

    public LogLimit(Logger log) {
        this.log = log;
    }

    /// Writes one line, or leaves it out.
    ///
    /// @param cause shown with its stack, or `null`
    public void log(Level level, String line, Throwable cause) {
        long before = allowed(System.nanoTime());
        if (before < 0) return;
        String text = Visible.of(line) + (before == 0 ? "" : " (" + Text.count(before, "line")
                + " like it not written down)");
        if (cause == null) log.log(level, text);
        else log.log(level, text, cause);
    }

    /// {@return how many were left out before this one; -1 when this one is, too}
    ///
    /// @param now as from [System#nanoTime()]
    synchronized long allowed(long now) {
        long earned = (now - at) / SECOND;
        if (left + earned >= BURST) {
            left = BURST;
            at = now;
        } else {
            left += earned;
            at += earned * SECOND;
        }
        if (left == 0) {
            silent++;
            return -1;
        }
        left--;
        long before = silent;
        silent = 0;
        return before;
    }
}
