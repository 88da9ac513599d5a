package wirelab.balancer;

import java.util.Locale;

/// How a node is chosen.
public sealed interface Policy {
    /// In turns, as the weights say, and no node twice in a row where it can be avoided.
    record RoundRobin() implements Policy {}

    /// The one with the fewest requests under way.
    record LeastConnections() implements Policy {}

    /// The quicker of two that are drawn: power of two choices over the peak EWMA of their latency.
    record Latency() implements Policy {}

    /// The same node for the same key, as long as it is not loaded more than a quarter above the others.
    record Hash(By by, String name) implements Policy {}

    /// What a key is made of.
    enum By {
        /// The client's address.
        ADDRESS,
        /// The path, without the query.
        PATH,
        /// A header field.
        HEADER,
        /// A cookie.
        COOKIE
    }

    /// Reads `round-robin`, `least`, `latency`, `hash address`, `hash path`, `hash header NAME` or `hash cookie NAME`.
    ///
    /// @throws IllegalArgumentException when it is none
    static Policy parse(String text) {
        String[] words = text.strip().split("\\s+");
        boolean named = words.length == 3 && (words[1].equals("header") || words[1].equals("cookie"))
                && words[2].matches("[A-Za-z0-9_.-]{1,64}");
        boolean plain = words.length == 2 && (words[1].equals("address") || words[1].equals("path"));
        if (words[0].equals("hash") && (named || plain)) {
            return new Hash(By.valueOf(words[1].toUpperCase(Locale.ROOT)), named ? words[2] : "");
        }
        return switch (text.strip()) {
            case "round-robin" -> new RoundRobin();
            case "least" -> new LeastConnections();
            case "latency" -> new Latency();
            default -> throw new IllegalArgumentException("one of round-robin, least, latency, hash address, hash path,"
                    + " hash header NAME, hash cookie NAME");
        };
    }

    /// {@return as it is written in the file}
    default String text() {
        return switch (this) {
            case RoundRobin _ -> "round-robin";
            case LeastConnections _ -> "least";
            case Latency _ -> "latency";
            case Hash(By by, String name) -> ("hash " + by.name().toLowerCase(Locale.ROOT) + " " + name).strip();
        };
    }
}
