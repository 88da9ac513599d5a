package wirelab.rtt;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.hosts.NativeAccess;
import wirelab.hosts.TcpInfo;
import wirelab.hosts.Tun;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.Host;

/// Probes on one TCP connection to an echo service. What is lost is sent again by TCP, and holds up all that was sent behind
/// it; probes are sent when they are due all the same, so that this shows.
///
/// A connection that breaks is opened again; what was under way on it is lost.
final class StreamCarrier implements Carrier {
    /// Probes under way at most: an end that answers nothing must not make the sender wait for room.
    private static final int MOST_WAITING = 64 * 1024;
    private static final Duration REST = Duration.ofMillis(200);
    /// So long after it was asked, the kernel is asked again.
    private static final long ASKING = 20_000_000;

    private final Host host;
    private final ProbeTarget target;
    private final ProbeOptions options;
    private final boolean kernel;
    private final EchoProbe format;
    private final Listener listener;
    private final ByteBuffer out;
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread reader;
    private volatile Connection connection;
    private volatile TcpInfo info;
    private TcpInfo.Watch watch;
    private long before;
    private long asked = System.nanoTime() - 1_000_000_000;

    /// @throws IOException when nobody answers at first
    StreamCarrier(Host host, ProbeTarget target, ProbeOptions options, EchoProbe format,
            Listener listener) throws IOException {
        this.host = host;
        this.target = target;
        this.format = format;
        this.listener = listener;
        this.options = options;
        kernel = options.kernel() && NativeAccess.isGiven();
        out = ByteBuffer.allocateDirect(format.size());
        connection = connect();
        reader = Thread.ofPlatform().daemon().name("rtt-tcp-echo").start(this::run);
    }

    @Override
    public int size() {
        return format.size();
    }

    @Override
    public void send(int sequence) throws IOException {
        var to = connection;
        if (to == null) throw new IOException("no connection");
        if (waiting.get() * format.size() > MOST_WAITING) throw new IOException("too much is under way");
        format.encode(out.clear(), sequence);
        waiting.incrementAndGet();
        out.flip();
        long at = System.nanoTime();
        to.write(out);
        listener.sent(sequence, at);
    }

    private Connection connect() throws IOException {
        return host.connect(target.address(), RttWords.party(target.kind()), options.threshold(), options::prepare);
    }

    private void run() {
        if (kernel) Tun.hurry();
        while (closing.getCount() > 0) {
            try (var open = connection != null ? connection : connect()) {
                waiting.set(0);
                before = 0;
                watch = null;
                connection = open;
                read(open);
            } catch (IOException e) {
                if (closing.getCount() > 0) {
                    System.getLogger(StreamCarrier.class.getName()).log(Level.DEBUG, Failure.line(e), e);
                }
            }
            connection = null;
            try {
                if (closing.await(REST.toMillis(), TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void read(Connection open) throws IOException {
        var frame = ByteBuffer.allocateDirect(format.size());
        while (true) {
            frame.clear();
            while (frame.hasRemaining()) if (open.read(frame) < 0) return;
            long at = System.nanoTime();
            waiting.decrementAndGet();
            var reading = format.decode(frame.flip(), 0);
            listener.came(reading instanceof Answer answer ? answer.at(at, -1).by(sentAgain(open, at), false) : reading);
        }
    }

    /// How many segments were sent again since the kernel was last asked, which is done now and then alone: it takes a
    /// while.
    private int sentAgain(Connection open, long now) {
        if (!kernel || now - asked < ASKING) return -1;
        asked = now;
        try {
            if (watch == null) watch = TcpInfo.watch(open.local(), open.remote());
            info = watch.now();
            int more = (int) (info.retransmitted() - before);
            before = info.retransmitted();
            return more;
        } catch (IOException _) {
            // Closed meanwhile: then nobody knows.
            return -1;
        }
    }

    @Override
    public Remarks remarks() {
        var known = info;
        return known == null ? Remarks.NONE : new Remarks(known, known.retransmitted(), -1, -1);
    }

    @Override
    public void close() {
        closing.countDown();
        var open = connection;
        if (open != null) open.close();
        try {
            reader.join(options.threshold().plus(REST));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
