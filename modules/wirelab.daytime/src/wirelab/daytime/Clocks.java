package wirelab.daytime;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import wirelab.kit.UsageException;

/// What people write about clocks on a command line.
public final class Clocks {
    private Clocks() {}

    /// This machine's clock, or one that begins with another time and goes on from there.
    ///
    /// @param instant such as `2036-02-07T06:28:10Z`; `null` for this machine's clock
    /// @throws UsageException when it is no instant
    public static InstantSource startingAt(String instant) {
        if (instant == null) return InstantSource.system();
        try {
            var begin = Instant.parse(instant);
            return InstantSource.offset(InstantSource.system(), Duration.between(Instant.now(), begin));
        } catch (DateTimeException e) {
            throw new UsageException("'" + instant + "' is not an instant such as 2036-02-07T06:28:10Z");
        }
    }

    /// {@return an offset as people read it: `UTC`, `UTC+02:00`}
    public static String utc(ZoneOffset offset) {
        return offset.getTotalSeconds() == 0 ? "UTC" : "UTC" + offset;
    }

    /// A time zone.
    ///
    /// @param name an IANA name such as `Europe/Madrid`, or an offset such as `+02:00`; `null` for that of this machine
    /// @throws UsageException when there is none of that name, with names that may have been meant
    public static ZoneId zone(String name) {
        if (name == null) return ZoneId.systemDefault();
        try {
            if (ZoneNames.isKnown(name)) return ZoneNames.zone(name);
            if (!name.startsWith("SystemV/")) return ZoneId.of(name);
            throw new DateTimeException("none of IANA's");
        } catch (DateTimeException e) {
            var near = ZoneNames.near(name, 3);
            throw new UsageException("there is no time zone '" + name + "'"
                    + (near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?"));
        }
    }
}
