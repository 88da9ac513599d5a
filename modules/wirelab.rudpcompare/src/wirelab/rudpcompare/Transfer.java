package wirelab.rudpcompare;

/// Bytes that are under way from left to right, until it is closed or all have come.
interface Transfer extends AutoCloseable {
    int CHUNK = 64 * 1024;

    Meter meter();

    /// {@return how our connection does, in words; empty where it is the kernel's}
    String details();

    /// Ends it, whatever is still under way.
    @Override
    void close();
}
