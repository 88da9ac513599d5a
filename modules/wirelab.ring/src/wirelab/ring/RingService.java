package wirelab.ring;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.Journal;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// A node of the ring over TCP: a [RingMachine] with sockets, a journal and a trace.
public final class RingService implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RingService.class.getName());
    private static final Duration LONG = Duration.ofDays(365);
    /// Connections at once; the machine itself keeps fewer.
    private static final int MOST_CONNECTIONS = 64;

    /// What a node is started with.
    ///
    /// @param config the ring
    /// @param id the node's own
    /// @param first its successor, if that is alive
    /// @param messages what it sends
    /// @param journal its journal, or `null` for none: then a crash forgets all
    /// @param trace where to write what it does, or `null`
    /// @param delivered gets the source and the text of each message for it
    /// @param reported gets each message of its own and what became of it
    /// @param mishaps what goes wrong here on purpose
    public record Setup(RingConfig config, long id, long first, List<Outgoing> messages, Path journal, Path trace,
                        BiConsumer<Long, byte[]> delivered, BiConsumer<Outgoing, Outgoing.Fate> reported, Mishaps mishaps) {}

    /// How a node has ended.
    public record End(int status, String why) {}

    private final Setup setup;
    private final Host host;
    private final Journal journal;
    private final TraceWriter trace;
    private final RingMachine machine;
    private final Driver<RingAction> driver;
    private final Mishaps.Course mishaps;
    private final TcpServer server;
    private final Map<Long, Wire> wires = new ConcurrentHashMap<>();
    private final AtomicLong accepted = new AtomicLong(1);
    private final CompletableFuture<End> end = new CompletableFuture<>();

    /// One link's socket.
    private final class Wire {
        final long link;
        final Connection connection;
        final Seal seal;
        final Driver.Event<Signal> arrives;

        Wire(long link, Connection connection, Seal seal) {
            this.link = link;
            this.connection = connection;
            this.seal = seal;
            arrives = (now, signal) -> machine.received(now, link, signal);
        }

        void send(Signal signal) {
            var frame = signal.frame();
            try {
                connection.write(ByteBuffer.wrap((seal == null ? frame : seal.seal(frame)).encode()));
            } catch (IOException e) {
                // Its reader sees the same, and tells the machine.
                connection.close();
            }
        }

        void read() {
            var source = new RingFrame.Source(connection);
            try {
                for (RingFrame frame; (frame = source.next()) != null; ) {
                    driver.enter(Signal.of(seal == null ? frame : seal.open(frame)), arrives);
                }
                driver.enter(now -> machine.closed(now, link));
            } catch (ProtocolViolation e) {
                LOG.log(Level.DEBUG, () -> Address.text(connection.remote()) + ": " + e.getMessage());
                driver.enter(now -> machine.broken(now, link));
            } catch (IOException e) {
                driver.enter(now -> machine.closed(now, link));
            } finally {
                wires.remove(link);
                connection.close();
            }
        }
    }

    private RingService(Host host, Setup setup) throws IOException {
        this.setup = setup;
        this.host = host;
        var memory = new Memory();
        journal = setup.journal == null ? null
                : Journal.open(setup.journal, bytes -> memory.add(JournalEntry.decode(bytes)));
        // The clock serves where the journal is lost or new: an incarnation must never come again.
        long incarnation = Math.max(memory.incarnation() + 1, System.currentTimeMillis() / 1000) & 0xffff_ffffL;
        var options = new RingOptions(setup.id, setup.config.others(setup.id, setup.first), incarnation,
                setup.config.timing(),
                setup.trace != null);
        trace = setup.trace == null ? null : new TraceWriter(setup.trace, options);
        machine = new RingMachine(System.nanoTime(), options, memory);
        setup.messages.forEach(machine::submit);
        mishaps = setup.mishaps.new Course(setup.id);
        driver = new Driver<>("ring-" + setup.id, machine, this::perform);
        var tcp = TcpServer.Options.DEFAULTS.withBind(setup.config.address(setup.id)).withMaxConnections(MOST_CONNECTIONS)
                .withParty(party(setup.id)).withTimeouts(LONG, LONG).withDrain(Duration.ZERO);
        server = TcpServer.start(host, tcp, this::accept);
    }

    private static Tap.Party party(long id) {
        return new Tap.Party("node" + id, RingWords::describe);
    }

    /// Starts a node, which listens when this returns.
    public static RingService start(Host host, Setup setup) throws IOException {
        var service = new RingService(host, setup);
        service.driver.start();
        return service;
    }

    private void accept(Connection connection) throws IOException {
        var seal = agree(connection, false);
        long link = accepted.getAndAdd(2);
        var wire = new Wire(link, connection, seal);
        wires.put(link, wire);
        if (driver.enter(now -> machine.accepted(now, link))) wire.read();
    }

    private Seal agree(Connection connection, boolean dialled) throws IOException {
        if (setup.config.key() == null) return null;
        connection.stage(setup.config.timing().dead());
        var seal = Seal.agree(connection, setup.config.key(), dialled);
        connection.stage(null);
        return seal;
    }

    private void dial(long link, long id) {
        Connection connection = null;
        try {
            connection = host.connect(setup.config.address(id), party(setup.id), setup.config.timing().dead());
            var wire = new Wire(link, connection, agree(connection, true));
            wires.put(link, wire);
            if (driver.enter(now -> machine.connected(now, link))) wire.read();
            else connection.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "node " + id + ": " + e.getMessage());
            if (connection != null) connection.close();
            driver.enter(now -> machine.failed(now, link));
        }
    }

    private void perform(RingAction action) {
        mishaps.before(action);
        try {
            switch (action) {
                case RingAction.Send(long link, Signal signal) -> {
                    var wire = wires.get(link);
                    if (wire != null && !mishaps.loses(signal)) wire.send(signal);
                }
                case RingAction.Dial(long link, long id) ->
                        Thread.ofVirtual().name("ring-dial-" + id).start(() -> dial(link, id));
                case RingAction.Close(long link) -> {
                    var wire = wires.get(link);
                    if (wire != null) wire.connection.close();
                }
                case RingAction.Record(JournalEntry entry) -> {
                    if (journal != null) journal.append(entry.encode());
                }
                case RingAction.Deliver(long source, byte[] text) -> setup.delivered.accept(source, text);
                case RingAction.Report(Outgoing message, Outgoing.Fate fate) -> setup.reported.accept(message, fate);
                case RingAction.Note(Step step) -> trace.write(step);
                case RingAction.Exit(int status, String why) -> end.complete(new End(status, why));
            }
        } catch (IOException e) {
            // Without its journal or trace a node must not go on: it could deliver twice, or do what nobody saw.
            end.complete(new End(1, e.getMessage()));
            wires.values().forEach(wire -> wire.connection.close());
            driver.close();
        }
        mishaps.after(action);
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /// Adds a message.
    ///
    /// @return whether there was room
    public boolean submit(Outgoing message) {
        return driver.ask(() -> machine.submit(message));
    }

    /// Where the turn is, as far as this node has seen.
    public Mark mark() {
        return driver.ask(machine::mark);
    }

    /// Whether it has the turn.
    public boolean holds() {
        return driver.ask(machine::holds);
    }

    /// {@return how it has ended, or `null` when the limit was reached before}
    public End await(Duration limit) throws InterruptedException {
        try {
            return end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return null;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Loses the next frame that goes round and leaves this node, to see what happens.
    public void loseNext() {
        mishaps.loseNext();
    }

    /// Asks the node to leave with the next turn.
    public void leave() {
        driver.enter(machine::leave);
    }

    @Override
    public void close() {
        driver.close();
        server.close();
        wires.values().forEach(wire -> wire.connection.close());
        try {
            if (journal != null) journal.close();
            if (trace != null) trace.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the journal", e);
        }
    }

    @Override
    public String toString() {
        return driver.ask(machine::toString);
    }
}
