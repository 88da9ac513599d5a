package wirelab.index;

import wirelab.kit.Bytes;

/// What a node says about itself in every datagram.
///
/// @param id who it is
/// @param incarnation raised by the node alone: when it starts, and when somebody doubts that it lives
/// @param sequence raised with each datagram of an incarnation
/// @param port its TCP port, where its documents can be asked for
/// @param documents how many it has
/// @param root the root of the tree over them, 32 bytes
public record NodeState(NodeId id, long incarnation, long sequence, int port, long documents, Bytes root) {
    /// {@return whether this was said later than what was heard before}
    boolean after(NodeState heard) {
        return incarnation != heard.incarnation ? incarnation > heard.incarnation : sequence > heard.sequence;
    }

    /// The state of the next datagram; an incarnation whose numbers are used up is followed by another.
    NodeState next() {
        if (sequence == 0xffff_ffffL) return withIncarnation(incarnation + 1);
        return new NodeState(id, incarnation, sequence + 1, port, documents, root);
    }

    NodeState withIncarnation(long incarnation) {
        return new NodeState(id, incarnation, 0, port, documents, root);
    }

    NodeState withId(NodeId id) {
        return new NodeState(id, 1, 0, port, documents, root);
    }

    NodeState withContent(long documents, Bytes root) {
        return new NodeState(id, incarnation, sequence, port, documents, root);
    }

    boolean sameContent(NodeState other) {
        return documents == other.documents && root.equals(other.root);
    }
}
