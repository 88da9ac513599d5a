package wirelab.tap;

/// One of the two ends of a TCP connection.
public enum Side {
    /// The end that opened it.
    CLIENT,
    /// The end that accepted it.
    SERVER;

    /// The end opposite.
    public Side other() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
