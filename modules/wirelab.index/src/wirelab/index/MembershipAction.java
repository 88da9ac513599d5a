package wirelab.index;

import java.net.InetSocketAddress;

/// What a [MembershipMachine] wants done.
public sealed interface MembershipAction {
    /// Send a datagram to one node.
    record Send(SegmentMessage message, InetSocketAddress to) implements MembershipAction {}

    /// Send a datagram to everybody on the segment.
    record Spread(SegmentMessage message) implements MembershipAction {}

    /// Ask a node what has changed, and say when that is done: [MembershipMachine#fetched].
    ///
    /// @param state whose root is to be reached
    /// @param from its TCP address
    record Fetch(NodeState state, InetSocketAddress from) implements MembershipAction {}

    /// Keep the id and the incarnation, so that a next life begins behind them.
    record Keep(NodeId id, long incarnation) implements MembershipAction {}

    /// A node has come.
    record Joined(NodeId id, InetSocketAddress address) implements MembershipAction {}

    /// A node is gone.
    ///
    /// @param said whether it said goodbye
    record Left(NodeId id, InetSocketAddress address, boolean said) implements MembershipAction {}
}
