package wirelab.impair;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/// Both directions of a link, as one line says them:
///
/// ```
/// delay=20ms±2ms loss=1% rate=50mbit queue=100 seed=7
/// ```
///
/// | word | effect |
/// | --- | --- |
/// | `delay=20ms` | every packet takes so long; `ms`, `us`, `s` as everywhere |
/// | `delay=20ms±2ms` | the same, spread around it; `+-` does as well as `±` |
/// | `jitter=uniform` | how it is spread: `uniform` (`±` is the bound), `normal`, `pareto` (`±` is the standard deviation) |
/// | `order=kept` | jitter lets no packet overtake another; `order=free` lets it |
/// | `loss=1%` | share of packets lost, each for itself |
/// | `burst=5` | lost so many in a row, on average; needs `loss` |
/// | `gilbert=1%/20%/100%/0.1%` | Gilbert–Elliott: good to bad / bad to good / loss in bad [100%] / loss in good [0%] |
/// | `duplicate=0.5%` | share that arrives twice |
/// | `corrupt=0.1%` | share that arrives with one bit turned over |
/// | `reorder=2%+5ms` | share that is held back so much longer while others pass; `reorder=2%` holds back 5 ms |
/// | `rate=50mbit` | bits per second: `kbit`, `mbit`, `gbit`, in powers of 1,000 |
/// | `queue=100` | packets that may wait to be sent, or bytes: `queue=64K`; 1,000 packets unless said; needs `rate` |
/// | `codel` | CoDel manages the queue (RFC 8289); `codel=5ms/100ms` are its target and interval; needs `rate` |
/// | `blackout=2s..3s` | dead from 2 s to 3 s after the start; `2s..3s/10s` every 10 s; several with commas |
/// | `cut=5s` | resets each TCP connection 5 s after it began; `cut=64K` after so many bytes |
/// | `perfect` | nothing of all that: the empty line in a word |
/// | `seed=7` | where the chances come from; the same seed repeats a run |
///
/// A word holds for both directions; `up:rate=1mbit` and `down:rate=10mbit` for one, and go before a word for both. Up is
/// from the side that opens the conversation (or is called left) to the other.
///
/// @param up what happens from client to server, or from left to right
/// @param down what happens on the way back
/// @param seed where the chances come from
public record LinkSpec(Conditions up, Conditions down, long seed) {
    /// A link that does nothing.
    public static final LinkSpec PERFECT = new LinkSpec(Conditions.PERFECT, Conditions.PERFECT, 0);

    /// Reads a line.
    ///
    /// @param line words with blanks between them; without a `seed` a new one is drawn, which the link's text then shows
    /// @throws wirelab.kit.UsageException when a word makes no sense, with one line that names it
    public static LinkSpec parse(String line) {
        return LinkParser.parse(line);
    }

    /// {@return one direction as a state machine: a link without packets}
    public <P extends Packet<P>> Link<P> upLink(long now) {
        return new Link<>(now, up, 2 * seed);
    }

    /// {@return the other direction as a state machine; its chances are not those of the first; a link without packets}
    public <P extends Packet<P>> Link<P> downLink(long now) {
        return new Link<>(now, down, 2 * seed + 1);
    }

    /// {@return the line that gives this link again: its words, those for both directions first}
    @Override
    public String toString() {
        var line = new StringJoiner(" ");
        Map<String, String> ups = LinkWords.of(up);
        Map<String, String> downs = LinkWords.of(down);
        var both = new LinkedHashMap<>(ups);
        both.entrySet().retainAll(downs.entrySet());
        both.values().forEach(line::add);
        ups.forEach((name, word) -> { if (!both.containsKey(name)) line.add("up:" + word); });
        downs.forEach((name, word) -> { if (!both.containsKey(name)) line.add("down:" + word); });
        if (line.length() == 0) line.add("perfect");
        return line.add("seed=" + seed).toString();
    }
}
