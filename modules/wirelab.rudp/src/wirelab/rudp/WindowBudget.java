package wirelab.rudp;

/// What the windows of all connections of one end may grow by together: many slow readers must not fill the memory.
final class WindowBudget {
    private long left;

    WindowBudget(long bytes) {
        left = bytes;
    }

    boolean take(long bytes) {
        if (bytes > left) return false;
        left -= bytes;
        return true;
    }

    void give(long bytes) {
        left += bytes;
    }
}
