package wirelab.multicast;

import java.time.Duration;
import wirelab.kit.Text;

/// What is known of the datagrams of one sender; see [Reception] for how each number is counted.
///
/// @param lost datagrams that should have come and did not, so far
/// @param duplicates datagrams that came once more
/// @param reordered datagrams that came after one with a higher number
/// @param stale datagrams so late that nobody knows whether they came before
/// @param jumped datagrams whose number was too far ahead to be believed
/// @param jitter interarrival jitter in nanoseconds
/// @param ended whether the sender has said that there will be no more
public record ReceptionReport(long received, long bytes, long lost, long duplicates, long reordered, long stale, long jumped,
        long jitter,
        boolean ended) {
    /// {@return how many datagrams should have come: received and lost}
    public long expected() {
        return received + lost;
    }

    /// {@return which share was lost: 0 to 1}
    public double lossShare() {
        return expected() == 0 ? 0 : (double) lost / expected();
    }

    /// All of it in one line for people.
    @Override
    public String toString() {
        long tenths = Math.round(lossShare() * 1000);
        return "received " + received + ", lost " + lost + "/" + expected() + " (" + tenths / 10 + "." + tenths % 10
                + " %), duplicates "
                + duplicates + ", reordered " + reordered + ", jitter " + Text.duration(Duration.ofNanos(jitter))
                + (stale > 0 ? ", too late " + stale : "") + (jumped > 0 ? ", too far ahead " + jumped : "")
                + (ended ? ", ended" : "");
    }
}
