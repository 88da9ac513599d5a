package wirelab.rtt;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import wirelab.hosts.MessageSocket;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;
import wirelab.ntp.NtpTimestamp;

/// The thread of a reflector that reads packets together with what the kernel knows about them.
final class ReflectorLoop implements AutoCloseable {
    private final StampReflector reflector;
    private final UdpSocket socket;
    private final MessageSocket messages;
    private final Tap tap;
    private final Thread thread;
    private volatile boolean closed;

    ReflectorLoop(Host host, InetSocketAddress bind, StampReflector reflector) throws IOException {
        this.reflector = reflector;
        tap = host.tap();
        socket = host.bind(bind, RttWords.REFLECTOR);
        try {
            socket.receiveBuffer(4 << 20);
            messages = MessageSocket.beside(socket.local(), StampReflector.LONGEST);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        thread = Thread.ofPlatform().daemon().name("stamp-reflector").unstarted(this::run);
    }

    /// The reflector is complete.
    ReflectorLoop begin() {
        thread.start();
        return this;
    }

    InetSocketAddress address() {
        return socket.local();
    }

    private void run() {
        while (!closed) {
            try {
                if (messages.receive()) handle(messages.payload());
            } catch (IOException e) {
                // An ICMP error that belongs to an earlier answer, or an answer that the system refused to send.
                reflector.counters().count("unsent");
                System.getLogger(ReflectorLoop.class.getName()).log(Level.DEBUG, "reflecting", e);
            }
        }
    }

    private void handle(ByteBuffer packet) throws IOException {
        if (packet.remaining() > StampReflector.LONGEST) {
            reflector.counters().count("too long");
            return;
        }
        var source = messages.source();
        if (tap != null) show(Tap.Direction.RECEIVED, source, packet);
        long arrived = messages.arrived();
        var received = NtpTimestamp.of(arrived == 0 ? Instant.now() : Instant.ofEpochSecond(0, arrived));
        var answer = messages.outgoing().put(packet).flip();
        if (!reflector.reflect(answer, source, address().getPort(), received, Math.max(0, messages.ttl()))) return;
        if (tap != null) show(Tap.Direction.SENT, source, answer);
        messages.answer(answer.limit());
        reflector.sent();
    }

    private void show(Tap.Direction direction, InetSocketAddress source, ByteBuffer packet) {
        tap.datagram(RttWords.REFLECTOR, direction, socket.local(), source, packet.asReadOnlyBuffer());
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            // The thread may still use the memory: it goes when the process ends.
            return;
        }
        messages.close();
        socket.close();
    }
}
