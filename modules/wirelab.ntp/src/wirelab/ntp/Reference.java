package wirelab.ntp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;

/// What a server says of its own clock: where its time comes from and how wrong it may be.
///
/// @param leap whether a leap second is due, or that the clock is not set
/// @param stratum 1 to 15, or 0 for a clock that is not set
/// @param id what it follows: four letters at strata 0 and 1, the address of a server above
/// @param rootDelay round trip to the reference clock
/// @param rootDispersion how wrong it may be besides half of the root delay, at the time when it was set
/// @param growth by how much the dispersion grows, in seconds per second
public record Reference(LeapIndicator leap, int stratum, int id, Instant updated, Duration rootDelay,
        Duration rootDispersion, double growth) {
    /// The address that stands for a clock of the machine itself.
    private static final int LOCAL_ADDRESS = 0x7f7f0101;

    public Reference {
        Objects.requireNonNull(leap);
        Objects.requireNonNull(updated);
        if (stratum < 0 || stratum > NtpMessage.MAX_STRATUM) throw new IllegalArgumentException("stratum " + stratum);
        if (rootDelay.isNegative() || rootDispersion.isNegative() || !(growth >= 0)) {
            throw new IllegalArgumentException("root delay " + rootDelay + ", dispersion " + rootDispersion + ", growth "
                    + growth);
        }
    }

    /// {@return a clock that was never set: nobody accepts its time; leap indicator 3, stratum 0, `INIT`}
    public static Reference unsynchronised() {
        return new Reference(LeapIndicator.UNSYNCHRONISED, 0, NtpMessage.referenceId("INIT"), Instant.EPOCH, Duration.ZERO,
                Duration.ZERO, 0);
    }

    /// The clock of this machine, for which its operator vouches.
    ///
    /// @param stratum 1 if the machine has a reference clock of its own; a high one, such as 10, if it only shall serve
    /// others
    /// @param error how wrong the machine's clock may be now, in the operator's word
    /// @return a reference whose dispersion grows by 15 ppm from here (RFC 5905, PHI)
    public static Reference local(int stratum, Duration error, Instant now) {
        return new Reference(LeapIndicator.NONE, stratum, stratum == 1 ? NtpMessage.referenceId("LOCL") : LOCAL_ADDRESS, now,
                Duration.ZERO, error, 15e-6);
    }

    /// The clock of this machine, for which its operator vouches from now on: as [#local], however that clock is set
    /// meanwhile. How long ago the word was given is told by the time that has passed, and not by the clock.
    public static Supplier<Reference> vouched(InstantSource clock, int stratum, Duration error) {
        long began = System.nanoTime();
        return () -> local(stratum, error, clock.instant().minusNanos(System.nanoTime() - began));
    }

    public Reference withLeap(LeapIndicator leap) {
        return new Reference(leap, stratum, id, updated, rootDelay, rootDispersion, growth);
    }

    /// {@return what follows for the header of an answer: the dispersion, grown until now}
    NtpShort dispersionAt(long epochSecond) {
        long elapsed = Math.max(0, epochSecond - updated.getEpochSecond() + 1);
        return NtpShort.ofNanos(rootDispersion.toNanos() + (long) (growth * 1e9 * elapsed));
    }

    /// {@return the source of the time, for people: letters or an address}
    public String idText() {
        return NtpMessage.referenceText(stratum, id);
    }
}
