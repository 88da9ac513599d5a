package wirelab.raft;

/// What one client did, and when, in an order that all share.
///
/// @param client does one thing at a time
/// @param began when it asked; every moment has a number of its own
/// @param ended when it was answered; [#OPEN] when it never was, so that it may be done at any time, or never
/// @param result empty while it is open
public record Operation(int client, String command, long began, long ended, String result) {
    /// The time of an answer that never came.
    public static final long OPEN = Long.MAX_VALUE;

    public boolean isOpen() {
        return ended == OPEN;
    }

    @Override
    public String toString() {
        return "client %d: %s -> %s [%d, %s]".formatted(client, command, isOpen() ? "?" : result, began,
                isOpen() ? "never" : String.valueOf(ended));
    }
}
