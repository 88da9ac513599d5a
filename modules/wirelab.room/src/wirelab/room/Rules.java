package wirelab.room;

import wirelab.kit.UsageException;

/// The rules of a room.
///
/// @param max members at once, at least 1; one more is refused
/// @param lineLimit longest line of a member in bytes, without its end
/// @param rate lines per second and member that are allowed in the long run; 0 for no limit
/// @param burst lines that a member may send at once
/// @param patience lines over the limit after the warning that cost a member its place
public record Rules(int max, int lineLimit, int history, int rate, int burst, int patience) {
    /// Five members, lines of 1,000 bytes, the last 50 lines, 10 lines per second with 50 at once, out after 50 too many.
    public static final Rules DEFAULTS = new Rules(5, 1000, 50, 10, 50, 50);

    public Rules {
        if (max < 1) throw new UsageException("a room needs a place for one member at least");
        if (lineLimit < 16) throw new UsageException("lines must be allowed 16 bytes at least");
        if (history < 0 || rate < 0) throw new UsageException("limits must not be negative");
        if (burst < 1 || patience < 1) throw new UsageException("burst and patience must be 1 at least");
    }

    public Rules withMax(int max) {
        return new Rules(max, lineLimit, history, rate, burst, patience);
    }

    public Rules withFlood(int rate, int burst, int patience) {
        return new Rules(max, lineLimit, history, rate, burst, patience);
    }
}
