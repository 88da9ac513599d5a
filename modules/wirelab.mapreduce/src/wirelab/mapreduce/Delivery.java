package wirelab.mapreduce;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.terms.Terms;

/// Brings a table to a reducer: announce, wait for permission, send, wait until it is safe there. A reducer that dies
/// meanwhile is asked again; the table is kept until one has it, or the master has cancelled.
final class Delivery {
    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());
    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final Tap.Party PARTY = new Tap.Party("mapper", Tap.Words.NONE);

    private final Host host;
    private final String key;
    private final MapTask task;
    private final InetSocketAddress reducer;
    private final int partition;
    private final Table table;

    Delivery(Host host, String key, MapTask task, InetSocketAddress reducer, int partition, Table table) {
        this.host = host;
        this.key = key;
        this.task = task;
        this.reducer = reducer;
        this.partition = partition;
        this.table = table;
    }

    /// @throws IOException when it was cancelled
    void run() throws IOException {
        while (!task.isCancelled()) {
            try {
                if (once()) return;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0} to {1}: {2}", task.attempt(), reducer, e.getMessage());
            }
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
        throw new IOException("cancelled");
    }

    /// {@return whether the reducer needs nothing more}
    private boolean once() throws IOException {
        var connection = host.connect(Wire.resolved(reducer), PARTY);
        connection.stage(Duration.ofSeconds(10));
        try (var wire = Wire.greet(connection, 1, Terms.utf8(key))) {
            connection.stage(null);
            wire.keepAlive();
            var watch = Thread.ofVirtual().name("watch").start(() -> {
                // A cancelled task must not wait for a permission that never comes.
                try {
                    while (!task.isCancelled()) Thread.sleep(AGAIN);
                    wire.cut();
                } catch (InterruptedException _) {
                    // It is delivered.
                }
            });
            try {
                return converse(wire);
            } finally {
                watch.interrupt();
            }
        }
    }

    private boolean converse(Wire wire) throws IOException {
        var attempt = task.attempt();
        wire.send(new Message.Announce(attempt, partition, table.terms(), table.bytes(), table.digest()));
        if (task.phase() == 0) task.phase(1);
        for (Message message; (message = wire.receive()) != null; ) {
            switch (message) {
                case Message.Permit _ -> {
                    task.phase(2);
                    table.send(piece -> wire.send(new Message.Run(piece)));
                    wire.send(new Message.Complete(table.terms(), table.bytes(), table.digest()));
                }
                case Message.Accepted _, Message.Drop _ -> {
                    return true;
                }
                case Message.Refused refused -> throw new IOException(refused.reason());
                default -> throw new IOException("an unexpected " + message.getClass().getSimpleName());
            }
        }
        return false;
    }
}
