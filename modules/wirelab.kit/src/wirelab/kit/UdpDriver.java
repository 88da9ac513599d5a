package wirelab.kit;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

/// A [Machine] at a UDP socket: a thread lets each datagram happen to it, and its [Driver] does what it wants done.
///
/// Its counters are `received`, `too long`, `malformed` and `unsent` (the system refused what was to be sent).
///
/// @param <A> the actions
public final class UdpDriver<A> implements AutoCloseable {
    private static final Logger LOG = System.getLogger(UdpDriver.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);

    /// Lets a datagram happen to the machine, in an event of its [Driver].
    @FunctionalInterface
    public interface Receiver {
        /// A datagram has come, from anybody.
        ///
        /// @param datagram from position to limit, valid during the call alone
        /// @throws ProtocolViolation when it breaks the protocol; it is counted
        void received(long now, ByteBuffer datagram, InetSocketAddress source) throws ProtocolViolation;
    }

    /// Does what the machine wants done, as a performer of its [Driver].
    @FunctionalInterface
    public interface Performer<A> {
        /// Does it.
        ///
        /// @throws IOException when a datagram cannot be sent: it is counted, and as good as lost on the way
        void perform(A action) throws IOException;
    }

    private final UdpSocket socket;
    private final Receiver receiver;
    private final Performer<? super A> performer;
    private final Driver<A> driver;
    private final Driver.Event<InetSocketAddress> arrival = this::arrived;
    private final Counters counters = new Counters();
    /// The datagram at hand, which only the thread has in its hands.
    private final ByteBuffer datagram;
    private final Thread thread;

    /// A driver at a socket, which it closes in the end.
    ///
    /// @param longest payload that is looked at, in bytes; a longer datagram is counted and dropped
    /// @param machine from now on the driver's alone
    public UdpDriver(UdpSocket socket, int longest, Machine<A> machine, Receiver receiver, Performer<? super A> performer) {
        this.socket = socket;
        this.receiver = Objects.requireNonNull(receiver);
        this.performer = Objects.requireNonNull(performer);
        datagram = ByteBuffer.allocateDirect(longest + 1);
        String name = socket.party().name();
        driver = new Driver<>(name, machine, this::perform);
        thread = Thread.ofVirtual().name(name + "-udp").unstarted(this::run);
    }

    /// Starts its clock, and to receive.
    public UdpDriver<A> start() {
        driver.start();
        thread.start();
        return this;
    }

    /// {@return what gives the machine its lock and its time, to let something else happen to it}
    public Driver<A> driver() {
        return driver;
    }

    public UdpSocket socket() {
        return socket;
    }

    public Counters counters() {
        return counters;
    }

    private void run() {
        var received = counters.adder("received");
        while (socket.channel().isOpen()) {
            try {
                var source = socket.receive(datagram.clear());
                received.increment();
                if (datagram.flip().limit() < datagram.capacity()) driver.enter(source, arrival);
                else counters.count("too long");
            } catch (IOException e) {
                // The socket was closed, or an ICMP error of somebody who is gone.
                if (socket.channel().isOpen()) LOG.log(Level.DEBUG, "receiving", e);
            } catch (RuntimeException | Error e) {
                // A mistake in this program; one datagram must not end it.
                FAILURES.log(Level.ERROR, "datagram at " + socket, e);
            }
        }
    }

    private void arrived(long now, InetSocketAddress source) {
        try {
            receiver.received(now, datagram, source);
        } catch (ProtocolViolation e) {
            counters.count("malformed");
            LOG.log(Level.DEBUG, "{0}: {1}", Address.text(source), e.getMessage());
        }
    }

    private void perform(A action) {
        try {
            performer.perform(action);
        } catch (IOException e) {
            counters.count("unsent");
            LOG.log(Level.DEBUG, () -> "at " + socket, e);
        }
    }

    /// Ends it as [Driver#close()] does, and closes the socket. Its port is free when this returns: the system gives it back
    /// only when nobody waits at the socket any more. Called within an action or an event it does not wait for that.
    @Override
    public void close() {
        driver.close();
        socket.close();
        if (Thread.currentThread() == thread || thread.getState() == Thread.State.NEW) return;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return driver + " at " + socket;
    }
}
