package wirelab.ssh;

import java.time.Duration;
import wirelab.kit.UsageException;

/// When keys are made anew (RFC 4253, section 9; RFC 4344, section 3.2): after so many bytes in one direction, or so long.
///
/// @param bytes 1 GiB is less than any cipher here bears
public record Rekey(long bytes, Duration time) {
    public static final Rekey DEFAULTS = new Rekey(1L << 30, Duration.ofHours(1));
    /// Packets after which the number of a packet would come again too soon (RFC 4344, section 3.1).
    static final long MOST_PACKETS = 1L << 31;
    private static final long LEAST_BYTES = 64 * 1024;

    public Rekey {
        if (bytes < LEAST_BYTES || time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new UsageException("keys are made anew after 64 KiB and a second at the earliest");
        }
    }

    public Rekey withBytes(long bytes) {
        return new Rekey(bytes, time);
    }

    public Rekey withTime(Duration time) {
        return new Rekey(bytes, time);
    }
}
