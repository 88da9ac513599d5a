package wirelab.forward.network;

import java.util.Locale;

/// Something that a node has told its user.
///
/// @param nanos when, since the network was started
/// @param node which node
/// @param what what it told
public record Happening(long nanos, String node, Action what) {
    /// In one line for people.
    ///
    /// @return time in seconds, node and what it told
    public String text() {
        return String.format(Locale.ROOT, "%7.3f s  %s %s", nanos / 1e9, node, what.text());
    }
}
