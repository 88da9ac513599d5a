package wirelab.tap;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import wirelab.kit.Tap;
import wirelab.kit.UsageException;

/// Writes conversations as a pcapng file, while they happen, for Wireshark, tshark and whoever else reads that.
///
/// The headers are synthesised: TCP segments as [TcpTrace] tells them, UDP datagrams cut into IP fragments where the
/// interface's MTU asks for it. What a packet's sender calls itself is the interface that the packet is recorded at; what
/// our own decoder makes of a message is a comment on its first packet. A file that takes no more ends the capture with one
/// line, and the conversations go on.
public final class Capture implements Watcher {
    /// Hosts with names of their own; further ones share one interface.
    static final int MOST_INTERFACES = 256;

    private final Spool spool;
    private final Claims claims;
    private final Elsewhere elsewhere;
    private final int forcedMtu;
    private final Map<String, Integer> interfaces = new HashMap<>();
    private final Map<Conversation, TcpRecord> connections = new HashMap<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(Frames.UDP_HEADER + 65_535);
    private final long epoch;
    private final long epochNanoTime;
    private long packets;
    private int identification = ThreadLocalRandom.current().nextInt();

    private Capture(FileChannel channel, Path file, String application, int mtu, PrintStream notes) {
        forcedMtu = mtu;
        claims = new Claims(file);
        elsewhere = new Elsewhere(claims, file, application, notes);
        spool = new Spool(channel, e -> {
            claims.close();
            notes.println(application + ": the capture ends here: " + file + ": " + e.getMessage());
        });
        var now = Instant.now();
        epochNanoTime = System.nanoTime();
        epoch = now.getEpochSecond() * 1_000_000_000 + now.getNano();
        locked(() -> Pcapng.section(spool.room(Pcapng.PACKET_OVERHEAD), "wirelab " + application));
    }

    /// Begins a capture; packets are as long as the true interfaces allow.
    ///
    /// @param file what is written; replaced if it is there already
    /// @return the capture, for [Recorder#start(Watcher...)]
    /// @throws IOException when it cannot be written
    public static Capture to(Path file) throws IOException {
        return to(file, "capture", 0, System.err);
    }

    /// Begins a capture.
    ///
    /// @param file what is written; replaced if it is there already
    /// @param application name of the program, for the head of the file and for notes
    /// @param mtu longest IP packet in bytes, 576 to 65,536; 0 for that of the true interface (65,536 on loopback)
    /// @param notes where one line goes when the capture must end early, or another program records the conversations
    /// @return the capture, for [Recorder#start(Watcher...)]
    /// @throws IOException when it cannot be written
    public static Capture to(Path file, String application, int mtu, PrintStream notes) throws IOException {
        if (mtu != 0 && (mtu < Network.LEAST_MTU || mtu > Network.MOST_MTU)) {
            throw new UsageException("an MTU of " + mtu + " is not between " + Network.LEAST_MTU + " and " + Network.MOST_MTU);
        }
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        return new Capture(channel, file, application, mtu, notes);
    }

    /// What is kept of one connection.
    private final class TcpRecord {
        final Conversation conversation;
        final Route[] routes;
        final int mss;
        final TcpTrace trace;
        ByteBuffer bytes;
        String comment;

        TcpRecord(Conversation conversation) {
            this.conversation = conversation;
            var client = conversation.address(Side.CLIENT);
            var server = conversation.address(Side.SERVER);
            routes = new Route[] {new Route(client, server), new Route(server, client)};
            mss = Frames.mss(mtu(client.getAddress()), routes[0].ipv6);
            var random = ThreadLocalRandom.current();
            trace = new TcpTrace(random.nextInt(), random.nextInt(), mss, this::write);
        }

        private void write(Segment segment) {
            var route = routes[segment.from().ordinal()];
            int length = Frames.length(route, segment);
            var seen = conversation.party(segment.from()) == null ? segment.from().other() : segment.from();
            int number = interfaceOf(conversation.party(seen), conversation.address(seen));
            var out = spool.room(length + Pcapng.PACKET_OVERHEAD);
            if (out == null) return;
            int at = Pcapng.beginPacket(out, number, now(), length);
            Frames.tcp(out, route, segment, mss, bytes);
            Pcapng.endPacket(out, at, seen == segment.from() ? Pcapng.Flow.OUTBOUND : Pcapng.Flow.INBOUND, comment);
            packets++;
            comment = null;
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
        locked(() -> {
            connections.put(conversation, connection);
            connection.trace.open();
        });
    }

    @Override
    public void data(Conversation conversation, Side from, ByteBuffer bytes, String words) {
        recorded(conversation, connection -> {
            connection.bytes = bytes;
            connection.comment = words;
            connection.trace.data(from, bytes.remaining());
            connection.bytes = null;
        });
    }

    @Override
    public void ended(Conversation conversation, Side from) {
        recorded(conversation, connection -> connection.trace.end(from));
    }

    @Override
    public void reset(Conversation conversation, Side from) {
        recorded(conversation, connection -> connection.trace.reset(from));
    }

    @Override
    public void forgotten(Conversation conversation) {
        locked(() -> connections.remove(conversation));
    }

    private void recorded(Conversation conversation, Consumer<TcpRecord> what) {
        if (spool.hasEnded()) return;
        locked(() -> {
            var connection = connections.get(conversation);
            if (connection != null) what.accept(connection);
        });
    }

    private void locked(Runnable what) {
        spool.lock.lock();
        try {
            what.run();
        } finally {
            spool.lock.unlock();
        }
    }

    @Override
    public void datagram(Datagram datagram, ByteBuffer payload, String words) {
        boolean sent = datagram.direction() == Tap.Direction.SENT;
        if (spool.hasEnded() || !sent && elsewhere.records(Tap.Transport.UDP, datagram.from())) return;
        var route = new Route(datagram.from(), datagram.to());
        int length = Frames.UDP_HEADER + payload.remaining();
        // The system refuses what is longer than IP can carry, and so it is never on the wire.
        if (length > 65_535 - (route.ipv6 ? 0 : Route.IPV4_HEADER)) return;
        var seen = sent ? datagram.from() : datagram.to();
        var party = sent ? datagram.sender() : datagram.receiver();
        var fragments = Fragment.of(length, mtu(seen.getAddress()), route.ipv6);
        locked(() -> {
            Frames.udp(scratch.clear(), route, payload);
            int number = interfaceOf(party, seen);
            long stamp = now();
            int id = identification++;
            for (var fragment : fragments) {
                int header = route.headers() + (fragments.size() > 1 && route.ipv6 ? Fragment.IPV6_HEADER : 0);
                var out = spool.room(header + fragment.length() + Pcapng.PACKET_OVERHEAD);
                if (out == null) return;
                int at = Pcapng.beginPacket(out, number, stamp, header + fragment.length());
                if (fragments.size() == 1) route.header(out, Route.UDP, length);
                else route.header(out, Route.UDP, fragment, id);
                out.put(out.position(), scratch, fragment.offset(), fragment.length());
                out.position(out.position() + fragment.length());
                Pcapng.endPacket(out, at, sent ? Pcapng.Flow.OUTBOUND : Pcapng.Flow.INBOUND, fragment.offset() == 0 ? words : null);
                packets++;
            }
        });
    }

    @Override
    public void packet(Tap.Party host, Tap.Direction direction, ByteBuffer packet) {
        int header = packet.hasRemaining() && Frames.isIpv6(packet) ? Route.IPV6_HEADER : Route.IPV4_HEADER;
        // A damaged packet may say anything; what has no room for addresses belongs to nobody.
        if (spool.hasEnded() || packet.remaining() < header) return;
        boolean sent = direction == Tap.Direction.SENT;
        var source = Frames.address(packet, false);
        var destination = Frames.address(packet, true);
        int length = Route.ETHERNET_HEADER + packet.remaining();
        locked(() -> {
            int number = interfaceOf(host, new InetSocketAddress(sent ? source : destination, 0));
            var out = spool.room(length + Pcapng.PACKET_OVERHEAD);
            if (out == null) return;
            int at = Pcapng.beginPacket(out, number, now(), length);
            Frames.whole(out, source, destination, packet);
            Pcapng.endPacket(out, at, sent ? Pcapng.Flow.OUTBOUND : Pcapng.Flow.INBOUND, null);
            packets++;
        });
    }

    /// The number of the interface of a host, which is described in the file before its first packet.
    private int interfaceOf(Tap.Party party, InetSocketAddress address) {
        String name = party == null || party.name().isEmpty() ? address.getAddress().getHostAddress() : party.name();
        Integer known = interfaces.get(name);
        if (known != null) return known;
        if (interfaces.size() >= MOST_INTERFACES) name = "others";
        return interfaces.computeIfAbsent(name, it -> {
            var out = spool.room(Pcapng.PACKET_OVERHEAD);
            InetAddress ip = address.getAddress();
            if (out != null) Pcapng.ethernet(out, it, ip.getAddress(), Route.mac(ip));
            return interfaces.size();
        });
    }

    private int mtu(InetAddress local) {
        return forcedMtu > 0 ? forcedMtu : Network.mtu(local);
    }

    private long now() {
        return epoch + (System.nanoTime() - epochNanoTime);
    }

    /// How much has been recorded.
    ///
    /// @return packets so far
    public long packets() {
        spool.lock.lock();
        try {
            return packets;
        } finally {
            spool.lock.unlock();
        }
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
}
