package wirelab.chat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// A TCP server for a text protocol whose clients have to do with each other: gives a [LineMachine] sockets and real time.
///
/// Each connection has one thread that reads and one that writes. All enter the machine one at a time ([Driver]) and never
/// wait there: what it says goes into a bounded queue for each client. A client that does not read until its queue is full
/// is cut off, so that it costs only itself.
public final class LineServer implements AutoCloseable {
    /// How a server behaves.
    ///
    /// @param maxLine longest line that a client may send, in bytes
    /// @param maxWaiting lines that may wait for one client that does not read; one more and it is cut off
    public record Options(TcpServer.Options tcp, int maxLine, int maxWaiting) {
        public Options {
            Objects.requireNonNull(tcp);
            if (maxLine < 1 || maxWaiting < 1)
                    throw new UsageException("a line has one byte at least, and a queue one line");
        }
    }

    private final Options options;
    private final LineMachine machine;
    private final Hearing hearing;
    private final Consumer<String> console;
    private final Map<Long, LineOutlet> clients = new ConcurrentHashMap<>();
    private final AtomicLong lastClient = new AtomicLong();
    private final Driver<Runnable> driver;
    private final TcpServer tcp;
    /// The first client may be there before the server is known here.
    private final CountDownLatch ready = new CountDownLatch(1);

    private LineServer(Host host, Options options, LineMachine machine, Consumer<String> console) throws IOException {
        this.options = options;
        this.machine = machine;
        this.console = console;
        hearing = new Hearing();
        driver = new Driver<>(options.tcp.party().name(), hearing, Runnable::run, Duration.ZERO);
        tcp = TcpServer.start(host, options.tcp, this::handle);
        driver.start();
        ready.countDown();
    }

    /// The machine, and whom it still hears: what comes after it has hung up is read, so that the connection can end in
    /// order, and not heard. All of it under the driver's lock.
    private final class Hearing implements Machine<Runnable> {
        private final Set<Long> heard = new HashSet<>();
        /// The end of a connection has its place among what is to be done: behind all that was said to it.
        private Runnable last;

        void closed(long now, long client, Runnable forget) {
            heard.remove(client);
            machine.closed(now, client);
            last = forget;
        }

        @Override
        public void tick(long now) {
            machine.tick(now);
        }

        @Override
        public long nextAt() {
            return machine.nextAt();
        }

        @Override
        public void drain(Consumer<? super Runnable> performer) {
            machine.drain(action -> {
                if (action instanceof LineMachine.Action.HangUp(long to)) heard.remove(to);
                Runnable step = () -> perform(action);
                performer.accept(step);
            });
            if (last != null) performer.accept(last);
            last = null;
        }
    }

    /// Starts a server on this machine.
    public static LineServer start(Options options, LineMachine machine, Consumer<String> console) throws IOException {
        return start(Host.HERE, options, machine, console);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param machine what speaks the protocol; from now on the server's alone
    /// @param console gets what the machine prints, on the server's threads; must be quick
    /// @throws IOException when it cannot listen there
    public static LineServer start(Host host, Options options, LineMachine machine, Consumer<String> console)
            throws IOException {
        return new LineServer(host, options, Objects.requireNonNull(machine), Objects.requireNonNull(console));
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return tcp.address();
    }

    /// What has happened so far: the connections' counters and those of the machine.
    public Counters counters() {
        return tcp.counters();
    }

    public int connections() {
        return tcp.connections();
    }

    /// Says goodbye to all and stops. May be called twice.
    @Override
    public void close() {
        driver.enter(machine::stopping);
        driver.close();
        tcp.close();
    }

    private void handle(Connection connection) throws IOException {
        awaitReady();
        long client = lastClient.incrementAndGet();
        var outlet = new LineOutlet(connection, options.maxWaiting, tcp.counters());
        clients.put(client, outlet);
        var writer = Thread.ofVirtual().name(options.tcp.party().name() + "-writer").start(outlet::run);
        try {
            driver.enter(now -> {
                hearing.heard.add(client);
                machine.opened(now, client, connection.remote());
            });
            var lines = new Lines(connection, options.maxLine);
            for (String line; (line = lines.read()) != null; ) said(client, line);
        } catch (ProtocolViolation e) {
            driver.enter(now -> machine.garbled(now, client, e));
            throw e;
        } finally {
            Runnable forget = () -> {
                clients.remove(client);
                outlet.finish();
            };
            if (!driver.enter(now -> hearing.closed(now, client, forget))) {
                // It is closed, or just closing: then its last words come first.
                driver.close();
                forget.run();
            }
            join(writer);
        }
    }

    private void awaitReady() throws IOException {
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void said(long client, String line) {
        driver.enter(now -> {
            if (hearing.heard.contains(client)) machine.said(now, client, line);
        });
    }

    /// Does what the machine wants done; nothing of it waits.
    private void perform(LineMachine.Action action) {
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

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return tcp.toString();
    }
}
