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
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Connection;
import wirelab.kit.Counters;

/// The TCP side of a relay: for each connection of a client one to the target, and two pipes between them.
///
/// TCP has repaired the path to the relay already, so bytes are not lost here: they are late, slow, stalled or cut off.
final class Streams implements AutoCloseable {
    /// How much is carried at once at most. On a slow link it is less, so that bytes trickle instead of coming in lumps.
    private static final int CHUNK = 16 * 1024;
    private static final int LEAST_CHUNK = 256;
    /// What a chunk takes to transmit at most, in nanoseconds.
    private static final long LUMP = 2_000_000;

    /// The size of a packet for which a queue that is counted in packets has room.
    private static final int PACKET = 1500;

    /// What a direction does to streams.
    ///
    /// @param wire where they go
    /// @param chunk bytes that are carried at once at most
    /// @param window bytes of a connection that may be under way: with a bottleneck what fits on the wire and into its queue,
    ///     so that the queue is as long as the user said and the sender feels it
    /// @param cut when connections are cut
    private record Way(Wire wire, int chunk, int window, Conditions.Cut cut) {
        static Way of(Wire wire, Conditions conditions, int mostWindow) {
            var bottleneck = conditions.bottleneck();
            var cut = conditions.cut() != null ? conditions.cut() : new Conditions.Cut(Long.MAX_VALUE, Long.MAX_VALUE);
            if (bottleneck == null) return new Way(wire, CHUNK, mostWindow, cut);
            int chunk = (int) Math.clamp(LUMP / bottleneck.transmission(1), LEAST_CHUNK, CHUNK);
            double queue = Math.min(bottleneck.bytes(), (double) bottleneck.packets() * PACKET);
            double onWire = (conditions.delay().mean() + conditions.delay().jitter()) / bottleneck.transmission(1);
            return new Way(wire, chunk, (int) Math.clamp(queue + onWire, 2 * chunk, mostWindow), cut);
        }
    }

    private final InetSocketAddress target;
    private final Way up;
    private final Way down;
    private final Counters counters;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    Streams(InetSocketAddress target, Relay.Options options, LinkSpec spec, Wire up, Wire down, Counters counters) {
        this.target = target;
        this.up = Way.of(up, spec.up(), options.window());
        this.down = Way.of(down, spec.down(), options.window());
        this.counters = counters;
    }

    /// Carries one connection to its end; called on a virtual thread of its own.
    void handle(Connection client) throws IOException {
        Connection server;
        try {
            server = Connection.connect(target, Relay.PARTY);
        } catch (IOException e) {
            // What the client would have seen without the relay, as nearly as can be.
            client.reset();
            counters.count("targets not reached");
            throw e;
        }
        var pair = new Pair(client, server);
        pairs.add(pair);
        if (stopped) pair.breakOff();
        try {
            pair.carry();
        } finally {
            pairs.remove(pair);
            server.close();
        }
    }

    @Override
    public void close() {
        stopped = true;
        pairs.forEach(Pair::breakOff);
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
            var cutter = Thread.ofVirtual().name("link-cut").unstarted(() -> cutAfter(Math.min(up.cut.age(), down.cut.age())));
            if (Math.min(up.cut.age(), down.cut.age()) < Long.MAX_VALUE) cutter.start();
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

        /// Resets both sides at once, and wakes whoever waits. No thread is interrupted for that: it may be delivering another
        /// client's datagram just now, and an interrupt would close the socket that all clients share.
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
        private final Way way;
        private final Semaphore room;
        private final LinkedBlockingQueue<Chunk> arrived = new LinkedBlockingQueue<>();

        Pipe(Pair pair, Connection from, Connection to, Way way) {
            this.pair = pair;
            this.from = from;
            this.to = to;
            this.way = way;
            room = new Semaphore(way.window);
        }

        /// Wakes both threads, which then find their connections closed.
        void giveUp() {
            room.release(way.chunk);
            arrived.add(new Chunk(this, Chunk.RESET));
        }

        void read() {
            var buffer = ByteBuffer.allocate(way.chunk);
            long left = way.cut.bytes();
            try {
                while (left > 0) {
                    room.acquire(buffer.capacity());
                    int n = from.read(buffer.clear().limit((int) Math.min(left, buffer.capacity())));
                    room.release(buffer.capacity() - Math.max(0, n));
                    if (n < 0) {
                        way.wire.offer(new Chunk(this, Chunk.END));
                        return;
                    }
                    left -= n;
                    way.wire.offer(new Chunk(this, Arrays.copyOf(buffer.array(), n)));
                }
                counters.count("connections cut");
            } catch (IOException _) {
                // The sender has broken off: so does this end, behind what was said before.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            way.wire.offer(new Chunk(this, Chunk.RESET));
        }

        void write() {
            try {
                while (true) {
                    byte[] bytes = arrived.take().bytes;
                    if (bytes == Chunk.END) {
                        to.endOutput();
                        return;
                    }
                    if (bytes == Chunk.RESET) break;
                    to.write(bytes);
                    room.release(bytes.length);
                }
            } catch (IOException _) {
                // The receiver has gone: below the sender learns of it.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            pair.breakOff();
        }
    }

    /// Some bytes of a stream on their way, or its end.
    private static final class Chunk implements Wire.Parcel {
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
        public Wire.Parcel copy() {
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
