package wirelab.replica;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.Bytes;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;

/// Contents, to and from another node, by hash: one connection to give, two to get and one for trees, opened when there is
/// need.
final class PeerContents implements AutoCloseable {
    /// A peer that takes or sends nothing for so long is given up.
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofMillis(800);
    private static final Duration WHOLE = Duration.ofDays(1);
    private static final int MOST_AT_ONCE = 256;
    /// Contents that wait to be given; it gets further ones when it asks for them.
    private static final int MOST_WAITING = 4_096;
    /// Questions on the way, so that the peer reads while this node writes.
    private static final int PIPELINE = 2;

    private record Wanted(Bytes hash, CompletableFuture<Void> done) {}

    private final Host host;
    private final ReplicaConfig config;
    private final int self;
    private final int other;
    private final Contents contents;
    private final BlockingQueue<Wanted> toGive = new LinkedBlockingQueue<>();
    private final Lane[] lanes = {new Lane(), new Lane()};
    private final Lane forTrees = new Lane();
    private final PeerTrees trees;
    private final Thread giver;
    private volatile Connection give;
    private volatile boolean closed;
    private volatile boolean cut;

    PeerContents(Host host, ReplicaConfig config, int self, int other, Contents contents) {
        this.host = host;
        this.config = config;
        this.self = self;
        this.other = other;
        this.contents = contents;
        trees = new PeerTrees(forTrees, self);
        giver = Thread.ofVirtual().name(ReplicaConfig.name(self) + "-gives-" + other).unstarted(this::run);
    }

    PeerContents start() {
        giver.start();
        return this;
    }

    int other() {
        return other;
    }

    /// {@return the other one's trees, on a connection of their own: contents may take long}
    PeerTrees trees() {
        return trees;
    }

    private Connection open() throws IOException {
        if (cut) throw new IOException("the cable is cut");
        return host.connect(config.address(other), PeerLink.PARTY, CONNECT);
    }

    private PduStream greet(Connection connection) throws IOException {
        try {
            var known = Handshake.dial(config, connection, self, other, Handshake.FOR_CONTENTS, CONNECT);
            connection.limit(IDLE, WHOLE);
            return known.pdus();
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /// Has the cable to the other one cut, or mended.
    void cut(boolean isCut) {
        cut = isCut;
        if (isCut) reset();
    }

    private void reset() {
        forTrees.reset();
        if (give != null) give.reset();
        for (var lane : lanes) lane.reset();
    }

    // Giving.

    /// Has a content on the disk of the other one.
    ///
    /// @return done when it is there; failed when it cannot be
    CompletableFuture<Void> give(Bytes hash) {
        var done = new CompletableFuture<Void>();
        if (closed || toGive.size() >= MOST_WAITING) done.completeExceptionally(new IOException("closed, or far behind"));
        else toGive.add(new Wanted(hash, done));
        return done;
    }

    private void run() {
        PduStream pdus = null;
        var batch = new ArrayList<Wanted>();
        try {
            while (!closed) {
                batch.add(toGive.take());
                toGive.drainTo(batch, MOST_AT_ONCE - 1);
                try {
                    // A connection that was idle may be gone.
                    if (pdus == null || give.over()) {
                        give = open();
                        pdus = greet(give);
                    }
                    offer(pdus, batch.stream().map(Wanted::hash).distinct().toList());
                    for (var one : batch) one.done.complete(null);
                } catch (IOException e) {
                    if (pdus != null) pdus.close();
                    pdus = null;
                    for (var one : batch) one.done.completeExceptionally(e);
                }
                batch.clear();
            }
        } catch (InterruptedException _) {
            // It is to end.
        } finally {
            if (pdus != null) pdus.close();
            for (var one : toGive) one.done.completeExceptionally(new IOException("closed"));
        }
    }

    private void offer(PduStream pdus, List<Bytes> hashes) throws IOException {
        give(pdus, self, hashes, contents);
    }

    /// Offers contents, sends those that are wanted, and waits until all are on the disk over there.
    ///
    /// @throws ReplicaException when they are not, with the reason
    static void give(PduStream pdus, long self, List<Bytes> hashes, Contents contents) throws IOException {
        pdus.write(Pdu.of(self, Pdu.OFFER, ContentPiece.hashes(hashes)));
        var sender = new ContentPiece.Sender(pdus, self, contents.rate());
        var wanted = wanted(pdus, hashes);
        for (var hash : List.copyOf(wanted)) if (ContentDelta.give(contents, hash, pdus, self)) wanted.remove(hash);
        for (var hash : wanted) contents.send(hash, sender);
        sender.flush();
        pdus.write(Pdu.of(self, Pdu.SYNC, ContentPiece.hashes(hashes)));
        synced(pdus);
    }

    /// {@return those of the offered ones that the other end wants}
    static Set<Bytes> wanted(PduStream pdus, Collection<Bytes> offered) throws IOException {
        var wanted = new HashSet<>(ContentPiece.hashes(pdus.need(Pdu.WANTED).data()));
        wanted.retainAll(offered);
        return wanted;
    }

    static void synced(PduStream pdus) throws IOException {
        var answer = pdus.need(Pdu.SYNCED);
        if (answer.data().length() > 0) throw new ReplicaException(answer.data().text());
    }

    // Getting.

    /// Gets contents, not forced; many of them over two connections, since to hash them takes time.
    ///
    /// @return those that the other one does not have
    Set<Bytes> get(Collection<Bytes> hashes) throws IOException, InterruptedException {
        var all = List.copyOf(hashes);
        if (all.size() <= MOST_AT_ONCE) return lanes[0].get(all);
        int half = all.size() / 2;
        var first = new FutureTask<>(() -> lanes[0].get(all.subList(0, half)));
        Thread.ofPlatform().daemon().name(giver.getName() + "-gets").start(first);
        var absent = new HashSet<>(lanes[1].get(all.subList(half, all.size())));
        try {
            absent.addAll(first.get());
            return absent;
        } catch (ExecutionException e) {
            throw new IOException(Failure.reason(e.getCause()), e);
        }
    }

    /// A connection on which contents are asked for.
    private final class Lane implements PeerTrees.Line {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile Connection connection;
        private PduStream pdus;

        Set<Bytes> get(List<Bytes> hashes) throws IOException {
            var whole = new ArrayList<>(hashes);
            for (var hash : hashes) {
                if (contents.base(hash) != null && talk(it -> ContentDelta.get(contents, hash, it, self))) whole.remove(hash);
            }
            // Others wait for the same: some may have come meanwhile.
            return talk(_ -> fetch(contents.missing(whole)));
        }

        @Override
        public <T> T talk(PeerTrees.Talk<T> talk) throws IOException {
            lock.lock();
            try {
                if (pdus == null || connection.over()) {
                    connection = open();
                    pdus = greet(connection);
                }
                try {
                    return talk.over(pdus);
                } catch (IOException e) {
                    pdus.close();
                    pdus = null;
                    throw e;
                }
            } finally {
                lock.unlock();
            }
        }

        private Set<Bytes> fetch(List<Bytes> hashes) throws IOException {
            var absent = new HashSet<Bytes>();
            int asked = 0;
            int answered = 0;
            try (var receiver = new ContentPiece.Receiver(contents)) {
                while (answered * MOST_AT_ONCE < hashes.size()) {
                    while (asked - answered < PIPELINE && asked * MOST_AT_ONCE < hashes.size()) {
                        int from = asked++ * MOST_AT_ONCE;
                        var some = hashes.subList(from, Math.min(hashes.size(), from + MOST_AT_ONCE));
                        pdus.write(Pdu.of(self, Pdu.FETCH, ContentPiece.hashes(some)));
                    }
                    take(receiver, absent);
                    answered++;
                }
            }
            return absent;
        }

        private void take(ContentPiece.Receiver receiver, Set<Bytes> absent) throws IOException {
            for (var pdu = pdus.need(); pdu.action() != Pdu.END; pdu = pdus.need()) {
                if (pdu.action() != Pdu.CONTENT) throw new ProtocolViolation("action", 4, Pdu.name(pdu.action()));
                var piece = ContentPiece.decode(pdu.data());
                if (piece.size() == ContentPiece.ABSENT) absent.add(piece.hash());
                else if (!isTaken(receiver, piece)) absent.add(piece.hash());
            }
        }

        /// A file that was edited over there is another content by now; what comes behind it is not the worse for it.
        private boolean isTaken(ContentPiece.Receiver receiver, ContentPiece piece) throws IOException {
            try {
                receiver.take(piece);
                return true;
            } catch (ProtocolViolation e) {
                if (!receiver.isBetween()) throw e;
                return false;
            }
        }

        void reset() {
            if (connection != null) connection.reset();
        }
    }

    @Override
    public void close() {
        closed = true;
        giver.interrupt();
        reset();
    }

    @Override
    public String toString() {
        return "contents of " + ReplicaConfig.name(other);
    }
}
