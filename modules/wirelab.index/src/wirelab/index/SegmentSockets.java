package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.Hmac;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// The UDP sockets of a node: for each of its segments one at its own address, from which it speaks, one at the broadcast
/// address and one at the group, which only hear. So nothing listens where it was not told to.
///
/// Its counters are `received`, `sent`, `malformed`, `off link`, `own`, `cut` and `unsent`.
final class SegmentSockets implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SegmentSockets.class.getName());
    private static final int BUFFER = 1 << 20;

    /// Takes what was heard.
    interface Receiver {
        void received(SegmentMessage message, InetSocketAddress source);
    }

    /// A socket that speaks, and where to.
    private record Voice(Segment segment, UdpSocket socket, List<InetSocketAddress> everybody) {}

    private final Hmac key;
    private final Counters counters = new Counters();
    private final List<Voice> voices = new ArrayList<>();
    private final List<UdpSocket> ears = new ArrayList<>();
    private final Set<InetSocketAddress> own = new HashSet<>();
    private final List<Thread> threads = new ArrayList<>();
    /// From whom nothing is heard, to see what happens then.
    private volatile Set<InetSocketAddress> cut = Set.of();

    private SegmentSockets(Hmac key) {
        this.key = key;
    }

    /// Opens the sockets of a node.
    ///
    /// @param port its own, which nobody else may have
    /// @param ports at which nodes listen for what is said to everybody
    /// @throws IOException when an address cannot be had
    static SegmentSockets open(Host host, List<Segment> segments, int port, List<Integer> ports, Hmac key, Receiver receiver)
            throws IOException {
        var sockets = new SegmentSockets(key);
        try {
            for (var segment : segments) sockets.open(host, segment, port, ports, receiver);
            return sockets;
        } catch (IOException | RuntimeException e) {
            sockets.close();
            throw e;
        }
    }

    private void open(Host host, Segment segment, int port, List<Integer> ports, Receiver receiver) throws IOException {
        var party = new Tap.Party("index", SegmentSockets::words);
        var voice = host.bind(new InetSocketAddress(segment.address(), port), party);
        voices.add(new Voice(segment, voice, segment.everybody(ports)));
        own.add(voice.local());
        if (segment.broadcast() != null) voice.option(StandardSocketOptions.SO_BROADCAST, true);
        if (segment.group() != null) {
            voice.option(StandardSocketOptions.IP_MULTICAST_IF, segment.on());
            // Nobody behind a router hears it, whatever he has joined.
            voice.option(StandardSocketOptions.IP_MULTICAST_TTL, 1);
        }
        int heardAt = ports.contains(port) ? port : ports.getFirst();
        listen(voice, segment, receiver);
        for (var address : new InetAddress[] {segment.broadcast(), segment.group()}) {
            if (address == null) continue;
            var ear = host.bindShared(new InetSocketAddress(address, heardAt), party);
            ears.add(ear);
            if (address.equals(segment.group())) ear.join(address, segment.on(), null);
            listen(ear, segment, receiver);
        }
    }

    private void listen(UdpSocket socket, Segment segment, Receiver receiver) throws IOException {
        socket.receiveBuffer(BUFFER);
        threads.add(Thread.ofVirtual().name("index-udp").unstarted(() -> receive(socket, segment, receiver)));
    }

    /// Begins to receive.
    void start() {
        threads.forEach(Thread::start);
    }

    private void receive(UdpSocket socket, Segment segment, Receiver receiver) {
        socket.takeAll(ByteBuffer.allocateDirect(SegmentMessage.LENGTH + 1), counters, (datagram, source) -> {
            if (own.contains(source)) counters.count("own");
            else if (cut.contains(source)) counters.count("cut");
            else if (!segment.isOnLink(source.getAddress())) counters.count("off link");
            else receiver.received(SegmentMessage.decode(datagram, key), source);
        });
    }

    void cut(Set<InetSocketAddress> others) {
        cut = Set.copyOf(others);
    }

    void send(SegmentMessage message, InetSocketAddress to) {
        byte[] datagram = message.encode(key);
        for (var voice : voices) {
            if (voice.segment.isOnLink(to.getAddress())) {
                send(voice, datagram, to);
                return;
            }
        }
    }

    void spread(SegmentMessage message) {
        byte[] datagram = message.encode(key);
        for (var voice : voices) for (var to : voice.everybody) send(voice, datagram, to);
    }

    private void send(Voice voice, byte[] datagram, InetSocketAddress to) {
        try {
            voice.socket.send(datagram, to);
            counters.count("sent");
        } catch (IOException e) {
            counters.count("unsent");
            LOG.log(Level.DEBUG, () -> "to " + Address.text(to), e);
        }
    }

    private static String words(Tap.Direction direction, ByteBuffer bytes) {
        try {
            return SegmentMessage.decode(bytes, null).toString();
        } catch (ProtocolViolation _) {
            return null;
        }
    }

    List<InetSocketAddress> addresses() {
        return voices.stream().map(voice -> voice.socket.local()).toList();
    }

    Counters counters() {
        return counters;
    }

    @Override
    public void close() {
        voices.forEach(voice -> voice.socket.close());
        ears.forEach(UdpSocket::close);
    }
}
