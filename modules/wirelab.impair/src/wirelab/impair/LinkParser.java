package wirelab.impair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Reads the words of [LinkSpec]. Every error is one line that names the word.
final class LinkParser {
    private static final List<String> NAMES = List.of("delay", "jitter", "order", "loss", "burst", "gilbert", "duplicate", "corrupt",
            "reorder", "rate", "queue", "codel", "blackout", "cut", "perfect", "seed");
    private static final Set<String> ALONE = Set.of("codel", "perfect");
    private static final Map<String, String> NEEDS = Map.of("jitter", "delay", "order", "delay", "burst", "loss", "queue", "rate",
            "codel", "rate");
    /// In a POSIX locale Java reads the two bytes of ± as two replacement characters.
    private static final String PLUS_MINUS = "±|\\+-|\\+/-|\uFFFD+";
    private static final long LATE = 5_000_000;
    private static final long LONGEST = 3_600_000_000_000L;
    private static final long FASTEST = 1_000_000_000_000L;
    private static final int MOST_SEEDS = 1_000_000;

    /// One word: where it holds, its name, its value (empty when there is none), and how it was written.
    private record Word(String scope, String name, String value, String written) {
        UsageException wrong(String problem) {
            return new UsageException("link word '" + written + "': " + problem);
        }
    }

    private LinkParser() {}

    static LinkSpec parse(String line) {
        var words = new ArrayList<Word>();
        var seen = new HashSet<String>();
        for (String written : line.strip().split("\\s+")) {
            if (written.isEmpty()) continue;
            var word = word(written);
            if (!seen.add(word.scope + word.name)) throw word.wrong("'" + word.name + "' stands twice");
            words.add(word);
        }
        if (seen.contains("perfect") && seen.stream().anyMatch(name -> !name.equals("perfect") && !name.equals("seed"))) {
            throw new UsageException("link word 'perfect': a perfect link has no other word than seed");
        }
        long seed = ThreadLocalRandom.current().nextLong(MOST_SEEDS);
        for (var word : words) if (word.name.equals("seed")) seed = whole(word, 0, Long.MAX_VALUE / 4);
        return new LinkSpec(direction("up", words), direction("down", words), seed);
    }

    private static Word word(String written) {
        String scope = written.startsWith("up:") ? "up:" : written.startsWith("down:") ? "down:" : "";
        String rest = written.substring(scope.length());
        int equals = rest.indexOf('=');
        String name = equals < 0 ? rest : rest.substring(0, equals);
        var word = new Word(scope, name, equals < 0 ? "" : rest.substring(equals + 1), written);
        if (!NAMES.contains(name)) {
            throw word.wrong("unknown" + Text.nearest(name, NAMES).map(near -> "; did you mean " + near + "?")
                    .orElse("; known are " + String.join(", ", NAMES)));
        }
        if (word.value.isEmpty() && (equals >= 0 || !ALONE.contains(name))) throw word.wrong("needs a value: " + name + "=...");
        if (equals >= 0 && name.equals("perfect")) throw word.wrong("takes no value");
        if (!scope.isEmpty() && (name.equals("seed") || name.equals("perfect"))) throw word.wrong("holds for both directions");
        return word;
    }

    /// The words that hold for one direction: its own, and those for both that it does not override.
    private static Conditions direction(String side, List<Word> words) {
        var own = new HashMap<String, Word>();
        for (var word : words) if (word.scope.isEmpty()) own.put(word.name, word);
        for (var word : words) if (word.scope.equals(side + ":")) own.put(word.name, word);
        NEEDS.forEach((name, needed) -> {
            if (own.containsKey(name) && !own.containsKey(needed)) throw own.get(name).wrong("needs " + needed + "=...");
        });
        if (own.containsKey("gilbert") && own.containsKey("loss")) throw own.get("gilbert").wrong("stands in place of loss, not beside it");
        return new Conditions(delay(own), damage(own), bottleneck(own), blackouts(own.get("blackout")), cut(own.get("cut")));
    }

    private static Conditions.Delay delay(Map<String, Word> own) {
        var word = own.get("delay");
        if (word == null) return Conditions.Delay.NONE;
        String[] parts = word.value.split(PLUS_MINUS, -1);
        if (parts.length > 2) throw word.wrong("write it as delay=20ms±2ms");
        long jitter = parts.length == 1 ? 0 : time(word, parts[1]);
        return new Conditions.Delay(time(word, parts[0]), jitter,
                choice(own.get("jitter"), Conditions.Shape.UNIFORM, Map.of("uniform", Conditions.Shape.UNIFORM,
                        "normal", Conditions.Shape.NORMAL, "pareto", Conditions.Shape.PARETO)),
                choice(own.get("order"), true, Map.of("kept", true, "free", false)));
    }

    private static Conditions.Damage damage(Map<String, Word> own) {
        var reorder = own.get("reorder");
        String[] held = reorder == null ? new String[] {"0%"} : reorder.value.split("\\+", 2);
        return new Conditions.Damage(loss(own), share(own.get("duplicate")), share(own.get("corrupt")),
                reorder == null ? 0 : share(reorder, held[0]), reorder == null ? 0 : held.length == 1 ? LATE : time(reorder, held[1]));
    }

    private static Conditions.Loss loss(Map<String, Word> own) {
        var gilbert = own.get("gilbert");
        if (gilbert != null) {
            String[] parts = gilbert.value.split("/", -1);
            if (parts.length < 2 || parts.length > 4) throw gilbert.wrong("write it as gilbert=1%/20% or gilbert=1%/20%/100%/0.1%");
            double enter = share(gilbert, parts[0]);
            double leave = share(gilbert, parts[1]);
            if (enter == 0 || leave == 0) throw gilbert.wrong("a state that is never entered or left is no state");
            return new Conditions.Loss(enter, leave, parts.length > 2 ? share(gilbert, parts[2]) : 1,
                    parts.length > 3 ? share(gilbert, parts[3]) : 0);
        }
        double share = share(own.get("loss"));
        var burst = own.get("burst");
        if (burst == null) return Conditions.Loss.independent(share);
        double length = number(burst, burst.value);
        if (length < 1 || length > 1e6) throw burst.wrong("a burst has 1 to 1000000 packets");
        if (share == 0 || share == 1) throw burst.wrong("needs a loss between 0% and 100%");
        var loss = Conditions.Loss.bursts(share, length);
        if (loss.enterBad() > 1) throw burst.wrong("so much loss cannot come in bursts so short");
        return loss;
    }

    private static Conditions.Bottleneck bottleneck(Map<String, Word> own) {
        var rate = own.get("rate");
        if (rate == null) return null;
        var queue = own.get("queue");
        int packets = Conditions.Bottleneck.PACKETS;
        long bytes = Long.MAX_VALUE;
        if (queue != null && queue.value.matches("\\d+")) {
            packets = (int) whole(queue, 1, Link.MAX_PACKETS);
        } else if (queue != null) {
            bytes = value(queue, Text::parseBytes);
            packets = Link.MAX_PACKETS;
            if (bytes < 1 || bytes > Link.MAX_BYTES) throw queue.wrong("a queue holds 1 B to " + Text.bytes(Link.MAX_BYTES));
        }
        return new Conditions.Bottleneck(rate(rate), packets, bytes, codel(own.get("codel")));
    }

    private static Conditions.Controlled codel(Word word) {
        if (word == null) return null;
        if (word.value.isEmpty()) return Conditions.Controlled.DEFAULTS;
        String[] parts = word.value.split("/", -1);
        if (parts.length != 2) throw word.wrong("write it as codel=5ms/100ms, target and interval");
        var options = new Conditions.Controlled(time(word, parts[0]), time(word, parts[1]));
        if (options.interval() == 0) throw word.wrong("the interval must not be zero");
        return options;
    }

    private static List<Conditions.Blackout> blackouts(Word word) {
        var blackouts = new ArrayList<Conditions.Blackout>();
        if (word == null) return blackouts;
        for (String one : word.value.split(",", -1)) {
            String[] parts = one.split("\\.\\.|/", -1);
            if (parts.length < 2 || parts.length > 3) throw word.wrong("write it as blackout=2s..3s or blackout=2s..3s/10s");
            var blackout = new Conditions.Blackout(time(word, parts[0]), time(word, parts[1]), parts.length == 3 ? time(word, parts[2]) : 0);
            if (blackout.to() <= blackout.from()) throw word.wrong("'" + one + "' ends before it begins");
            if (parts.length == 3 && blackout.every() <= blackout.to() - blackout.from()) throw word.wrong("'" + one + "' never ends");
            blackouts.add(blackout);
        }
        return blackouts;
    }

    private static Conditions.Cut cut(Word word) {
        if (word == null) return null;
        if (word.value.matches("[0-9.]+(ns|us|µs|ms|s|min|h)")) return new Conditions.Cut(time(word, word.value), Long.MAX_VALUE);
        if (word.value.matches("[0-9.]+")) throw word.wrong("say a time such as 5s or a size such as 64K");
        return new Conditions.Cut(Long.MAX_VALUE, value(word, Text::parseBytes));
    }

    private static long rate(Word word) {
        String text = word.value.toLowerCase(Locale.ROOT);
        double scale = text.endsWith("gbit") ? 1e9 : text.endsWith("mbit") ? 1e6 : text.endsWith("kbit") ? 1e3 : text.endsWith("bit") ? 1 : 0;
        if (scale == 0) throw word.wrong("'" + word.value + "' is not a rate such as 64kbit, 50mbit or 1gbit");
        double rate = number(word, text.replaceFirst("[kmg]?bit$", "")) * scale;
        if (rate < 1000 || rate > FASTEST) throw word.wrong("a rate lies between 1kbit and 1000gbit");
        return Math.round(rate);
    }

    private static long time(Word word, String text) {
        if (text.matches("[0-9.]+") && !text.matches("0+")) throw word.wrong("'" + text + "' has no unit; write " + text + "ms or " + text + "s");
        long nanos = value(new Word(word.scope, word.name, text, word.written), value -> Text.parseDuration(value).toNanos());
        if (nanos > LONGEST) throw word.wrong("'" + text + "' is longer than an hour");
        return nanos;
    }

    private static double share(Word word) {
        return word == null ? 0 : share(word, word.value);
    }

    private static double share(Word word, String text) {
        if (!text.endsWith("%")) throw word.wrong("'" + text + "' is not a share such as 1%");
        double percent = number(word, text.substring(0, text.length() - 1));
        if (percent > 100) throw word.wrong("'" + text + "' is more than 100%");
        return percent / 100;
    }

    private static double number(Word word, String text) {
        if (!text.matches("\\d{1,15}(\\.\\d{1,15})?")) throw word.wrong("'" + text + "' is not a number");
        return Double.parseDouble(text);
    }

    private static long whole(Word word, long least, long most) {
        if (word.value.matches("\\d{1,18}")) {
            long n = Long.parseLong(word.value);
            if (n >= least && n <= most) return n;
        }
        throw word.wrong("'" + word.value + "' is not a whole number from " + least + " to " + most);
    }

    private static <T> T choice(Word word, T preset, Map<String, T> choices) {
        if (word == null) return preset;
        if (choices.containsKey(word.value)) return choices.get(word.value);
        throw word.wrong("'" + word.value + "' is none of " + String.join(", ", choices.keySet().stream().sorted().toList()));
    }

    private static <T> T value(Word word, Function<String, T> parser) {
        try {
            return parser.apply(word.value);
        } catch (UsageException | ArithmeticException e) {
            throw word.wrong(e instanceof UsageException ? e.getMessage() : "'" + word.value + "' is too long");
        }
    }
}
