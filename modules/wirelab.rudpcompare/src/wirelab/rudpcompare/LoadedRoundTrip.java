package wirelab.rudpcompare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// Small datagrams there and back while others send: what the queue costs everybody who shares the link.
final class LoadedRoundTrip implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final int PAYLOAD = 16;
    /// With the headers of IPv4 and UDP.
    static final int SIZE = PAYLOAD + 28;

    /// One that came back.
    ///
    /// @param at seconds since the beginning, when it was sent
    record Sample(double at, double millis) {}

    private final long began = System.nanoTime();
    private final UdpSocket left;
    private final UdpSocket right;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread prober;
    private volatile long sent;

    private LoadedRoundTrip(UdpSocket left, UdpSocket right) {
        this.left = left;
        this.right = right;
        prober = Thread.ofPlatform().daemon().name("probe").start(this::probe);
        Thread.ofPlatform().daemon().name("probe-echo").start(this::echo);
    }

    static LoadedRoundTrip begin(Ground ground) throws IOException {
        var right = ground.receiver().bind(new InetSocketAddress(ground.address(), 0), Tap.Party.UNKNOWN);
        try {
            return new LoadedRoundTrip(ground.sender().towards(right.local(), Tap.Party.UNKNOWN), right);
        } catch (IOException e) {
            right.close();
            throw e;
        }
    }

    private void echo() {
        var datagram = ByteBuffer.allocateDirect(PAYLOAD);
        while (right.isOpen()) {
            try {
                var source = right.receive(datagram.clear());
                right.send(datagram.flip(), source);
            } catch (IOException _) {
                // Closed, or a probe that is as good as lost.
            }
        }
    }

    /// One is sent when its time has come, and what comes meanwhile is read: a probe does not wait for the one before.
    private void probe() {
        var into = ByteBuffer.allocate(PAYLOAD);
        try {
            for (long next = System.nanoTime(); left.isOpen(); ) {
                long wait = next - System.nanoTime();
                if (wait <= 0) {
                    var out = ByteBuffer.allocate(PAYLOAD).putLong(System.nanoTime() - began).putLong(sent).flip();
                    left.send(out, right.local());
                    sent++;
                    next += INTERVAL.toNanos();
                } else if (left.receive(into.clear(), Duration.ofNanos(wait)) != null) {
                    long at = into.flip().getLong();
                    synchronized (samples) {
                        samples.add(new Sample(at / 1e9, (System.nanoTime() - began - at) / 1e6));
                    }
                }
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    long sent() {
        return sent;
    }

    List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    @Override
    public void close() {
        left.close();
        right.close();
        try {
            prober.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
