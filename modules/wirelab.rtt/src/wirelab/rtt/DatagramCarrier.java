package wirelab.rtt;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Instant;
import wirelab.hosts.MessageSocket;
import wirelab.hosts.NativeAccess;
import wirelab.hosts.Tun;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// Probes as datagrams. A thread of the system receives, since a virtual one is woken up later; it notes the time first and
/// reads the datagram then. Where the kernel can be asked, it also says when the datagram came.
final class DatagramCarrier implements Carrier {
    private static final int LONGEST = 9_000;

    private final Listener listener;
    private final ProbeFormat format;
    private final InetSocketAddress target;
    private final Tap.Party party;
    private final Tap tap;
    private final UdpSocket socket;
    /// Beside the socket, or instead of it for pings; `null` where the kernel is not asked.
    private final MessageSocket messages;
    private final ByteBuffer out;
    private final Thread reader;
    private volatile boolean closed;

    DatagramCarrier(Host host, ProbeTarget target, ProbeOptions options, ProbeFormat format, Listener listener)
            throws IOException {
        this.listener = listener;
        this.format = format;
        this.target = target.address();
        party = RttWords.party(target.kind());
        tap = host.tap();
        out = ByteBuffer.allocateDirect(Math.max(format.size(), LONGEST));
        if (target.kind() == ProbeKind.PING) {
            socket = null;
            messages = ping(host, options.source() != null ? options.source() : anyOf(this.target.getAddress()));
        } else {
            socket = options.source() == null ? host.towards(this.target, party)
                    : host.bind(new InetSocketAddress(options.source(), 0), party);
            messages = prepare(options);
        }
        reader = Thread.ofPlatform().daemon().name("rtt-" + target.kind().option()).start(this::read);
    }

    private static InetAddress anyOf(InetAddress target) throws IOException {
        return InetAddress.getByAddress(new byte[target.getAddress().length]);
    }

    private static MessageSocket ping(Host host, InetAddress source) throws IOException {
        if (!NativeAccess.isGiven()) throw new IOException("a ping needs Linux and the right to call the C library");
        try {
            return host.call(() -> MessageSocket.ping(source, LONGEST));
        } catch (IOException e) {
            throw new IOException("this user may send no pings: sysctl net.ipv4.ping_group_range='0 2147483647' lets all ("
                    + e.getMessage() + ")", e);
        }
    }

    private MessageSocket prepare(ProbeOptions options) throws IOException {
        try {
            socket.receiveBuffer(1 << 20);
            if (options.dscp() != 0) socket.option(StandardSocketOptions.IP_TOS, options.dscp() << 2);
            return options.kernel() && NativeAccess.isGiven() ? MessageSocket.beside(socket.local(), LONGEST) : null;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public int size() {
        return format.size();
    }

    @Override
    public void send(int sequence) throws IOException {
        if (socket == null) {
            var into = messages.outgoing();
            format.encode(into, sequence);
            long at = System.nanoTime();
            messages.send(into.position(), target);
            listener.sent(sequence, at);
            return;
        }
        format.encode(out.clear(), sequence);
        out.flip();
        long at = System.nanoTime();
        socket.send(out, target);
        listener.sent(sequence, at);
    }

    private void read() {
        // On a busy machine a reader that waits its turn would measure the machine and not the network.
        if (messages != null) Tun.hurry();
        var buffer = ByteBuffer.allocateDirect(LONGEST);
        while (!closed) {
            try {
                if (messages != null) readMessage();
                else readDatagram(buffer.clear());
            } catch (ProtocolViolation _) {
                listener.malformed();
            } catch (IOException e) {
                // An ICMP error about a probe, whose answer will not come; or the socket was closed.
                if (!closed) System.getLogger(DatagramCarrier.class.getName()).log(Level.DEBUG, "receiving", e);
            }
        }
    }

    private void readDatagram(ByteBuffer buffer) throws IOException {
        var source = socket.receive(buffer);
        long at = System.nanoTime();
        came(buffer.flip(), source, at, wall(), -1);
    }

    private void readMessage() throws IOException {
        if (!messages.receive()) return;
        long wall = wall();
        long arrived = messages.arrived();
        var source = messages.source();
        if (tap != null && socket != null) {
            tap.datagram(party, Tap.Direction.RECEIVED, socket.local(), source, messages.payload().asReadOnlyBuffer());
        }
        // A clock that is set just now would tell nonsense.
        long wake = wall - arrived;
        came(messages.payload(), source, messages.taken(), wall, arrived == 0 || wake < 0 || wake > 1_000_000_000 ? -1 : wake);
    }

    private void came(ByteBuffer datagram, InetSocketAddress source, long at, long wall,
            long wake) throws ProtocolViolation {
        boolean same = socket == null ? source.getAddress().equals(target.getAddress()) : source.equals(target);
        var reading = same ? format.decode(datagram, wall) : ProbeFormat.Reading.Not.FOREIGN;
        listener.came(reading instanceof Answer answer ? answer.at(at, wake) : reading);
    }

    private static long wall() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    @Override
    public Remarks remarks() {
        return format instanceof StampProbe stamp ? new Remarks(null, -1, stamp.reached(), stamp.ttl()) : Remarks.NONE;
    }

    @Override
    public void close() {
        closed = true;
        // What reads beside the socket must have ended before its descriptor can become another's.
        if (messages == null) socket.close();
        try {
            reader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        if (messages != null) messages.close();
        if (socket != null) socket.close();
    }
}
