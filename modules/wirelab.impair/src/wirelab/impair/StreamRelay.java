package wirelab.impair;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Host;

/// The TCP side of a relay: for each connection of a client one to the target, and two pipes between them.
///
/// TCP has repaired the path to the relay already, so bytes are not lost here: they are late, slow, stalled or cut off.
final class StreamRelay implements AutoCloseable {
    /// How often a drain looks whether it is over, and how long a client is silent that has nothing more to say.
    private static final long LOOK = 2_000_000;
    private static final long SILENT = 100_000_000;

    private final Host host;
    private final InetSocketAddress target;
    private final StreamWay up;
    private final StreamWay down;
    private final Counters counters;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    /// Connections that clients are known to open, and that have not been accepted yet.
    private final AtomicInteger expected = new AtomicInteger();
    /// Connections of clients for which the target is being called.
    private final AtomicInteger beginning = new AtomicInteger();
    private volatile boolean stopped;

    StreamRelay(Host host, InetSocketAddress target, Relay.Options options, LinkSpec spec, LinkDriver up, LinkDriver down,
            Counters counters) {
        this.host = host;
        this.target = target;
        this.up = StreamWay.of(up, spec.up(), options.window());
        this.down = StreamWay.of(down, spec.down(), options.window());
        this.counters = counters;
    }

    /// A client is about to open a connection, which may be written to and closed before it is accepted here.
    void expect() {
        expected.incrementAndGet();
    }

    /// Carries one connection to its end; called on a virtual thread of its own.
    void handle(Connection client) throws IOException {
        beginning.incrementAndGet();
        expected.updateAndGet(n -> Math.max(0, n - 1));
        Pair pair;
        try {
            pair = new Pair(client, host.connect(target, Relay.PARTY));
            pairs.add(pair);
        } catch (IOException e) {
            // What the client would have seen without the relay, as nearly as can be.
            client.reset();
            counters.count("targets not reached");
            throw e;
        } finally {
            beginning.decrementAndGet();
        }
        if (stopped) pair.breakOff();
        try {
            pair.carry();
        } finally {
            pairs.remove(pair);
            pair.server.close();
        }
    }

    /// Waits until what the clients have written is with the target: until each has ended its direction and that end has
    /// arrived, or, of those who have not ended it, nothing more comes.
    void drain(long until) {
        while (until - System.nanoTime() > 0 && !isDrained()) LockSupport.parkNanos(LOOK);
    }

    private boolean isDrained() {
        return expected.get() == 0 && beginning.get() == 0 && pairs.stream().allMatch(Pair::isDone);
    }

    @Override
    public void close() {
        stopped = true;
        pairs.forEach(Pair::takeAway);
    }

    /// A client's connection and the one to the target.
    private final class Pair {
        private final Connection client;
        private final Connection server;
        private final Pipe upPipe;
        private final Pipe downPipe;

        Pair(Connection client, Connection server) {
            this.client = client;
            this.server = server;
            upPipe = new Pipe(this, client, server, up);
            downPipe = new Pipe(this, server, client, down);
        }

        void carry() {
            var cutter = Thread.ofVirtual().name("link-cut")
                    .unstarted(() -> cutAfter(Math.min(up.cut().age(), down.cut().age())));
            if (Math.min(up.cut().age(), down.cut().age()) < Long.MAX_VALUE) cutter.start();
            // Closing waits until all four are done.
            try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("link-pipe").factory())) {
                threads.execute(upPipe::read);
                threads.execute(upPipe::write);
                threads.execute(downPipe::read);
                threads.execute(downPipe::write);
            }
            cutter.interrupt();
        }

        private void cutAfter(long nanos) {
            long end = System.nanoTime() + nanos;
            for (long left; (left = end - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) return;
            }
            counters.count("connections cut");
            breakOff();
        }

        boolean isDone() {
            return upPipe.ended || upPipe.isSilent();
        }

        /// What the client has said to its end, and is with the target, a reset is not to spoil; the client gets one, as it
        /// would take the end for that of an answer.
        void takeAway() {
            if (upPipe.ended) server.close();
            breakOff();
        }

        /// Resets both sides at once, and wakes whoever waits. No thread is interrupted for that: it may be delivering
        /// another client's datagram just now, and an interrupt would close the socket that all clients share.
        void breakOff() {
            client.reset();
            server.reset();
            upPipe.giveUp();
            downPipe.giveUp();
        }
    }

    /// One direction of a pair: a thread reads and puts chunks on the wire, another writes what has arrived. How much may be
    /// between them is bounded, so that a receiver that does not read makes the sender wait, as without a relay.
    private final class Pipe {
        private final Pair pair;
        private final Connection from;
        private final Connection to;
        private final StreamWay way;
        private final Semaphore room;
        private final LinkedBlockingQueue<Chunk> arrived = new LinkedBlockingQueue<>();
        /// When a chunk was taken in or handed over last.
        private volatile long moved = System.nanoTime();
        /// The end has been handed over, or there is nobody any more to hand anything to.
        private volatile boolean ended;

        Pipe(Pair pair, Connection from, Connection to, StreamWay way) {
            this.pair = pair;
            this.from = from;
            this.to = to;
            this.way = way;
            room = new Semaphore(way.window());
        }

        /// Wakes both threads, which then find their connections closed.
        void giveUp() {
            room.release(way.chunk());
            arrived.add(new Chunk(this, Chunk.RESET));
        }

        /// Whether nothing is under way, and nothing has been for a while.
        boolean isSilent() {
            try {
                return System.nanoTime() - moved > SILENT && room.availablePermits() >= way.window() - way.chunk()
                        && from.available() == 0;
            } catch (IOException _) {
                // Broken: nothing comes.
                return true;
            }
        }

        void read() {
            var buffer = ByteBuffer.allocate(way.chunk());
            long left = way.cut().bytes();
            try {
                while (left > 0) {
                    room.acquire(buffer.capacity());
                    int n = from.read(buffer.clear().limit((int) Math.min(left, buffer.capacity())));
                    room.release(buffer.capacity() - Math.max(0, n));
                    if (n < 0) {
                        way.wire().offer(new Chunk(this, Chunk.END));
                        return;
                    }
                    left -= n;
                    moved = System.nanoTime();
                    way.wire().offer(new Chunk(this, Arrays.copyOf(buffer.array(), n)));
                }
                counters.count("connections cut");
            } catch (IOException _) {
                // The sender has broken off: so does this end, behind what was said before.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            way.wire().offer(new Chunk(this, Chunk.RESET));
        }

        void write() {
            try {
                while (true) {
                    byte[] bytes = arrived.take().bytes;
                    if (bytes == Chunk.END) {
                        to.endOutput();
                        ended = true;
                        return;
                    }
                    if (bytes == Chunk.RESET) break;
                    to.write(bytes);
                    moved = System.nanoTime();
                    room.release(bytes.length);
                }
            } catch (IOException _) {
                // The receiver has gone: below the sender learns of it.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            ended = true;
            pair.breakOff();
        }
    }

    /// Some bytes of a stream on their way, or its end.
    private static final class Chunk implements LinkDriver.Parcel {
        static final byte[] END = new byte[0];
        static final byte[] RESET = new byte[0];

        private final Pipe pipe;
        private final byte[] bytes;

        Chunk(Pipe pipe, byte[] bytes) {
            this.pipe = pipe;
            this.bytes = bytes;
        }

        @Override
        public int size() {
            return bytes.length;
        }

        @Override
        public boolean reliable() {
            return true;
        }

        @Override
        public void flip(long bit) {
            throw new IllegalStateException("a stream is not damaged");
        }

        @Override
        public LinkDriver.Parcel copy() {
            throw new IllegalStateException("a stream is not doubled");
        }

        @Override
        public void lost() {
            throw new IllegalStateException("a stream loses nothing");
        }

        @Override
        public void deliver() {
            pipe.arrived.add(this);
        }
    }
}
