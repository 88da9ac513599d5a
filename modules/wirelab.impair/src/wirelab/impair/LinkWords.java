package wirelab.impair;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Conditions back into the words of [LinkSpec].
final class LinkWords {
    private LinkWords() {}

    /// The words that give these conditions: name of the word to the whole word.
    static Map<String, String> of(Conditions conditions) {
        var words = new LinkedHashMap<String, String>();
        delay(words, conditions.delay());
        damage(words, conditions.damage());
        if (conditions.bottleneck() != null) bottleneck(words, conditions.bottleneck());
        if (!conditions.blackouts().isEmpty()) {
            put(words, "blackout", conditions.blackouts().stream().map(LinkWords::blackout).collect(Collectors.joining(",")));
        }
        if (conditions.cut() != null) {
            boolean byAge = conditions.cut().age() < Long.MAX_VALUE;
            put(words, "cut", byAge ? time(conditions.cut().age()) : conditions.cut().bytes() + "B");
        }
        return words;
    }

    private static void delay(Map<String, String> words, Conditions.Delay delay) {
        String jitter = delay.jitter() == 0 ? "" : "±" + time(delay.jitter());
        if (delay.mean() > 0 || delay.jitter() > 0) put(words, "delay", time(delay.mean()) + jitter);
        if (delay.shape() != Conditions.Shape.UNIFORM) put(words, "jitter", delay.shape().name().toLowerCase(Locale.ROOT));
        if (!delay.ordered()) put(words, "order", "free");
    }

    private static void damage(Map<String, String> words, Conditions.Damage damage) {
        loss(words, damage.loss());
        if (damage.duplicate() > 0) put(words, "duplicate", share(damage.duplicate()));
        if (damage.corrupt() > 0) put(words, "corrupt", share(damage.corrupt()));
        if (damage.reorder() > 0) put(words, "reorder", share(damage.reorder()) + "+" + time(damage.lateness()));
    }

    /// In the shortest words: plain loss, bursts if their numbers are round, else the four numbers.
    private static void loss(Map<String, String> words, Conditions.Loss loss) {
        double share = round(loss.share(), 6);
        double length = round(1 / loss.leaveBad(), 6);
        if (loss.enterBad() == 0) {
            if (loss.inGood() > 0) put(words, "loss", share(loss.inGood()));
        } else if (loss.inBad() == 1 && loss.inGood() == 0
                && Math.abs(Conditions.Loss.bursts(share, length).enterBad() - loss.enterBad()) < 1e-12) {
            put(words, "loss", share(share));
            put(words, "burst", BigDecimal.valueOf(length).stripTrailingZeros().toPlainString());
        } else {
            put(words, "gilbert", share(loss.enterBad()) + "/" + share(loss.leaveBad()) + "/" + share(loss.inBad()) + "/"
                    + share(loss.inGood()));
        }
    }

    private static double round(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits)).doubleValue();
    }

    private static void bottleneck(Map<String, String> words, Conditions.Bottleneck bottleneck) {
        put(words, "rate", rate(bottleneck.rate()));
        if (bottleneck.bytes() < Long.MAX_VALUE) put(words, "queue", bottleneck.bytes() + "B");
        else if (bottleneck.packets() != Conditions.Bottleneck.PACKETS) put(words, "queue", Integer.toString(bottleneck.packets()));
        var codel = bottleneck.codel();
        if (codel == null) return;
        if (codel.equals(Conditions.Controlled.DEFAULTS)) words.put("codel", "codel");
        else put(words, "codel", time(codel.target()) + "/" + time(codel.interval()));
    }

    private static String blackout(Conditions.Blackout blackout) {
        String every = blackout.every() == 0 ? "" : "/" + time(blackout.every());
        return time(blackout.from()) + ".." + time(blackout.to()) + every;
    }

    private static void put(Map<String, String> words, String name, String value) {
        words.put(name, name + "=" + value);
    }

    /// The largest unit that needs no fraction.
    static String time(long nanos) {
        if (nanos % 1_000_000_000 == 0) return nanos / 1_000_000_000 + "s";
        if (nanos % 1_000_000 == 0) return nanos / 1_000_000 + "ms";
        if (nanos % 1_000 == 0) return nanos / 1_000 + "us";
        return nanos + "ns";
    }

    static String rate(long bits) {
        if (bits % 1_000_000_000 == 0) return bits / 1_000_000_000 + "gbit";
        if (bits % 1_000_000 == 0) return bits / 1_000_000 + "mbit";
        if (bits % 1_000 == 0) return bits / 1_000 + "kbit";
        return bits + "bit";
    }

    static String share(double probability) {
        return BigDecimal.valueOf(probability).movePointRight(2).round(new MathContext(15)).stripTrailingZeros().toPlainString() + "%";
    }
}
