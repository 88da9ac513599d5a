package wirelab.rudp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import wirelab.congestion.ControlName;
import wirelab.impair.Link;
import wirelab.impair.LinkSpec;
import wirelab.impair.Packet;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;

/// Connections that share a link, in virtual time: whole machines at both ends, the link of `wirelab.impair` between them,
/// and clocks that are as late as real ones.
final class Bottleneck {
    /// Headers of IPv4 and UDP.
    static final int HEADERS = 28;
    private static final byte[] CHUNK = new byte[64 * 1024];

    /// A datagram on the link.
    private static final class Travelling implements Packet<Travelling> {
        final End from;
        final InetSocketAddress source;
        final byte[] bytes;

        Travelling(End from, InetSocketAddress source, byte[] bytes) {
            this.from = from;
            this.source = source;
            this.bytes = bytes;
        }

        @Override
        public int size() {
            return bytes.length + HEADERS;
        }

        @Override
        public void flip(long bit) {
            // The headers, which have checksums of their own, are not here.
            long at = bit % (8L * bytes.length);
            bytes[(int) (at / 8)] ^= (byte) (1 << at % 8);
        }

        @Override
        public Travelling copy() {
            return new Travelling(from, source, bytes.clone());
        }

        @Override
        public void lost() {}
    }

    /// One end of a flow.
    final class End {
        final Flow flow;
        final RudpEnd machine;
        InetSocketAddress address;
        /// Another address that this many of its packets seem to come from.
        InetSocketAddress forged;
        int forgedFor;
        boolean wrapped;
        private int lastSequence;
        final boolean client;
        long wakeAt = Machine.NEVER;
        long sentBytes;
        /// Until then what comes waits, and so does the clock.
        private long heldUpUntil = Long.MIN_VALUE;
        private long heldUpNext = Long.MAX_VALUE;
        private final ArrayDeque<Travelling> waiting = new ArrayDeque<>();

        End(Flow flow, boolean client, RudpEnd machine, InetSocketAddress address) {
            this.flow = flow;
            this.client = client;
            this.machine = machine;
            this.address = address;
        }

        void settle() {
            machine.drain(action -> {
                switch (action) {
                    case RudpAction.Send send -> send(send.to(), send.datagram());
                    case RudpAction.Opened opened -> flow.opened(this, opened.connection());
                    case RudpAction.Readable(long id, int stream) -> flow.read(this, id, stream);
                    case RudpAction.Writable(long id, int stream) -> flow.write(this, id, stream);
                    case RudpAction.Closed closed -> flow.closed = closed.reason();
                    case RudpAction.Accepted _, RudpAction.Heard _, RudpAction.Broken _ -> {}
                }
            });
            long at = machine.nextAt();
            if (at == Machine.NEVER) wakeAt = at;
            else if (wakeAt == Machine.NEVER || at + LATE < wakeAt || wakeAt <= now) {
                wakeAt = Math.max(now, at) + LATE + random.nextLong(15_000);
            }
        }

        private void send(InetSocketAddress to, byte[] datagram) {
            int sequence = ByteBuffer.wrap(datagram).getInt();
            wrapped |= lastSequence < 0 && sequence >= 0;
            lastSequence = sequence;
            if (recorded != null) recorded.add(datagram.clone());
            sentBytes += datagram.length + HEADERS;
            flow.sentTo.merge(to, (long) datagram.length, Long::sum);
            var source = address;
            if (forgedFor > 0) {
                forgedFor--;
                source = forged;
            }
            // To an address that nobody has any more.
            boolean astray = !client && !to.equals(flow.client.address);
            if (datagram.length + HEADERS <= mtu && !astray) {
                (client ? up : down).offer(now, new Travelling(this, source, datagram));
            }
        }

        void received(byte[] bytes, InetSocketAddress source) {
            flow.cameFrom.merge(source, (long) bytes.length, Long::sum);
            try {
                machine.received(now, ByteBuffer.wrap(bytes), source);
            } catch (ProtocolViolation _) {
                malformed++;
            }
            settle();
        }

        /// {@return when it does something by itself}
        private long nextAt() {
            return waiting.isEmpty() ? Math.max(wakeAt, heldUpUntil) : heldUpUntil;
        }

        private void take(Travelling datagram) {
            if (heldUpNext == Long.MAX_VALUE && holdUpEvery > 0) heldUpNext = now + about(holdUpEvery);
            if (now >= heldUpNext) {
                heldUpUntil = Math.max(heldUpUntil, now + about(holdUpFor));
                heldUpNext = heldUpUntil + about(holdUpEvery);
            }
            if (now < heldUpUntil) waiting.add(datagram);
            else received(datagram.bytes, datagram.source);
        }

        private void wake() {
            if (now < heldUpUntil) return;
            for (Travelling datagram; (datagram = waiting.poll()) != null; ) received(datagram.bytes, datagram.source);
            if (wakeAt <= now) tick();
        }

        private long about(long mean) {
            return (long) (-Math.log(1 - random.nextDouble()) * mean);
        }

        void tick() {
            wakeAt = Machine.NEVER;
            machine.tick(now);
            settle();
        }
    }

    /// A client that uploads to a server of its own.
    final class Flow {
        final long total;
        final End client;
        final End server;
        long written;
        long received;
        long connection = -1;
        String closed;
        long doneAt = -1;
        final long[] bins = new long[10_000];

        boolean stalled;
        private final Map<InetSocketAddress, Long> sentTo = new HashMap<>();
        private final Map<InetSocketAddress, Long> cameFrom = new HashMap<>();

        Flow(ControlName control, long total, Random chance) {
            this.total = total;
            var options = RudpOptions.DEFAULTS.withControl(control).withPlain(true);
            var identity = RudpIdentity.create(chance);
            int number = flows.size();
            client = new End(this, true, new RudpEnd(new RudpEnd.Setting(options, null, chance, RudpTrace.NONE,
                    Aead.KEY_LIFE)),
                    new InetSocketAddress("192.0.2.1", 1_000 + number));
            server = new End(this, false, new RudpEnd(new RudpEnd.Setting(options,
                    new Reception(options, identity, chance, Aead.KEY_LIFE), chance, RudpTrace.NONE, Aead.KEY_LIFE)),
                    new InetSocketAddress("192.0.2.2", 2_000 + number));
            flows.add(this);
        }

        void begin() {
            client.machine.connect(now, server.address);
            client.settle();
        }

        void opened(End end, long id) {
            if (!end.client) return;
            connection = id;
            client.machine.with(now, id, c -> c.streams().open());
            write(end, id, 0);
        }

        void write(End end, long id, int stream) {
            end.machine.with(now, id, c -> {
                while (written < total) {
                    int most = (int) Math.min(CHUNK.length, total - written);
                    int count = c.write(stream, CHUNK, 0, most);
                    if (count > 0) written += count;
                    if (count < most) return;
                }
                c.streams().end(stream);
            });
        }

        long sentTo(InetSocketAddress address) {
            return sentTo.getOrDefault(address, 0L);
        }

        long cameFrom(InetSocketAddress address) {
            return cameFrom.getOrDefault(address, 0L);
        }

        void resume() {
            stalled = false;
            read(server, connection, 0);
            server.settle();
        }

        void read(End end, long id, int stream) {
            if (stalled) return;
            end.machine.with(now, id, c -> {
                byte[] into = new byte[64 * 1024];
                for (int count; (count = c.read(now, stream, into, 0, into.length)) > 0; ) {
                    received += count;
                    bins[(int) Math.min(bins.length - 1, now / 100_000_000L)] += count;
                }
            });
            if (received == total && doneAt < 0) doneAt = now;
        }

        RudpStats stats() {
            return client.machine.connection(connection).stats();
        }

        /// {@return Mbit/s of the application's bytes between two times in seconds}
        double rate(double from, double to) {
            long sum = 0;
            for (int i = (int) Math.round(from * 10); i < Math.round(to * 10); i++) sum += bins[i];
            return sum * 8 / (to - from) / 1e6;
        }

        /// {@return Mbit/s from the beginning of the run to its last byte}
        double whole() {
            return total * 8e3 / doneAt;
        }
    }

    private static final long LATE = 65_000;

    final List<Flow> flows = new ArrayList<>();
    final Link<Travelling> up;
    final Link<Travelling> down;
    private final SplittableRandom random;
    private final List<Starting> starting = new ArrayList<>();
    long now;
    int malformed;
    /// Where a copy of each datagram goes.
    List<byte[]> recorded;
    /// Longer IP packets are lost on the way.
    int mtu = 1_500;

    private long holdUpEvery, holdUpFor;

    /// The machines of both ends have other work: every so often each stands still for a while, in ms, both of them on average.
    void heldUp(double every, double by) {
        holdUpEvery = (long) (every * 1e6);
        holdUpFor = (long) (by * 1e6);
    }

    private record Starting(long at, Flow flow) {}

    Bottleneck(String line, long seed) {
        var spec = LinkSpec.parse(line + " seed=" + seed);
        up = spec.upLink(0);
        down = spec.downLink(0);
        random = new SplittableRandom(seed);
    }

    Flow flow(ControlName control, double atSeconds, long total) {
        return begin(new Flow(control, total, new Random(random.nextLong())), atSeconds);
    }

    Flow flowNearWrap(long total) {
        return begin(new Flow(ControlName.TOLERANT, total, new Random(random.nextLong()) {
            private static final long serialVersionUID = 1;

            @Override
            public int nextInt() {
                return -5_000;
            }
        }), 0);
    }

    private Flow begin(Flow flow, double atSeconds) {
        starting.add(new Starting((long) (atSeconds * 1e9), flow));
        return flow;
    }

    /// Runs to a time in seconds, or until all that is finite is done.
    void run(double seconds) {
        long end = (long) (seconds * 1e9);
        while (now < end && !isDone()) {
            long next = Math.min(up.nextDue(), down.nextDue());
            for (var start : starting) next = Math.min(next, start.at);
            for (var flow : flows) next = Math.min(next, Math.min(flow.client.nextAt(), flow.server.nextAt()));
            if (next > end) break;
            now = Math.max(now, next);
            starting.removeIf(start -> {
                if (start.at > now) return false;
                start.flow.begin();
                return true;
            });
            for (Travelling t; (t = up.poll(now)) != null; ) t.from.flow.server.take(t);
            for (Travelling t; (t = down.poll(now)) != null; ) t.from.flow.client.take(t);
            for (var flow : flows) {
                flow.client.wake();
                flow.server.wake();
            }
        }
    }

    private boolean isDone() {
        for (var flow : flows) if (flow.doneAt < 0 || flow.total == Long.MAX_VALUE) return false;
        return true;
    }
}
