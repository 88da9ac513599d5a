package wirelab.rudp;

/// Is told what happens on a connection, to write it down. Called within the machine: it must be quick.
public interface RudpTrace {
    /// Nobody is told.
    RudpTrace NONE = new RudpTrace() {};

    /// A packet has been made.
    ///
    /// @param payload bytes of streams in it
    default void sent(long now, long number, int size, int payload) {}

    default void received(long now, long number, int size) {}

    /// A packet was found to be lost.
    ///
    /// @param late because it took too long; else because too many that were sent later have arrived
    default void lost(long now, long number, int size, boolean late) {}

    /// What is known of the path has changed.
    default void metrics(long now, RudpStats stats) {}

    /// The connection has come into another state, or its controller has.
    default void state(long now, String state) {}
}
