package wirelab.kit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A TCP server for a text protocol whose clients have to do with each other: gives a [LineMachine] sockets and real time.
///
/// Each connection has one thread that reads and one that writes. All enter the machine one at a time and never wait there:
/// what it says goes into a bounded queue for each client. A client that does not read until its queue is full is cut off,
/// so that it costs only itself.
public final class LineServer implements AutoCloseable {
    /// How a server behaves.
    ///
    /// @param tcp the connections
    /// @param maxLine longest line that a client may send, in bytes
    /// @param maxWaiting lines that may wait for one client that does not read; one more and it is cut off
    public record Options(TcpServer.Options tcp, int maxLine, int maxWaiting) {
        /// Checks the limits.
        public Options {
            Objects.requireNonNull(tcp);
            if (maxLine < 1 || maxWaiting < 1)
                    throw new UsageException("a line has one byte at least, and a queue one line");
        }
    }

    private final Options options;
    private final LineMachine machine;
    private final Consumer<String> console;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    private final Map<Long, LineOutlet> clients = new HashMap<>();
    private final TcpServer tcp;
    private final Thread clock;
    private long lastClient;
    private long wakeAt = Long.MAX_VALUE;
    private boolean stopped;

    private LineServer(Options options, LineMachine machine, Consumer<String> console) throws IOException {
        this.options = options;
        this.machine = machine;
        this.console = console;
        lock.lock();
        try {
            // The first client may be there before the server is known here: it waits for the lock.
            tcp = TcpServer.start(options.tcp, this::handle);
        } finally {
            lock.unlock();
        }
        clock = Thread.ofPlatform().daemon().name(options.tcp.party().name() + "-clock").start(this::run);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param options how it behaves
    /// @param machine what speaks the protocol; from now on the server's alone
    /// @param console gets what the machine prints, on the server's threads; must be quick
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static LineServer start(Options options, LineMachine machine, Consumer<String> console) throws IOException {
        return new LineServer(options, Objects.requireNonNull(machine), Objects.requireNonNull(console));
    }

    /// Where it listens.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return tcp.address();
    }

    /// What has happened so far: the connections' counters and those of the machine.
    ///
    /// @return counters by name
    public Counters counters() {
        return tcp.counters();
    }

    /// How many clients are connected.
    ///
    /// @return now
    public int connections() {
        return tcp.connections();
    }

    /// Says goodbye to all and stops. May be called twice.
    @Override
    public void close() {
        lock.lock();
        try {
            if (!stopped) {
                machine.stopping(System.nanoTime());
                perform();
            }
            stopped = true;
            sooner.signal();
        } finally {
            lock.unlock();
        }
        tcp.close();
    }

    private void handle(Connection connection) throws IOException {
        var admitted = admit(connection);
        long client = admitted.client;
        var outlet = admitted.outlet;
        var writer = Thread.ofVirtual().name(options.tcp.party().name() + "-writer").start(outlet::run);
        try {
            var lines = new Lines(connection, options.maxLine);
            for (String line; (line = lines.read()) != null; ) said(client, line);
        } catch (ProtocolException e) {
            enter(() -> machine.garbled(System.nanoTime(), client, e));
            throw e;
        } finally {
            enter(() -> {
                clients.remove(client);
                machine.closed(System.nanoTime(), client);
            });
            outlet.finish();
            join(writer);
        }
    }

    private record Admitted(long client, LineOutlet outlet) {}

    private Admitted admit(Connection connection) {
        lock.lock();
        try {
            var admitted = new Admitted(++lastClient, new LineOutlet(connection, options.maxWaiting, tcp.counters()));
            clients.put(admitted.client, admitted.outlet);
            machine.opened(System.nanoTime(), admitted.client, connection.remote());
            perform();
            return admitted;
        } finally {
            lock.unlock();
        }
    }

    private void said(long client, String line) {
        enter(() -> {
            // What comes after this end has hung up is read, so that the connection can end in order, and not heard.
            if (clients.containsKey(client)) machine.said(System.nanoTime(), client, line);
        });
    }

    private void enter(Runnable event) {
        lock.lock();
        try {
            event.run();
            perform();
        } finally {
            lock.unlock();
        }
    }

    /// Does what the machine wants done; nothing of it waits. The caller holds the lock.
    private void perform() {
        for (var action : machine.drain()) {
            switch (action) {
                case LineMachine.Action.Send(long to, String line) -> {
                    var outlet = clients.get(to);
                    if (outlet != null) outlet.send(line);
                }
                case LineMachine.Action.HangUp(long to) -> {
                    var outlet = clients.remove(to);
                    if (outlet != null) outlet.hangUp();
                }
                case LineMachine.Action.Print(String text) -> console.accept(text);
                case LineMachine.Action.Count(String what) -> tcp.counters().count(what);
            }
        }
        if (machine.nextAt() < wakeAt) sooner.signal();
    }

    private void run() {
        lock.lock();
        try {
            while (!stopped) {
                // While this thread is awake nobody needs to wake it.
                wakeAt = Long.MIN_VALUE;
                machine.tick(System.nanoTime());
                perform();
                wakeAt = machine.nextAt();
                if (wakeAt == Long.MAX_VALUE) sooner.await();
                else sooner.await(wakeAt - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread but the end of the process.
        } finally {
            lock.unlock();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
