package wirelab.mapreduce;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import wirelab.kit.Address;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// The master's way to one mapper, for as long as the job lasts: dials, and again when it is gone; sends portions, hears
/// news.
final class MapperLink {
    private static final System.Logger LOG = System.getLogger(MapperLink.class.getName());
    private static final Duration AGAIN = Duration.ofMillis(300);
    private static final Duration DIAL = Duration.ofSeconds(2);
    static final Tap.Party PARTY = new Tap.Party("master", Tap.Words.NONE);

    /// What is to be said to the mapper next.
    private record Order(Message.Attempt attempt, boolean cancels) {}

    private final int id;
    private final InetSocketAddress address;
    private final JobRun run;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private volatile Message.Attempt cancelled;
    private volatile boolean closed;
    private volatile Wire wire;
    private String complaint = "";

    MapperLink(int id, InetSocketAddress address, JobRun run) {
        this.id = id;
        this.address = address;
        this.run = run;
    }

    MapperLink start() {
        Thread.ofVirtual().name("mapper-" + id).start(this::dial);
        return this;
    }

    InetSocketAddress address() {
        return address;
    }

    void assign(Message.Attempt attempt) {
        orders.add(new Order(attempt, false));
    }

    void cancel(Message.Attempt attempt) {
        cancelled = attempt;
        orders.add(new Order(attempt, true));
    }

    private void dial() {
        while (!closed) {
            try {
                var connection = run.host().connect(address, PARTY, DIAL);
                connection.stage(Duration.ofSeconds(10));
                try (var wire = Wire.greet(connection, 0, run.key())) {
                    connection.stage(null);
                    converse(wire.keepAlive());
                }
            } catch (IOException e) {
                complain(e);
            }
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// A refusal is news once; that nobody is there is no news while others work.
    private void complain(IOException e) {
        LOG.log(Level.DEBUG, "{0}: {1}", Address.text(address), e.getMessage());
        boolean refused = e instanceof Wire.RefusedException || e instanceof ProtocolViolation;
        if (!refused || closed || complaint.equals(e.getMessage())) return;
        complaint = String.valueOf(e.getMessage());
        run.report("mapper " + Address.text(address) + ": " + complaint);
    }

    private void converse(Wire wire) throws IOException {
        this.wire = wire;
        if (closed) return;
        orders.clear();
        var sender = Thread.ofVirtual().name("portions-" + id).start(() -> send(wire));
        try {
            run.enter(now -> run.machine().mapperUp(now, id));
            for (Message message; (message = wire.receive()) != null; ) handle(message);
        } finally {
            sender.interrupt();
            run.enter(now -> run.machine().mapperDown(now, id));
        }
    }

    private void handle(Message message) throws IOException {
        switch (message) {
            case Message.Progress m -> run.progress(id, m);
            case Message.Done m -> run.done(id, m);
            case Message.Failed m -> run.enter(now ->
                    run.machine().failed(now, id, m.attempt().portion(), m.attempt().number(), m.reason()));
            case Message.Leaving _ -> run.enter(now -> run.machine().leaving(now, id));
            default -> throw new IOException("a mapper said " + message.getClass().getSimpleName());
        }
    }

    private void send(Wire wire) {
        try {
            while (true) {
                var order = orders.take();
                if (order.cancels) wire.send(new Message.Cancel(order.attempt));
                else send(wire, order.attempt);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", Address.text(address), e.getMessage());
            wire.cut();
        } catch (InterruptedException _) {
            // The conversation is over.
        }
    }

    private void send(Wire wire, Message.Attempt attempt) throws IOException {
        wire.send(new Message.Assign(attempt, run.spec(), run.reducers()));
        for (var segment : run.segments(attempt.portion())) {
            var document = run.input().documents().get(segment.document());
            try (var file = FileChannel.open(document.file(), StandardOpenOption.READ)) {
                for (long at = segment.from(); at < segment.to(); ) {
                    if (attempt.equals(cancelled)) return;
                    int count = (int) Math.min(Table.PIECE, segment.to() - at);
                    wire.sendBlock(attempt, document.name(), file, at, count);
                    at += count;
                }
            } catch (FileSystemException | EOFException e) {
                // Another mapper would get no more of it.
                run.fail(document.name() + ": cannot be read: " + e.getMessage());
                throw e;
            }
        }
        wire.send(new Message.End(attempt));
    }

    void close() {
        closed = true;
        var open = wire;
        if (open != null) open.close();
    }
}
