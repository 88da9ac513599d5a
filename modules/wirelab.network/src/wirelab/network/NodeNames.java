package wirelab.network;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Names of nodes, which are their addresses too: 1 to 16 letters, digits, hyphens and underscores of ASCII.
final class NodeNames {
    /// Longest name in bytes: what a table on a terminal has room for.
    static final int MAX = 16;
    static final String RULE = "a name has 1 to 16 letters, digits, - or _";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,16}");

    private NodeNames() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// Refuses what a program of ours should not have made.
    static String check(String name) {
        if (!isName(name)) throw new IllegalArgumentException("'" + name + "': " + RULE);
        return name;
    }

    static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
