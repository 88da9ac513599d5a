package wirelab.mapreduce;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.TcpServer;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.terms.RecordPacker;
import wirelab.terms.RunFile;
import wirelab.terms.TableDigest;
import wirelab.terms.Terms;

/// A reducer: mappers announce tables to it and send those that it wants; a master gets the one result of them all. Jobs
/// come one after the other, in the order in which their masters did.
///
/// Its counters are `announced`, `accepted`, `dropped`, `differing`, `runs`, `run bytes` and `disk failed`.
public final class ReducerNode implements AutoCloseable {
    private final WorkerOptions options;
    private final RunStore store;
    private final Counters counters = new Counters();
    private final TcpServer server;
    /// In the order of their turns, guarded by itself; to the first one everybody is let.
    private final Map<RunStore.Key, Turn> turns = new LinkedHashMap<>();

    private static final class Turn {
        private int masters;
        private ReducerJob job;
        private boolean forgotten;
    }

    private ReducerNode(Host host, WorkerOptions options) throws IOException {
        this.options = options;
        store = RunStore.open(options.folder());
        server = TcpServer.start(host, MapperNode.served("reducer", options.bind()), this::serve);
    }

    public static ReducerNode start(WorkerOptions options) throws IOException {
        return start(Host.HERE, options);
    }

    /// Starts a reducer; it accepts when this returns. What its folder holds of unfinished jobs is there again.
    public static ReducerNode start(Host host, WorkerOptions options) throws IOException {
        return new ReducerNode(host, options);
    }

    private void serve(Connection connection) throws IOException {
        connection.stage(Duration.ofSeconds(10));
        try (var wire = Wire.welcome(connection, Terms.utf8(options.key()), options.allowJobs())) {
            connection.stage(null);
            wire.keepAlive();
            if (wire.peer().role() == 1) mapper(wire);
            else master(wire);
        }
    }

    private void mapper(Wire wire) throws IOException {
        var announce = Wire.as(Message.Announce.class, wire.receive());
        var key = new RunStore.Key(announce.attempt().job(), announce.partition());
        ReducerJob job;
        synchronized (turns) {
            var turn = turns.get(key);
            job = turn == null ? null : turn.job;
        }
        if (job == null) {
            wire.send(new Message.Refused("no master has opened this job"));
            return;
        }
        if (announce.bytes() < 0 || announce.terms() < 0 || announce.terms() > announce.bytes() / RunFile.HEAD) {
            throw new ProtocolViolation("terms", 0, announce.terms() + " do not fit into "
                    + Text.count(announce.bytes(), "byte"));
        }
        if (announce.bytes() > store.room()) {
            var full = new IOException("no room for a table of " + Text.count(announce.bytes(), "byte"));
            job.refuse(full);
            throw full;
        }
        counters.count("runs");
        counters.adder("run bytes").add(announce.bytes());
        job.converse(wire, announce);
    }

    private void master(Wire wire) throws IOException {
        var open = Wire.as(Message.Open.class, wire.receive());
        if (open.spec().isShipped() && !options.allowJobs()) {
            wire.send(new Message.Refused("this reducer takes no shipped jobs; start it with --allow-jobs"));
            return;
        }
        Job kind;
        try {
            kind = open.spec().job();
        } catch (UsageException e) {
            wire.send(new Message.Refused(e.getMessage()));
            return;
        }
        var key = new RunStore.Key(open.job(), open.partition());
        var turn = queue(key);
        try {
            var job = await(wire, key, turn, open.portions());
            job.join(wire);
            try {
                for (Message message; (message = wire.receive()) != null; ) {
                    if (message instanceof Message.Forget) forget(key, turn);
                    else if (message instanceof Message.Finish) result(wire, key, kind);
                    else throw new ProtocolViolation("type", 0, message.getClass().getSimpleName()
                            + " is not for a reducer");
                }
            } finally {
                job.leave(wire);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        } finally {
            done(key, turn);
        }
    }

    private Turn queue(RunStore.Key key) {
        synchronized (turns) {
            var turn = turns.computeIfAbsent(key, _ -> new Turn());
            turn.masters++;
            return turn;
        }
    }

    /// Waits until all jobs that came before are over; the master hears of it each second, and is gone if it cannot.
    private ReducerJob await(Wire wire, RunStore.Key key, Turn turn, int portions) throws IOException, InterruptedException {
        synchronized (turns) {
            for (int ahead; (ahead = ahead(key)) > 0; turns.wait(1000)) wire.send(new Message.Queued(key.job(), ahead));
            if (turn.job == null) turn.job = new ReducerJob(key, portions, store, counters);
            return turn.job;
        }
    }

    private int ahead(RunStore.Key key) {
        int ahead = 0;
        for (var other : turns.keySet()) {
            if (other.job() == key.job()) return ahead;
            ahead++;
        }
        return ahead;
    }

    private void forget(RunStore.Key key, Turn turn) throws IOException {
        store.forget(key);
        synchronized (turns) {
            turn.forgotten = true;
        }
    }

    private void done(RunStore.Key key, Turn turn) throws IOException {
        synchronized (turns) {
            if (--turn.masters > 0) return;
            turns.remove(key);
            if (turn.job != null) turn.job.close();
            // A table may have come between the word and the end of the job.
            if (turn.forgotten) store.forget(key);
            turns.notifyAll();
        }
    }

    private void result(Wire wire, RunStore.Key key, Job kind) throws IOException {
        var sum = new long[3];
        try (var records = store.merged(key, kind::combine, options.memory())) {
            var packer = new RecordPacker(Table.PIECE, piece -> {
                var copy = new byte[piece.remaining()];
                piece.get(copy);
                wire.send(new Message.Run(copy));
            });
            while (records.next()) {
                sum[0]++;
                sum[1] += RunFile.HEAD + records.length();
                sum[2] += TableDigest.of(records.buffer(), records.offset(), records.length(), records.value());
                packer.add(records.buffer(), records.offset(), records.length(), records.value());
            }
            packer.flush();
        }
        wire.send(new Message.Complete(sum[0], sum[1], sum[2]));
    }

    public InetSocketAddress address() {
        return server.address();
    }

    public Counters counters() {
        return counters;
    }

    /// Stops; what was accepted stays in its folder.
    @Override
    public void close() throws IOException {
        synchronized (turns) {
            turns.values().forEach(turn -> {
                if (turn.job != null) turn.job.close();
            });
        }
        server.close();
        store.close();
    }

    @Override
    public String toString() {
        return "reducer on " + Address.text(address()) + ", " + counters;
    }
}
