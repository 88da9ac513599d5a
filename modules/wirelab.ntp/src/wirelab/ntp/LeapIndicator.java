package wirelab.ntp;

/// The leap indicator (RFC 5905, figure 9): two bits that announce a leap second, or admit that the clock is not set.
///
/// The order is that of the codes on the wire.
public enum LeapIndicator {
    /// 0: no leap second is due.
    NONE,
    /// 1: the last minute of the month has 61 seconds.
    INSERT,
    /// 2: the last minute of the month has 59 seconds.
    DELETE,
    /// 3: the clock has never been set, its time means nothing.
    UNSYNCHRONISED;

    private static final LeapIndicator[] ALL = values();

    /// The indicator with a code.
    ///
    /// @param code 0 to 3
    static LeapIndicator of(int code) {
        return ALL[code];
    }

    /// {@return how many seconds the announced leap adds to the day: 1, -1 or 0}
    public int seconds() {
        return switch (this) {
            case INSERT -> 1;
            case DELETE -> -1;
            case NONE, UNSYNCHRONISED -> 0;
        };
    }
}
