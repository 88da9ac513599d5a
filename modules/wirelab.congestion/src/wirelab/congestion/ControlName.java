package wirelab.congestion;

import java.util.Arrays;
import java.util.List;
import wirelab.kit.UsageException;

/// The congestion controllers, by the names that a user types.
public enum ControlName {
    /// Rate and delay, tolerant of random loss, fair to CUBIC; the default.
    TOLERANT("tolerant"),
    CUBIC("cubic"),
    NEW_RENO("newreno"),
    GOOD_BAD("good-bad");

    private final String word;

    ControlName(String word) {
        this.word = word;
    }

    /// {@return the names, the default first}
    public static List<String> words() {
        return Arrays.stream(values()).map(ControlName::toString).toList();
    }

    /// @throws UsageException when there is none of that name
    public static ControlName parse(String word) {
        return Arrays.stream(values()).filter(name -> name.word.equals(word)).findFirst().orElseThrow(
                () -> new UsageException("'" + word + "' is none of " + String.join(", ", words())));
    }

    /// {@return a controller for one connection}
    ///
    /// @param seed two connections with different ones do not probe in step
    public CongestionControl make(long seed) {
        return switch (this) {
            case TOLERANT -> new Tolerant(seed);
            case CUBIC -> new Cubic();
            case NEW_RENO -> new NewReno();
            case GOOD_BAD -> new GoodBad();
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
