package wirelab.tap;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import wirelab.kit.Failure;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Writes conversations as a pcapng file, while they happen, for Wireshark, tshark and whoever else reads that.
///
/// The headers are synthesised: TCP segments as [TcpTrace] tells them, UDP datagrams cut into IP fragments where the
/// interface's MTU asks for it. What a packet's sender calls itself is the interface that the packet is recorded at; what
/// our own decoder makes of a message is a comment on its first packet. A file that takes no more ends the capture with one
/// line, and the conversations go on.
public final class Capture implements Watcher {
    /// Bytes of a stream that are recorded in one go; their segments fit a buffer of the spool whatever the MSS.
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final CaptureSpool spool;
    private final Claims claims;
    private final Elsewhere elsewhere;
    private final int forcedMtu;
    private final CaptureInterfaces interfaces;
    private final Map<Conversation, TcpRecord> connections = new ConcurrentHashMap<>();
    /// For a datagram that is to be cut into fragments.
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(EthernetFrames.UDP_HEADER + 65_535);
    private final long epoch;
    private final long epochNanoTime;
    private final LongAdder packets = new LongAdder();
    private final AtomicInteger identification = new AtomicInteger(ThreadLocalRandom.current().nextInt());

    private Capture(FileChannel channel, Path file, String application, int mtu, PrintStream notes) {
        forcedMtu = mtu;
        claims = new Claims(file);
        elsewhere = new Elsewhere(claims, file, application, notes);
        spool = new CaptureSpool(channel, e -> {
            claims.close();
            notes.println(application + ": the capture ends here: " + file + ": " + Failure.writing(e));
        });
        var now = Instant.now();
        epochNanoTime = System.nanoTime();
        epoch = now.getEpochSecond() * 1_000_000_000 + now.getNano();
        interfaces = new CaptureInterfaces(spool, application);
    }

    /// Begins a capture; packets are as long as the true interfaces allow.
    ///
    /// @param file what is written; replaced if it is there already
    /// @throws IOException when it cannot be written
    public static Capture to(Path file) throws IOException {
        return to(file, "capture", 0, System.err);
    }

    /// Begins a capture.
    ///
    /// @param file what is written; replaced if it is there already; a pipe with a name must have a reader
    /// @param application name of the program, for the head of the file and for notes
    /// @param mtu longest IP packet in bytes, 576 to 65,536; 0 for that of the true interface (65,536 on loopback)
    /// @param notes where one line goes when the capture must end early, or another program records the conversations
    /// @throws IOException when it cannot be written
    public static Capture to(Path file, String application, int mtu, PrintStream notes) throws IOException {
        if (mtu != 0 && (mtu < Network.LEAST_MTU || mtu > Network.MOST_MTU)) {
            throw new UsageException("an MTU of " + mtu + " is not between " + Network.LEAST_MTU + " and "
                    + Network.MOST_MTU);
        }
        return new Capture(CaptureFile.open(file), file, application, mtu, notes);
    }

    /// A segment, the interface that it is recorded at, and whether that one sends it.
    private record Told(Segment segment, int number, boolean outbound) {}

    /// What is kept of one connection.
    private final class TcpRecord {
        private final Conversation conversation;
        private final IpHeader[] routes;
        private final int mss;
        private final TcpTrace trace;
        /// Number of the interface of each side, plus 1; 0 as long as it is not known.
        private final int[] numbers = new int[2];
        private List<Told> decided;

        TcpRecord(Conversation conversation) {
            this.conversation = conversation;
            var client = conversation.address(Side.CLIENT);
            var server = conversation.address(Side.SERVER);
            routes = new IpHeader[] {new IpHeader(client, server), new IpHeader(server, client)};
            mss = EthernetFrames.mss(mtu(client.getAddress()), routes[0].ipv6);
            var random = ThreadLocalRandom.current();
            trace = new TcpTrace(random.nextInt(), random.nextInt(), mss, this::decide);
        }

        private void decide(Segment segment) {
            var seen = conversation.party(segment.from()) == null ? segment.from().other() : segment.from();
            decided.add(new Told(segment, number(seen), seen == segment.from()));
        }

        private int number(Side seen) {
            int known = numbers[seen.ordinal()];
            if (known > 0) return known - 1;
            int number = interfaces.of(conversation.party(seen), conversation.address(seen));
            numbers[seen.ordinal()] = number + 1;
            return number;
        }

        /// Records something. What the two ends say is decided and given its place in the file one after the
        /// other, but copied at the same time.
        ///
        /// @param bytes that are said, or `null`
        /// @param words what they mean, or `null`
        void record(Consumer<TcpTrace> what, ByteBuffer bytes, String words) {
            byte[] comment = words == null ? null : Pcapng.text(words);
            List<Told> all;
            CaptureSpool.Room room;
            synchronized (this) {
                decided = all = new ArrayList<>(4);
                what.accept(trace);
                int size = 0;
                for (int i = 0; i < all.size(); i++) size += Pcapng.packetBlock(length(all.get(i)), i == 0 ? comment : null);
                // All at once: whoever waits for room holds none, which the file would wait for.
                room = spool.claim(size);
            }
            try (room) {
                if (room == null) return;
                for (int i = 0; i < all.size(); i++) write(room, all.get(i), bytes, i == 0 ? comment : null);
            }
            packets.add(all.size());
        }

        private int length(Told told) {
            return EthernetFrames.length(routes[told.segment.from().ordinal()], told.segment);
        }

        private void write(CaptureSpool.Room room, Told told, ByteBuffer bytes, byte[] comment) {
            int at = Pcapng.beginPacket(room.bytes, told.number, stamp(room), length(told));
            EthernetFrames.tcp(room.bytes, routes[told.segment.from().ordinal()], told.segment, mss, bytes);
            Pcapng.endPacket(room.bytes, at, Pcapng.Flow.of(told.outbound), comment);
        }
    }

    @Override
    public Tap.Bound bound(Tap.Party party, Tap.Transport transport, InetSocketAddress local) {
        return claims.claim(transport, local);
    }

    @Override
    public void opened(Conversation conversation) {
        if (spool.hasEnded()) return;
        // A connection that this process accepted is recorded here; one that it opened, where the server is recorded.
        boolean accepted = conversation.party(Side.SERVER) != null;
        if (!accepted && elsewhere.records(Tap.Transport.TCP, conversation.address(Side.SERVER))) return;
        var connection = new TcpRecord(conversation);
        connections.put(conversation, connection);
        connection.record(TcpTrace::open, null, null);
    }

    @Override
    public void data(Conversation conversation, Side from, ByteBuffer bytes, String words) {
        int length = bytes.remaining();
        if (length <= MOST_AT_ONCE) {
            recorded(conversation, trace -> trace.data(from, length), bytes, words);
            return;
        }
        for (int at = 0; at < length; at += MOST_AT_ONCE) {
            var piece = bytes.slice(bytes.position() + at, Math.min(MOST_AT_ONCE, length - at));
            recorded(conversation, trace -> trace.data(from, piece.remaining()), piece, at == 0 ? words : null);
        }
    }

    @Override
    public void ended(Conversation conversation, Side from) {
        recorded(conversation, trace -> trace.end(from), null, null);
    }

    @Override
    public void reset(Conversation conversation, Side from) {
        recorded(conversation, trace -> trace.reset(from), null, null);
    }

    @Override
    public void forgotten(Conversation conversation) {
        connections.remove(conversation);
    }

    private void recorded(Conversation conversation, Consumer<TcpTrace> what, ByteBuffer bytes, String words) {
        if (spool.hasEnded()) return;
        var connection = connections.get(conversation);
        if (connection != null) connection.record(what, bytes, words);
    }

    @Override
    public void datagram(CapturedDatagram datagram, ByteBuffer payload, String words) {
        boolean sent = datagram.direction() == Tap.Direction.SENT;
        if (spool.hasEnded() || !sent && elsewhere.records(Tap.Transport.UDP, datagram.from())) return;
        var route = new IpHeader(datagram.from(), datagram.to());
        int length = EthernetFrames.UDP_HEADER + payload.remaining();
        // The system refuses what is longer than IP can carry, and so it is never on the wire.
        if (length > 65_535 - (route.ipv6 ? 0 : IpHeader.IPV4_HEADER)) return;
        var seen = sent ? datagram.from() : datagram.to();
        var party = sent ? datagram.sender() : datagram.receiver();
        var fragments = Fragment.of(length, mtu(seen.getAddress()), route.ipv6);
        int number = interfaces.of(party, seen);
        byte[] comment = words == null ? null : Pcapng.text(words);
        if (fragments.size() > 1) {
            fragments(fragments, route, payload, number, Pcapng.Flow.of(sent), comment);
            return;
        }
        try (var room = spool.claim(Pcapng.packetBlock(route.headers() + length, comment))) {
            if (room == null) return;
            int at = Pcapng.beginPacket(room.bytes, number, stamp(room), route.headers() + length);
            route.header(room.bytes, IpHeader.UDP, length);
            EthernetFrames.udp(room.bytes, route, payload);
            Pcapng.endPacket(room.bytes, at, Pcapng.Flow.of(sent), comment);
        }
        packets.increment();
    }

    private void fragments(List<Fragment> fragments, IpHeader route, ByteBuffer payload, int number,
            Pcapng.Flow flow, byte[] words) {
        int id = identification.getAndIncrement();
        synchronized (scratch) {
            EthernetFrames.udp(scratch.clear(), route, payload);
            for (var fragment : fragments) {
                int length = route.headers() + (route.ipv6 ? Fragment.IPV6_HEADER : 0) + fragment.length();
                byte[] comment = fragment.offset() == 0 ? words : null;
                try (var room = spool.claim(Pcapng.packetBlock(length, comment))) {
                    if (room == null) return;
                    int at = Pcapng.beginPacket(room.bytes, number, stamp(room), length);
                    route.header(room.bytes, IpHeader.UDP, fragment, id);
                    room.bytes.put(scratch.slice(fragment.offset(), fragment.length()));
                    Pcapng.endPacket(room.bytes, at, flow, comment);
                }
                packets.increment();
            }
        }
    }

    @Override
    public void packet(Tap.Party host, Tap.Direction direction, ByteBuffer packet) {
        int header = packet.hasRemaining() && EthernetFrames.isIpv6(packet) ? IpHeader.IPV6_HEADER : IpHeader.IPV4_HEADER;
        // A damaged packet may say anything; what has no room for addresses belongs to nobody.
        if (spool.hasEnded() || packet.remaining() < header) return;
        boolean sent = direction == Tap.Direction.SENT;
        var source = EthernetFrames.address(packet, false);
        var destination = EthernetFrames.address(packet, true);
        int length = IpHeader.ETHERNET_HEADER + packet.remaining();
        int number = interfaces.of(host, new InetSocketAddress(sent ? source : destination, 0));
        try (var room = spool.claim(Pcapng.packetBlock(length, null))) {
            if (room == null) return;
            int at = Pcapng.beginPacket(room.bytes, number, stamp(room), length);
            EthernetFrames.whole(room.bytes, source, destination, packet);
            Pcapng.endPacket(room.bytes, at, Pcapng.Flow.of(sent), null);
        }
        packets.increment();
    }

    private int mtu(InetAddress local) {
        return forcedMtu > 0 ? forcedMtu : Network.mtu(local);
    }

    /// Nanoseconds since 1970.
    private long stamp(CaptureSpool.Room room) {
        return epoch + (room.time - epochNanoTime);
    }

    /// {@return how much has been recorded: packets so far}
    public long packets() {
        return packets.sum();
    }

    /// Waits until everything so far is in the file.
    public void flush() {
        spool.flush();
    }

    /// Writes the rest and closes the file.
    @Override
    public void close() {
        claims.close();
        spool.close();
    }

    @Override
    public String toString() {
        return "capture into " + claims.captureFile() + ", " + Text.count(packets(), "packet");
    }
}
