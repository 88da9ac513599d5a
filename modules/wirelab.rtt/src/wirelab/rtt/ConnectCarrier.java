package wirelab.rtt;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import wirelab.hosts.NativeAccess;
import wirelab.hosts.TcpInfo;
import wirelab.hosts.Tun;
import wirelab.kit.Connection;
import wirelab.kit.Host;

/// Probes that open a TCP connection and close it again: SYN there, SYN and ACK back. Each has a thread of its own, so that
/// none waits for the one before.
///
/// TCP hides loss: when a SYN is lost, the system sends it again after 1 s, then after 2 s more, and all that is seen is a
/// long delay. The kernel of Linux tells how often it did so.
final class ConnectCarrier implements Carrier {
    /// Connections that are being opened at once.
    static final int MOST = 256;
    /// A connect that took so long may have had its SYN sent again, which is done after a second (RFC 6298, section 2): the
    /// kernel is asked about it.
    private static final long SLOW = 500_000_000;
    /// About the others it is asked now and then, since finding a connection takes a while.
    private static final long ASKING = 200_000_000;

    private final Host host;
    private final ProbeTarget target;
    private final ProbeOptions options;
    private final boolean kernel;
    private final Listener listener;
    private final Semaphore room = new Semaphore(MOST);
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("rtt-connect-", 0).factory());
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong asked = new AtomicLong(System.nanoTime() - ASKING);
    private volatile TcpInfo last;

    ConnectCarrier(Host host, ProbeTarget target, ProbeOptions options, Listener listener) {
        this.host = host;
        this.target = target;
        this.listener = listener;
        this.options = options;
        kernel = options.kernel() && NativeAccess.isGiven();
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public void send(int sequence) throws IOException {
        if (!room.tryAcquire()) throw new IOException(MOST + " connections are being opened already");
        try {
            threads.execute(() -> {
                try {
                    connect(sequence);
                } finally {
                    room.release();
                }
            });
        } catch (RejectedExecutionException e) {
            room.release();
            throw new IOException("closed", e);
        }
    }

    private void connect(int sequence) {
        if (kernel) Tun.hurry();
        long began = System.nanoTime();
        listener.sent(sequence, began);
        var answer = Answer.to(sequence);
        try (var connection = host.connect(target.address(), RttWords.party(target.kind()), options.threshold(),
                options::prepare)) {
            long at = System.nanoTime();
            listener.came(answer.at(at, -1).by(sentAgain(connection, began, at), false));
        } catch (IOException e) {
            long at = System.nanoTime();
            // What answered was the other host; any other failure is silence, or some router's word.
            if (e.getCause() instanceof ConnectException refused
                    && String.valueOf(refused.getMessage()).contains("refused")) {
                listener.came(answer.at(at, -1).by(-1, true));
            }
        }
    }

    private int sentAgain(Connection connection, long began, long now) {
        long before = asked.get();
        if (!kernel || now - began < SLOW && (now - before < ASKING || !asked.compareAndSet(before, now))) return -1;
        try {
            var info = TcpInfo.of(connection.local(), connection.remote());
            last = info;
            again.addAndGet(info.retransmitted());
            return (int) info.retransmitted();
        } catch (IOException _) {
            // Closed by the other end meanwhile, or another kernel: then nobody knows.
            return -1;
        }
    }

    @Override
    public Remarks remarks() {
        return last == null ? Remarks.NONE : new Remarks(last, again.get(), -1, -1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
