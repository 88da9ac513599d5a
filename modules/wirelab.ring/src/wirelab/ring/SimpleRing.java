package wirelab.ring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Connection;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// A node of the simple dialect (SPECIFICATION.txt, Appendix B): bare frames, no fault survived. One thread, one thing
/// after the
/// other: this is the whole idea of the ring in a page.
public final class SimpleRing implements AutoCloseable {
    private static final Duration LONG = Duration.ofDays(365);
    private static final long RETRY = Duration.ofMillis(100).toNanos();

    private final RingService.Setup setup;
    private final Host host;
    private final TcpServer server;
    private final BlockingQueue<Connection> predecessors = new LinkedBlockingQueue<>(1);
    private final Queue<Outgoing> waiting;
    private volatile boolean over;
    private Connection successor;

    private SimpleRing(Host host, RingService.Setup setup) throws IOException {
        this.host = host;
        this.setup = setup;
        waiting = new ArrayDeque<>(setup.messages());
        var options = TcpServer.Options.DEFAULTS.withBind(setup.config().address(setup.id())).withMaxConnections(2)
                .withParty(party()).withTimeouts(LONG, LONG).withDrain(Duration.ZERO);
        server = TcpServer.start(host, options, this::accept);
    }

    public static SimpleRing start(Host host, RingService.Setup setup) throws IOException {
        return new SimpleRing(host, setup);
    }

    private Tap.Party party() {
        return new Tap.Party("node" + setup.id(), Tap.Words.NONE);
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /// The first that connects is the predecessor; its connection is held until the run is over.
    private void accept(Connection connection) {
        if (!predecessors.offer(connection)) return;
        while (!over) LockSupport.parkNanos(RETRY);
    }

    /// Takes part until the run is over.
    public void run(Duration form) throws IOException, InterruptedException {
        successor = dial(System.nanoTime() + form.toNanos());
        var predecessor = predecessors.poll(form.toNanos(), TimeUnit.NANOSECONDS);
        if (predecessor == null) throw new IOException("no predecessor has come within " + form.toSeconds() + " s");
        var frames = new RingFrame.Source(predecessor);
        // Node 0 has the turn first, and ends the run after a lap of the turn in which no message came by and it had none.
        boolean quiet = false;
        if (setup.id() == 0) use();
        for (RingFrame frame; (frame = frames.next()) != null; ) {
            if ((frame.flags() & RingFrame.FINISH) != 0) {
                if (frame.source() != setup.id()) send(frame);
                return;
            } else if ((frame.flags() & RingFrame.TURN) != 0) {
                if (setup.id() == 0 && quiet && waiting.isEmpty()) {
                    send(new RingFrame(setup.id(), setup.id(), RingFrame.FINISH, Signal.NOTHING));
                } else {
                    quiet = waiting.isEmpty();
                    use();
                }
            } else {
                quiet = false;
                data(frame);
            }
        }
        throw new IOException("the predecessor has gone before the end of the run");
    }

    private Connection dial(long deadline) throws IOException {
        while (true) {
            try {
                return host.connect(setup.config().address(setup.first()), party());
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) throw e;
                LockSupport.parkNanos(RETRY);
            }
        }
    }

    /// The turn is here: one message, or on with it.
    private void use() throws IOException {
        var message = waiting.peek();
        if (message == null) pass();
        else send(new RingFrame(setup.id(), message.destination(), 0, message.text()));
    }

    private void pass() throws IOException {
        send(new RingFrame(setup.id(), setup.first(), RingFrame.TURN, Signal.NOTHING));
    }

    private void data(RingFrame frame) throws IOException {
        if (frame.source() == setup.id()) {
            boolean taken = (frame.flags() & RingFrame.ACKNOWLEDGED) != 0;
            var message = waiting.poll();
            if (message != null) {
                setup.reported().accept(message, taken ? Outgoing.Fate.ACKNOWLEDGED : Outgoing.Fate.REFUSED);
            }
            pass();
            return;
        }
        if (frame.destination() != setup.id() && frame.destination() != RingFrame.ALL) {
            send(frame);
            return;
        }
        setup.delivered().accept(frame.source(), frame.data());
        send(new RingFrame(frame.source(), frame.destination(), RingFrame.ACKNOWLEDGED, frame.data()));
    }

    private void send(RingFrame frame) throws IOException {
        successor.write(ByteBuffer.wrap(frame.encode()));
    }

    @Override
    public void close() {
        over = true;
        if (successor != null) successor.close();
        server.close();
    }
}
