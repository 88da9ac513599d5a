package wirelab.replica;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.Text;
import wirelab.raft.Members;

/// Sees to it that a content is where it must be: with a majority before the leader proposes the entry that needs it, so
/// that no follower can wait for a content that nobody has; and on this disk, from whichever node has it.
final class Spreader implements LogWriter.Fetching {
    private static final Logger LOG = System.getLogger(Spreader.class.getName());
    /// A content is known to be with a majority for so long, which is less than [Contents#STAY].
    private static final Duration KNOWN = Duration.ofMinutes(2);
    private static final int MOST_KNOWN = 4_096;
    /// How long a majority may take, and for each megabyte more.
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final int self;
    private final Contents contents;
    private final Map<Integer, PeerContents> peers;
    private final Supplier<Members> members;
    private final Supplier<Integer> leader;
    private final Map<Bytes, Long> known = new LinkedHashMap<>();

    Spreader(int self, Contents contents, Map<Integer, PeerContents> peers, Supplier<Members> members,
            Supplier<Integer> leader) {
        this.self = self;
        this.contents = contents;
        this.peers = peers;
        this.members = members;
        this.leader = leader;
    }

    /// Has a content on the disks of a majority.
    ///
    /// @param before what is at its path now, `null` for nothing
    /// @throws ReplicaException when it is not here, or a majority does not have it in time
    void ensure(TreeNode.FileNode file, TreeNode before) throws IOException, InterruptedException {
        var hash = file.hash();
        if (isKnown(hash)) return;
        if (!contents.has(hash)) throw new ReplicaException("the content was not sent");
        contents.force(List.of(hash));
        contents.isLike(file, before);
        var group = members.get();
        int needed = group.majority() - (group.voters().contains(self) ? 1 : 0);
        var given = new Semaphore(0);
        for (int id : group.voters()) {
            var peer = peers.get(id);
            if (peer != null) peer.give(hash).thenRun(given::release);
        }
        long size = contents.size(hash);
        // Others may be given as much at the same time.
        long limit = LIMIT.toMillis() + 1_000 * (size >> 20) + contents.rate().takes(size, 2 * peers.size()).toMillis();
        if (!given.tryAcquire(needed, limit, TimeUnit.MILLISECONDS)) {
            throw new ReplicaException("no majority has the content: too few nodes can be reached");
        }
        synchronized (known) {
            known.put(hash, System.nanoTime());
            if (known.size() > MOST_KNOWN) known.remove(known.keySet().iterator().next());
        }
    }

    private boolean isKnown(Bytes hash) {
        synchronized (known) {
            var at = known.get(hash);
            return at != null && System.nanoTime() - at < KNOWN.toNanos();
        }
    }

    /// Asks all, the leader first.
    @Override
    public void fetch(Set<Bytes> hashes) throws InterruptedException {
        var ids = new ArrayList<>(peers.keySet());
        int first = ids.indexOf(leader.get());
        if (first > 0) ids.addFirst(ids.remove(first));
        for (int id : ids) {
            var missing = contents.missing(hashes);
            if (missing.isEmpty()) return;
            try {
                peers.get(id).get(missing);
            } catch (IOException e) {
                // The next one may have them. Whoever waits for them asks again.
                LOG.log(Level.DEBUG, "{0}: {1}", peers.get(id), Failure.reason(e));
            }
            if (Thread.interrupted()) throw new InterruptedException();
        }
    }

    @Override
    public String toString() {
        return "contents among " + Text.count(peers.size() + 1, "node");
    }
}
