package wirelab.mapreduce;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Failure;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;

/// A job that a reducer takes tables for: its machine, the mappers and the masters that talk about it.
final class ReducerJob implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ReducerJob.class.getName());

    private final RunStore.Key key;
    private final RunStore store;
    private final Counters counters;
    private final ReducerMachine machine;
    private final Driver<ReducerMachine.Action> driver;
    /// @param run the number of what it sends, on disk
    private record Mapper(Wire wire, int run, CompletableFuture<Void> decided) {
        Mapper(Wire wire, int run) {
            this(wire, run, new CompletableFuture<>());
        }
    }

    private final Map<Integer, Mapper> mappers = new ConcurrentHashMap<>();
    private final Set<Wire> masters = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();

    ReducerJob(RunStore.Key key, int portions, RunStore store, Counters counters) {
        this.key = key;
        this.store = store;
        this.counters = counters;
        machine = new ReducerMachine(portions, store.accepted(key));
        driver = new Driver<>("reducer", machine, this::perform).start();
    }

    /// Adds a master, which is told all that happens, after what is there already.
    void join(Wire master) throws IOException {
        var there = driver.ask(() -> {
            masters.add(master);
            return machine.accepted();
        });
        master.send(new Message.Opened(key.job(), there));
    }

    void leave(Wire master) {
        masters.remove(master);
    }

    /// Speaks with a mapper that has announced a table, until it has sent it or need not.
    void converse(Wire wire, Message.Announce announce) throws IOException {
        int peer = numbers.incrementAndGet();
        var mapper = new Mapper(wire, Secrets.RANDOM.nextInt());
        mappers.put(peer, mapper);
        counters.count("announced");
        var attempt = announce.attempt();
        try (var incoming = new Incoming(announce, store.file(key, attempt.portion(), mapper.run))) {
            driver.enter(now -> machine.announced(now, peer, attempt, announce.digest()));
            for (Message message; (message = wire.receive()) != null; ) {
                driver.enter(now -> machine.receiving(now, peer));
                if (message instanceof Message.Run run) {
                    keep(() -> incoming.add(run.records()));
                    continue;
                }
                Wire.as(Message.Complete.class, message);
                keep(incoming::complete);
                driver.enter(now -> machine.stored(now, peer));
                // Another thread may be the one that performs; the run must stay until it has.
                mapper.decided.join();
            }
        } catch (IOException e) {
            driver.enter(now -> machine.lost(now, peer, String.valueOf(e.getMessage())));
            throw e;
        } finally {
            driver.enter(now -> machine.lost(now, peer, "the mapper hung up"));
            mappers.remove(peer);
            store.discard(key, attempt.portion(), mapper.run);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    /// A table that is wrong costs its mapper; a disk that is full costs the job.
    private void keep(Writing writing) throws IOException {
        try {
            writing.run();
        } catch (ProtocolViolation e) {
            throw e;
        } catch (IOException e) {
            refuse(e);
            throw e;
        }
    }

    private void perform(ReducerMachine.Action action) {
        switch (action) {
            case ReducerMachine.Permit permit -> tell(permit.peer(), new Message.Permit(permit.attempt()));
            case ReducerMachine.Drop drop -> {
                counters.count("dropped");
                tell(drop.peer(), new Message.Drop(drop.attempt(), drop.reason()));
            }
            case ReducerMachine.Accept accept -> accept(accept);
            case ReducerMachine.Report report -> {
                if (report.kind() == ReducerMachine.DIFFERS) counters.count("differing");
                tellMasters(new Message.Event(report.attempt(), report.kind(), report.note()));
            }
        }
    }

    private void accept(ReducerMachine.Accept accept) {
        var attempt = accept.attempt();
        var mapper = mappers.get(accept.peer());
        try {
            store.accept(key, attempt.portion(), mapper.run, accept.digest());
            counters.count("accepted");
            tell(accept.peer(), new Message.Accepted(attempt));
            tellMasters(new Message.Event(attempt, ReducerMachine.ACCEPTED, ""));
        } catch (IOException e) {
            refuse(e);
        } finally {
            mapper.decided.complete(null);
        }
    }

    /// The disk does not take it: no master shall wait for what cannot come.
    void refuse(IOException e) {
        LOG.log(Level.WARNING, "cannot keep a table: {0}", Failure.line(e));
        counters.count("disk failed");
        tellMasters(new Message.Refused("the reducer cannot write: " + Failure.line(e)));
    }

    private void tell(int peer, Message message) {
        var mapper = mappers.get(peer);
        if (mapper == null) return;
        try {
            mapper.wire.send(message);
        } catch (IOException e) {
            // Its reader sees the same, and says so to the machine.
            LOG.log(Level.DEBUG, "a mapper is gone: {0}", e.getMessage());
            mapper.wire.cut();
        } finally {
            if (!(message instanceof Message.Permit)) mapper.decided.complete(null);
        }
    }

    private void tellMasters(Message message) {
        for (var master : masters) {
            try {
                master.send(message);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a master is gone: {0}", e.getMessage());
                master.cut();
            }
        }
    }

    @Override
    public void close() {
        driver.close();
        mappers.values().forEach(mapper -> {
            mapper.decided.complete(null);
            mapper.wire.cut();
        });
        masters.forEach(Wire::cut);
    }
}
