package wirelab.replica;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.FieldReader;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.raft.RaftMessage;

/// What this node says to another one: messages of Raft, on a connection that carries nothing else, so that a heartbeat
/// waits for no content.
///
/// What the other one says comes on a connection that it opens. A connection on which nothing comes back is closed and
/// opened anew: TCP alone would wait for minutes after a cut.
final class PeerLink implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PeerLink.class.getName());
    static final Tap.Party PARTY = new Tap.Party("replica", Tap.Words.NONE);
    private static final Duration PING = Duration.ofMillis(200);
    /// Without a sign of the other one for so long, the connection is given up.
    static final Duration SILENCE = Duration.ofMillis(1_200);
    private static final Duration CONNECT = Duration.ofMillis(800);
    private static final Duration RETRY = Duration.ofMillis(100);
    /// Bytes that wait; what comes beyond them is lost, as Raft allows.
    private static final long MOST_WAITING = 1 << 23;
    private static final int MOST_AT_ONCE = 256;

    private final Host host;
    private final ReplicaConfig config;
    private final int self;
    private final int other;
    private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final Semaphore again = new Semaphore(0);
    private final Thread thread;
    /// What was said last while nobody listened.
    private volatile byte[] unheard;
    private volatile Connection connection;
    private volatile long heardAt;
    private volatile long broughtTo;
    private volatile long pending;
    private volatile Applier.Checkpoint checkpoint = new Applier.Checkpoint(0, Bytes.of());
    private volatile boolean up;
    private volatile boolean closed;
    private volatile boolean cut;
    private volatile String trouble = "";

    PeerLink(Host host, ReplicaConfig config, int self, int other) {
        this.host = host;
        this.config = config;
        this.self = self;
        this.other = other;
        thread = Thread.ofVirtual().name(ReplicaConfig.name(self) + "-to-" + other).unstarted(this::run);
    }

    PeerLink start() {
        thread.start();
        return this;
    }

    /// Says something, soon; it may be lost. Of what is said while the other one cannot be reached, the latest is kept: it
    /// need not wait for the next heartbeat when it can.
    void send(RaftMessage message) {
        if (!up) {
            unheard = message.encode();
            return;
        }
        if (waiting.get() > MOST_WAITING) return;
        add(message.encode());
    }

    private void add(byte[] message) {
        waiting.addAndGet(message.length);
        queue.add(message);
    }

    /// The other one has just come: it can be reached by now.
    void retry() {
        if (!up) again.release();
    }

    /// {@return whether the other one has answered lately}
    boolean isUp() {
        return up && System.nanoTime() - heardAt < SILENCE.toNanos();
    }

    /// {@return up to which entry of the log its folder has all, as it said last}
    long broughtTo() {
        return broughtTo;
    }

    /// {@return how many paths its folder lacks, as it said last}
    long pending() {
        return pending;
    }

    /// {@return what its folder was when it last looked, as it said}
    Applier.Checkpoint checkpoint() {
        return checkpoint;
    }

    /// {@return why it cannot be reached; empty when it can, or was never tried}
    String trouble() {
        return up ? "" : trouble;
    }

    private void run() {
        while (!closed) {
            try (var here = cable().connect(config.address(other), PARTY, CONNECT)) {
                connection = here;
                var known = Handshake.dial(config, here, self, other, Handshake.FOR_RAFT, CONNECT);
                heardAt = System.nanoTime();
                up = true;
                var late = unheard;
                unheard = null;
                if (late != null) add(late);
                Thread.ofVirtual().name(thread.getName() + "-pong").start(() -> listen(known.pdus()));
                speak(known.pdus());
            } catch (IOException e) {
                trouble = Failure.reason(e);
                LOG.log(Level.DEBUG, "{0}: {1}", this, trouble);
            } catch (InterruptedException _) {
                return;
            } finally {
                up = false;
                queue.clear();
                waiting.set(0);
            }
            try {
                again.tryAcquire(RETRY.toNanos(), TimeUnit.NANOSECONDS);
                again.drainPermits();
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private Host cable() throws IOException {
        if (cut) throw new IOException("the cable is cut");
        return host;
    }

    /// Has the cable to the other one cut, or mended.
    void cut(boolean isCut) {
        cut = isCut;
        var here = connection;
        if (isCut && here != null) here.reset();
    }

    private void speak(PduStream pdus) throws IOException, InterruptedException {
        long pingAt = System.nanoTime();
        var batch = new ArrayList<byte[]>();
        while (true) {
            long now = System.nanoTime();
            if (now - heardAt > SILENCE.toNanos()) throw new IOException("is silent");
            var first = queue.poll(Math.max(0, pingAt - now), TimeUnit.NANOSECONDS);
            if (first != null) batch.add(first);
            queue.drainTo(batch, MOST_AT_ONCE);
            var out = new ArrayList<Pdu>();
            for (var message : batch) {
                waiting.addAndGet(-message.length);
                out.add(Pdu.of(self, Pdu.RAFT, message));
            }
            batch.clear();
            if (System.nanoTime() - pingAt >= 0) {
                out.add(Pdu.of(self, Pdu.PING, new byte[0]));
                pingAt = System.nanoTime() + PING.toNanos();
            }
            pdus.write(out);
        }
    }

    /// Whatever comes is a sign of life; it also says how far the other one's folder is.
    private void listen(PduStream pdus) {
        try {
            for (Pdu pdu; (pdu = pdus.read()) != null; ) {
                heardAt = System.nanoTime();
                if (pdu.action() != Pdu.PONG) continue;
                var in = new FieldReader(pdu.data().buffer());
                broughtTo = in.u64("brought");
                pending = in.u32("pending");
                checkpoint = new Applier.Checkpoint(in.u64("index"), Bytes.wrap(in.bytes("root", TreeNode.HASH)));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", this, e.getMessage());
        }
        pdus.close();
    }

    /// A writer that the network holds up does not look at the clock: the node does, now and then.
    void look() {
        var here = connection;
        if (up && here != null && System.nanoTime() - heardAt > SILENCE.toNanos()) here.reset();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        var here = connection;
        if (here != null) here.reset();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return ReplicaConfig.name(self) + " to " + ReplicaConfig.name(other) + (isUp() ? "" : ", down")
                + ", " + Text.bytes(waiting.get()) + " waiting";
    }
}
