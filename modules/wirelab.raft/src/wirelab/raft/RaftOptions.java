package wirelab.raft;

import java.time.Duration;

/// Times and limits of a group.
///
/// @param heartbeat between two of the leader's; less than half of the shortest election
/// @param election without a leader's word, at least so long, and less than twice as long, until a node stands for election
/// @param batch bytes of entries in a message, and one entry more
/// @param window entries sent to a member and not yet confirmed
/// @param piece bytes of a snapshot in a message
/// @param pending commands that wait; further ones are refused
/// @param pendingBytes of them together, about
/// @param sessions that are remembered; the one unused for longest is forgotten first
/// @param logEntries when so many are applied and in memory, they become a snapshot
/// @param tail entries that stay behind a snapshot, for members that are a little late
public record RaftOptions(Duration heartbeat, Duration election, int batch, int window, int piece, int pending,
        long pendingBytes, int sessions, int logEntries, int tail) {
    /// For machines that are milliseconds apart.
    public static final RaftOptions DEFAULTS = new RaftOptions(Duration.ofMillis(60), Duration.ofMillis(400), 1 << 17, 1_024,
            1 << 16, 4_096, 1 << 26, 4_096, 10_000, 1_000);

    public RaftOptions {
        if (heartbeat.isNegative() || heartbeat.isZero() || election.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("an election after less than two heartbeats");
        }
        if (batch < 1 || window < 1 || piece < 1 || piece > RaftMessage.MOST_PIECE || pending < 1 || pendingBytes < 1
                || sessions < 1 || logEntries < 1 || tail < 0 || tail >= logEntries) {
            throw new IllegalArgumentException("not a limit");
        }
    }

    public RaftOptions withTimes(Duration newHeartbeat, Duration newElection) {
        return new RaftOptions(newHeartbeat, newElection, batch, window, piece, pending, pendingBytes, sessions, logEntries,
                tail);
    }

    public RaftOptions withLog(int newEntries, int newTail) {
        return new RaftOptions(heartbeat, election, batch, window, piece, pending, pendingBytes, sessions, newEntries,
                newTail);
    }

    public RaftOptions withMessages(int newBatch, int newPiece) {
        return new RaftOptions(heartbeat, election, newBatch, window, newPiece, pending, pendingBytes, sessions, logEntries,
                tail);
    }

    public RaftOptions withSessions(int newSessions) {
        return new RaftOptions(heartbeat, election, batch, window, piece, pending, pendingBytes, newSessions, logEntries,
                tail);
    }
}
