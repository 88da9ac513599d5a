package wirelab.kit;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    /// Several datagrams with one call of the system, where it can do that; `wirelab.hosts` has one for Linux. One thread
    /// receives; one at a time sends.
    public interface Offload extends AutoCloseable {
        /// The most bytes that come at once.
        int MOST = 1 << 16;

        /// Waits for datagrams, but not for ever.
        ///
        /// @param into where they go, one behind the other
        /// @return who has sent them all; `null` when none came in time
        /// @throws IOException when the socket is broken, or an ICMP error has come
        InetSocketAddress receive(ByteBuffer into) throws IOException;

        /// {@return how long each of those that came last is, but for the last one, which may be shorter}
        int size();

        /// Takes a datagram, which is sent with others of its length and, after [#flush()] at the latest, is on its way.
        ///
        /// @return whether it was taken; else nothing waits any more, and it is to be sent by itself
        boolean send(byte[] datagram, InetSocketAddress to) throws IOException;

        /// Sends what waits.
        ///
        /// @throws IOException when the system refuses: it is as good as lost on the way
        void flush() throws IOException;

        @Override
        void close();
    }

    private final UdpSocket socket;
    private final Offload offload;
    private final Receiver receiver;
    private final Performer<? super A> performer;
    private final Driver<A> driver;
    private final Driver.Event<InetSocketAddress> arrival = this::arrived;
    private final Driver.Event<InetSocketAddress> arrivals = this::arrivedTogether;
    private final Counters counters = new Counters();
    /// The datagram at hand, which only the thread has in its hands.
    private final ByteBuffer datagram;
    private final Thread thread;
    private final int longest;
    private volatile boolean closing;

    /// A driver at a socket, which it closes in the end.
    ///
    /// @param longest payload that is looked at, in bytes; a longer datagram is counted and dropped
    /// @param machine from now on the driver's alone
    public UdpDriver(UdpSocket socket, int longest, Machine<A> machine, Receiver receiver, Performer<? super A> performer) {
        this(socket, longest, machine, receiver, performer, null, null);
    }

    /// The same with an exact clock, or with several datagrams at once.
    ///
    /// @param spin of a clock that is a thread of the system, as [Driver] has it, and datagrams are then received on another;
    /// `null` for virtual ones
    /// @param offload of that socket, closed before it; `null` for none
    public UdpDriver(UdpSocket socket, int longest, Machine<A> machine, Receiver receiver, Performer<? super A> performer,
            Duration spin, Offload offload) {
        this.socket = socket;
        this.longest = longest;
        this.offload = offload;
        this.receiver = Objects.requireNonNull(receiver);
        this.performer = Objects.requireNonNull(performer);
        datagram = ByteBuffer.allocateDirect(offload == null ? longest + 1 : Offload.MOST);
        String name = socket.party().name();
        driver = new Driver<>(name, machine, this::perform, spin, this::flush);
        // A virtual thread is woken by way of two others. And a call of the system by other means than the JDK's would hold its
        // carrier.
        var builder = spin == null && offload == null ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        thread = builder.name(name + "-udp").unstarted(offload == null ? this::run : this::runOffload);
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
        socket.takeAll(datagram, counters, (taken, source) -> {
            if (taken.limit() < taken.capacity()) driver.enter(source, arrival);
            else counters.count("too long");
        });
    }

    private void runOffload() {
        var received = counters.adder("received");
        while (!closing) {
            try {
                var source = offload.receive(datagram.clear());
                if (source == null) continue;
                received.add((datagram.flip().remaining() + offload.size() - 1L) / offload.size());
                driver.enter(source, arrivals);
            } catch (IOException e) {
                if (!closing) LOG.log(Level.DEBUG, "receiving", e);
            } catch (RuntimeException | Error e) {
                FAILURES.log(Level.ERROR, "datagrams at " + socket, e);
            }
        }
        // Waits for who still sends.
        driver.close();
        closeSocket();
    }

    private void arrivedTogether(long now, InetSocketAddress source) {
        int end = datagram.limit();
        for (int at = 0; at < end; at += offload.size()) {
            datagram.limit(Math.min(end, at + offload.size())).position(at);
            if (datagram.remaining() <= longest) arrived(now, source);
            else counters.count("too long");
        }
    }

    /// Sends a datagram: by itself, or soon with others.
    ///
    /// @throws IOException when the system refuses
    public void send(byte[] payload, InetSocketAddress to) throws IOException {
        if (offload == null || !offload.send(payload, to)) socket.send(payload, to);
    }

    private void flush() {
        if (offload == null) return;
        try {
            offload.flush();
        } catch (IOException e) {
            counters.count("unsent");
            LOG.log(Level.DEBUG, () -> "at " + socket, e);
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
        closing = true;
        boolean started = thread.getState() != Thread.State.NEW;
        // With an offload the thread closes it, and the socket, when nobody uses the socket's number any more.
        if (offload == null || !started) closeSocket();
        if (Thread.currentThread() == thread || !started) return;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeSocket() {
        if (offload != null) offload.close();
        socket.close();
    }

    @Override
    public String toString() {
        return driver + " at " + socket;
    }
}
