package wirelab.rudpcompare;

/// Bytes that are under way from left to right, until it is closed or all have come.
interface Transfer extends AutoCloseable {
    int CHUNK = 64 * 1024;

    Meter meter();

    /// {@return how our connection does, in words; empty where it is the kernel's}
    String details();

    /// {@return how the sender sees its path, at a time that is the caller's to say; `null` when it cannot tell}
    ContestResult.PathSample path(double at);

    /// Ends it, whatever is still under way.
    @Override
    void close();
}
