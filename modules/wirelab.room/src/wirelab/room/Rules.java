package wirelab.room;

import wirelab.kit.UsageException;

/// The rules of a room.
///
/// @param max members at once; one more is refused
/// @param lineLimit longest line of a member in bytes, without its end
/// @param history numbered lines that a newcomer is shown
/// @param rate lines per second and member that are allowed in the long run; 0 for no limit
/// @param burst lines that a member may send at once
/// @param patience lines over the limit after the warning that cost a member its place
public record Rules(int max, int lineLimit, int history, int rate, int burst, int patience) {
    /// Five members, lines of 1,000 bytes, the last 50 lines, 10 lines per second with 50 at once, out after 50 too many.
    public static final Rules DEFAULTS = new Rules(5, 1000, 50, 10, 50, 50);

    /// Checks the limits.
    public Rules {
        if (max < 1) throw new UsageException("a room needs a place for one member at least");
        if (lineLimit < 16) throw new UsageException("lines must be allowed 16 bytes at least");
        if (history < 0 || rate < 0) throw new UsageException("limits must not be negative");
        if (burst < 1 || patience < 1) throw new UsageException("burst and patience must be 1 at least");
    }

    /// Allows more or fewer members.
    ///
    /// @param max at least 1
    /// @return changed rules
    public Rules withMax(int max) {
        return new Rules(max, lineLimit, history, rate, burst, patience);
    }

    /// Changes the longest line.
    ///
    /// @param lineLimit bytes without the line end
    /// @return changed rules
    public Rules withLineLimit(int lineLimit) {
        return new Rules(max, lineLimit, history, rate, burst, patience);
    }

    /// Changes what newcomers are shown.
    ///
    /// @param history lines
    /// @return changed rules
    public Rules withHistory(int history) {
        return new Rules(max, lineLimit, history, rate, burst, patience);
    }

    /// Changes the flood limit.
    ///
    /// @param rate lines per second, 0 for no limit
    /// @param burst lines at once
    /// @param patience lines too many after the warning
    /// @return changed rules
    public Rules withFlood(int rate, int burst, int patience) {
        return new Rules(max, lineLimit, history, rate, burst, patience);
    }
}
