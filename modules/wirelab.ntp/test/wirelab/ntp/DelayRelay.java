package wirelab.ntp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// Passes datagrams on between one client and a server, each with a delay of its own.
final class DelayRelay implements AutoCloseable {
    private record Parcel(long due, byte[] payload, UdpSocket through, InetSocketAddress to) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Parcel) other).due);
        }
    }

    private final UdpSocket front;
    private final UdpSocket rear;
    private final Random random = new Random(1);
    private final DelayQueue<Parcel> queue = new DelayQueue<>();
    private final Thread sender;
    private volatile InetSocketAddress client;

    /// Begins to relay.
    ///
    /// @param server where to
    /// @param out least nanoseconds towards the server
    /// @param back least nanoseconds towards the client
    /// @param jitter nanoseconds more, at random
    DelayRelay(InetSocketAddress server, long out, long back, long jitter) throws IOException {
        front = UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN);
        rear = UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN);
        Thread.ofPlatform().daemon().start(() -> relay(front, rear, server, out, jitter));
        Thread.ofPlatform().daemon().start(() -> relay(rear, front, null, back, jitter));
        sender = Thread.ofPlatform().daemon().start(this::send);
    }

    InetSocketAddress address() {
        return front.local();
    }

    private void relay(UdpSocket in, UdpSocket through, InetSocketAddress to, long least, long jitter) {
        var buffer = ByteBuffer.allocate(2048);
        try {
            while (true) {
                var source = in.receive(buffer.clear());
                long due = System.nanoTime() + least;
                if (to != null) client = source;
                var payload = new byte[buffer.flip().remaining()];
                buffer.get(payload);
                synchronized (random) {
                    if (jitter > 0) due += random.nextLong(jitter);
                }
                queue.add(new Parcel(due, payload, through, to != null ? to : client));
            }
        } catch (ClosedChannelException _) {
            // The relay was closed.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send() {
        try {
            while (true) {
                var parcel = queue.take();
                parcel.through.send(parcel.payload, parcel.to);
            }
        } catch (InterruptedException | IOException _) {
            // The relay was closed.
        }
    }

    @Override
    public void close() {
        front.close();
        rear.close();
        sender.interrupt();
    }
}
