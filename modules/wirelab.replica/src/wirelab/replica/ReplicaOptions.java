package wirelab.replica;

import java.time.Duration;
import wirelab.folder.KeeperOptions;
import wirelab.folder.WatchOptions;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.raft.RaftOptions;

/// How a node behaves.
///
/// @param raft times and limits of the group's log
/// @param keeper how files are written
/// @param watch how edits behind its back are found
/// @param answer how long a client waits for a majority, until it is told that nothing is known
/// @param clients at once; one more is refused
/// @param entropy how often it is looked whether all have the same, and room is given back
/// @param limit bytes of contents that other nodes are given in a second; 0 for as many as go
/// @param forceNewGroup begin anew as the only member: what only others knew is lost
public record ReplicaOptions(RaftOptions raft, KeeperOptions keeper, WatchOptions watch, Duration answer, int clients, Duration entropy,
        long limit, boolean forceNewGroup) {
    /// Ten seconds for an answer, 1,000 clients, a look each minute.
    public static final ReplicaOptions DEFAULTS = new ReplicaOptions(RaftOptions.DEFAULTS, KeeperOptions.DEFAULTS, WatchOptions.DEFAULTS,
            Duration.ofSeconds(10), 1_000, Duration.ofMinutes(1), 0, false);

    /// With less, a peer would take a connection for dead before its next piece comes.
    private static final long LEAST_LIMIT = 1 << 16;

    public ReplicaOptions {
        if (limit != 0 && limit < LEAST_LIMIT) {
            throw new UsageException("a limit below " + Text.bytes(LEAST_LIMIT) + " a second would keep all waiting too long");
        }
        if (!answer.isPositive() || !entropy.isPositive() || clients < 1) throw new UsageException("a limit is positive");
    }

    public ReplicaOptions withRaft(RaftOptions newRaft) {
        return new ReplicaOptions(newRaft, keeper, watch, answer, clients, entropy, limit, forceNewGroup);
    }

    public ReplicaOptions withKeeper(KeeperOptions newKeeper) {
        return new ReplicaOptions(raft, newKeeper, watch, answer, clients, entropy, limit, forceNewGroup);
    }

    public ReplicaOptions withEntropy(Duration every) {
        return new ReplicaOptions(raft, keeper, watch, answer, clients, every, limit, forceNewGroup);
    }

    public ReplicaOptions withLimit(long perSecond) {
        return new ReplicaOptions(raft, keeper, watch, answer, clients, entropy, perSecond, forceNewGroup);
    }

    public ReplicaOptions withForceNewGroup(boolean force) {
        return new ReplicaOptions(raft, keeper, watch, answer, clients, entropy, limit, force);
    }
}
