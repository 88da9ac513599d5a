package wirelab.kit;

/// How often each source may do something. A value, for options: whoever keeps to it makes a [RateLimit] of it.
///
/// @param perSecond acts per second and source that are allowed in the long run, greater than 0
/// @param burst acts that a source may do at once, at least 1
/// @param sources how many sources are remembered, at least 1
public record Rate(double perSecond, int burst, int sources) {
    public Rate {
        if (!(perSecond > 0) || burst < 1 || sources < 1) {
            throw new UsageException("no rate: " + perSecond + " per second, " + burst + " at once, " + sources
                    + " sources");
        }
    }
}
