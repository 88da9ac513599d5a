package wirelab.duet;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.LineFields;
import wirelab.kit.LineOutlet;
import wirelab.kit.Lines;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// A member: a [Member] with a connection, a UDP socket and real time.
///
/// {@snippet file="DuetDemo.java" region="talk"}
public final class DuetClient implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DuetClient.class.getName());
    /// More than 128 messages under way and all that answers can be.
    private static final int WAITING = 1_024;

    /// How a member behaves.
    ///
    /// @param server where the server listens
    /// @param name who the user is: 1 to 32 letters, digits, `_`, `-` or `.`
    /// @param way the address under which the partner is to be reached, made from its own: a bad link, for instance
    /// @param listener is told what the user should see, one at a time, on threads of the client; must be quick
    public record Options(InetSocketAddress server, String name, UnaryOperator<InetSocketAddress> way,
            Consumer<Notice> listener) {
        /// Checks that nothing is missing.
        public Options {
            Objects.requireNonNull(server);
            Objects.requireNonNull(way);
            Objects.requireNonNull(listener);
            LineFields.requireName(name);
        }

        /// A member that reaches its partner directly.
        ///
        /// @param server where the server listens
        /// @param name who the user is
        /// @param listener is told what the user should see
        /// @return the options
        public static Options of(InetSocketAddress server, String name, Consumer<Notice> listener) {
            return new Options(server, name, UnaryOperator.identity(), listener);
        }

        /// Reaches the partner another way.
        ///
        /// @param way makes the address to send to from the partner's own
        /// @return changed options
        public Options withWay(UnaryOperator<InetSocketAddress> way) {
            return new Options(server, name, way, listener);
        }
    }

    private final Options options;
    private final Connection connection;
    private final UdpSocket socket;
    private final LineOutlet outlet;
    private final Member member;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean performing;
    private boolean over;

    private DuetClient(Options options) throws IOException {
        this.options = options;
        var party = new Tap.Party(options.name, DuetWords.WORDS);
        connection = Connection.connect(options.server, party);
        try {
            socket = UdpSocket.towards(options.server, party);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        outlet = new LineOutlet(connection, WAITING, new Counters());
        var nonce = new byte[Key.NONCE];
        new SecureRandom().nextBytes(nonce);
        member = new Member(System.nanoTime(), options.name, socket.local().getPort(), nonce, options.way);
        start("writes", outlet::run);
        start("hears", this::hear);
        start("receives", this::receive);
        start("clock", this::runClock);
    }

    private void start(String what, Runnable body) {
        Thread.ofVirtual().name(options.name + "-" + what).start(body);
    }

    /// Starts a member; it joins by itself.
    ///
    /// @param options how it behaves
    /// @return the running member
    /// @throws IOException when the server does not answer or no socket can be had
    public static DuetClient start(Options options) throws IOException {
        var client = new DuetClient(options);
        client.enter(() -> {});
        return client;
    }

    /// Says something to the partner; waits while too much is under way.
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return its number, of which the listener will be told what became; -1 if there is no partner or it is over
    /// @throws InterruptedException when the waiting thread is interrupted
    public long say(String text) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long number = member.say(System.nanoTime(), text);
                perform();
                if (number > 0 || over || performing || !member.isTalking()) return number;
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What the conversation over UDP has counted.
    ///
    /// @return the numbers, `null` while there is no partner
    public Talk.Counts counts() {
        lock.lock();
        try {
            return member.counts();
        } finally {
            lock.unlock();
        }
    }

    /// This end of the conversation over UDP.
    ///
    /// @return address and port
    public InetSocketAddress udpAddress() {
        return socket.local();
    }

    /// Whether both conversations are over.
    ///
    /// @return whether nothing follows
    public boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /// Leaves in order: what is under way gets two seconds. Returns when it is over; may be called twice.
    @Override
    public void close() {
        enter(() -> member.exit(System.nanoTime()));
        lock.lock();
        try {
            long left = Member.LINGER.plusSeconds(1).toNanos();
            while (!over && left > 0) left = changed.awaitNanos(left);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        socket.close();
    }

    /// Ends without a word, as if the process were killed: the system closes the connection, and nothing is said over UDP.
    public void kill() {
        stop(() -> connection.reset());
    }

    /// Falls silent without closing anything, as if the machine had lost its power.
    public void freeze() {
        stop(() -> {});
    }

    private void stop(Runnable how) {
        lock.lock();
        try {
            over = true;
            how.run();
            socket.close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void enter(Runnable event) {
        lock.lock();
        try {
            if (over) return;
            event.run();
            perform();
        } finally {
            lock.unlock();
        }
    }

    /// Does what the member wants done. What a listener asks for meanwhile is done afterwards, in its order.
    private void perform() {
        if (performing) return;
        performing = true;
        try {
            for (List<Member.Action> actions; !(actions = member.drain()).isEmpty(); ) actions.forEach(this::perform);
        } finally {
            performing = false;
        }
        changed.signalAll();
    }

    private void perform(Member.Action action) {
        switch (action) {
            case Member.Action.Line(String line) -> outlet.send(line);
            case Member.Action.Send(byte[] datagram, InetSocketAddress to) -> {
                try {
                    socket.send(datagram, to);
                } catch (IOException e) {
                    // As if lost on the way: no route for the moment, for instance. It will be said again.
                    LOG.log(Level.DEBUG, "sending to " + to, e);
                }
            }
            case Member.Action.Tell(Notice notice) -> options.listener.accept(notice);
            case Member.Action.Close _ -> {
                over = true;
                outlet.hangUp();
                socket.close();
            }
        }
    }

    /// Hears the server, to the end of the connection.
    private void hear() {
        String why = "the server has hung up";
        try {
            var lines = new Lines(connection, Wire.MAX_LINE);
            for (String line; (line = lines.read()) != null; ) {
                String heard = line;
                enter(() -> member.heard(System.nanoTime(), heard));
            }
        } catch (EOFException _) {
            // In the middle of a line or not: it has hung up.
        } catch (IOException e) {
            why = "the connection to the server is broken: " + e.getMessage();
        }
        String reason = why;
        enter(() -> member.disconnected(System.nanoTime(), reason));
        outlet.finish();
        connection.close();
    }

    /// Receives datagrams, to the end of the socket.
    private void receive() {
        var buffer = ByteBuffer.allocate(Datagram.MAX + 1);
        while (true) {
            try {
                socket.receive(buffer.clear());
            } catch (IOException _) {
                // Closed by this end: done.
                return;
            }
            var datagram = new byte[buffer.flip().remaining()];
            buffer.get(datagram);
            enter(() -> member.received(System.nanoTime(), datagram));
        }
    }

    private void runClock() {
        lock.lock();
        try {
            while (!over) {
                member.tick(System.nanoTime());
                perform();
                if (over) return;
                changed.awaitNanos(member.nextAt() - System.nanoTime());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
