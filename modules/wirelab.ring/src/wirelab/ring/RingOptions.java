package wirelab.ring;

import java.util.List;
import wirelab.kit.UsageException;

/// Who a node is and where it stands in the ring.
///
/// @param id its own
/// @param others ids of all others, in the order in which they are tried as successor
/// @param incarnation greater than any that this id has ever had
/// @param timing the timers
/// @param traced whether it gives out [RingAction.Note] for each step
public record RingOptions(long id, List<Long> others, long incarnation, Timing timing, boolean traced) {
    /// A mark is compared by 32 bits of id; a ring of more nodes is no ring that anybody waits for.
    public static final int MOST_NODES = 256;

    public RingOptions {
        others = List.copyOf(others);
        if (others.contains(id)) throw new UsageException("node " + id + " cannot be its own neighbour");
        if (others.size() >= MOST_NODES) throw new UsageException("a ring has at most " + MOST_NODES + " nodes");
        if (id < 0 || id >= RingFrame.ALL) throw new UsageException("an id is between 0 and " + (RingFrame.ALL - 1));
    }

    int members() {
        return others.size() + 1;
    }
}
