package wirelab.rudpcompare;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import wirelab.impair.LinkSpec;

/// What came of a [Contest].
///
/// @param link `null` for a cable
/// @param wire bytes of IP packets that entered the link at the senders' side, without the probes; -1 where nobody counts
/// @param probedAt seconds since the beginning at which probes of the round trip were sent that came back
/// @param millis and how long each took
public record ContestResult(LinkSpec link, List<Flow> flows, long wire, double[] probedAt, double[] millis) {
    /// How a sender sees its path.
    ///
    /// @param at seconds since the contest's beginning
    /// @param window packets that may be under way
    /// @param roundTrip smoothed, in ms
    public record PathSample(double at, double window, double roundTrip) {}

    /// One of the competitors.
    ///
    /// @param began seconds after the contest did
    /// @param seconds from its beginning, the connection's included, to its last byte or the end
    /// @param bytes that came, of its data
    /// @param rates Mbit/s in each tenth of a second
    /// @param path what the sender knew of it, ten times a second
    /// @param details of our connection, in words; empty for TCP
    public record Flow(Competitor who, double began, double seconds, long bytes, double[] rates, List<PathSample> path,
            String details) {
        /// {@return Mbit/s from its beginning to its end}
        public double rate() {
            return bytes * 8 / seconds / 1e6;
        }

        /// {@return Mbit/s from so many seconds after the contest's beginning on}
        public double rateFrom(double second) {
            int from = Math.clamp(Math.round((second - began) / Meter.BIN), 0, rates.length);
            return Arrays.stream(rates, from, rates.length).average().orElse(Double.NaN);
        }
    }

    /// {@return bytes of IP packets for each byte of data that came}
    public double overhead() {
        return wire < 0 ? Double.NaN : (double) wire / flows.stream().mapToLong(Flow::bytes).sum();
    }

    /// {@return the share of one of the flows in what all got from so many seconds on}
    public double share(int flow, double second) {
        return flows.get(flow).rateFrom(second) / flows.stream().mapToDouble(one -> one.rateFrom(second)).sum();
    }

    /// {@return Jain's index of fairness from so many seconds on: 1 when all get the same, one in how many there are when one
    /// gets all}
    public double jain(double second) {
        double sum = 0, squares = 0;
        for (var flow : flows) {
            double rate = flow.rateFrom(second);
            sum += rate;
            squares += rate * rate;
        }
        return sum * sum / (flows.size() * squares);
    }

    /// {@return how long the queue was, in ms: the median of the probes from so many seconds on, over the least of all}
    public double queue(double second) {
        double least = Arrays.stream(millis).min().orElse(Double.NaN);
        double[] later = new double[millis.length];
        int count = 0;
        for (int i = 0; i < millis.length; i++) if (probedAt[i] >= second) later[count++] = millis[i];
        if (count == 0) return Double.NaN;
        Arrays.sort(later, 0, count);
        return later[count / 2] - least;
    }

    @Override
    public String toString() {
        return (link == null ? "a cable" : link) + ": " + flows.stream().map(flow -> String.format(Locale.ROOT, "%s %.1f Mbit/s", flow.who, flow.rate()))
                .collect(Collectors.joining(", "));
    }
}
