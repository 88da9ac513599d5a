package wirelab.mapreduce;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Address;
import wirelab.kit.Failure;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.terms.RunFile;
import wirelab.terms.SortedRecords;
import wirelab.terms.TableDigest;

/// The master's way to one reducer: opens the job there, and again when the reducer was away; hears what it has; gets the
/// result.
final class ReducerLink {
    private static final System.Logger LOG = System.getLogger(ReducerLink.class.getName());
    private static final Duration AGAIN = Duration.ofMillis(300);
    private static final Duration DIAL = Duration.ofSeconds(2);

    private final int partition;
    private final InetSocketAddress address;
    private final JobRun run;
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile Wire wire;
    private volatile boolean closed;
    private boolean queued;

    ReducerLink(int partition, InetSocketAddress address, JobRun run) {
        this.partition = partition;
        this.address = address;
        this.run = run;
    }

    void start() {
        Thread.ofVirtual().name("reducer-" + partition).start(this::dial);
    }

    /// Waits until it is this job's turn there.
    boolean awaitTurn(Duration limit) throws InterruptedException {
        return opened.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void dial() {
        long away = System.nanoTime();
        while (!closed) {
            boolean met = false;
            try (var wire = open()) {
                this.wire = wire;
                met = true;
                hear(wire);
            } catch (Wire.RefusedException e) {
                run.fail("reducer " + Address.text(address) + ": " + Failure.line(e));
                return;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: {1}", Address.text(address), e.getMessage());
            }
            long now = System.nanoTime();
            if (met) away = now;
            if (!closed && Machine.isDue(Machine.after(away, run.options().patience().toNanos()), now)) {
                run.fail("there is no reducer at " + Address.text(address));
                return;
            }
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private Wire open() throws IOException {
        var connection = run.host().connect(address, MapperLink.PARTY, DIAL);
        connection.stage(Duration.ofSeconds(10));
        var wire = Wire.greet(connection, 0, run.key());
        connection.stage(null);
        wire.keepAlive();
        wire.send(new Message.Open(run.job(), run.portions(), partition, run.spec()));
        return wire;
    }

    private void hear(Wire wire) throws IOException {
        for (Message message; (message = wire.receive()) != null; ) {
            switch (message) {
                case Message.Queued ahead -> {
                    if (!queued) run.report("the reducer has " + ahead.ahead() + " job(s) before this one");
                    queued = true;
                }
                case Message.Opened there -> {
                    run.enter(now -> run.machine().forgotten(now, partition, new HashSet<>(there.accepted())));
                    opened.countDown();
                }
                case Message.Event event -> run.event(partition, event);
                case Message.Refused refused -> throw new Wire.RefusedException(refused.reason());
                default -> throw new ProtocolViolation("type", 0, "a reducer said " + message.getClass().getSimpleName());
            }
        }
    }

    /// Asks for the result, on a connection of its own.
    ///
    /// @return the records as they come; the last one only after all of them were checked
    SortedRecords result() throws IOException {
        var wire = open();
        try {
            List<Integer> there = null;
            while (there == null) {
                switch (wire.receive()) {
                    case null -> throw new IOException("the reducer hung up");
                    case Message.Refused refused -> throw new Wire.RefusedException(refused.reason());
                    case Message.Opened opened -> there = opened.accepted();
                    default -> {
                        // Others may be before this job, or tables still come.
                    }
                }
            }
            // It may have lost its disk after all was mapped.
            if (!there.containsAll(run.accepted(partition))) {
                throw new IOException("the reducer no longer has all tables that it had accepted");
            }
            wire.send(new Message.Finish(run.job()));
            return new Result(wire);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    /// Lets the reducer forget the job.
    void forget() throws IOException {
        var open = wire;
        if (open != null) open.send(new Message.Forget(run.job()));
    }

    void close() {
        closed = true;
        var open = wire;
        if (open != null) open.close();
    }

    /// What a reducer sends, record by record.
    private static final class Result implements SortedRecords {
        private final Wire wire;
        private byte[] records = new byte[0];
        private int at;
        private int length;
        private long value;
        private long digest;
        private long terms;

        Result(Wire wire) {
            this.wire = wire;
        }

        @Override
        public boolean next() throws IOException {
            at += length + 8;
            if (terms == 0 || at >= records.length) {
                Message message;
                do message = wire.receive(); while (message instanceof Message.Event);
                if (message instanceof Message.Complete complete) {
                    if (complete.digest() == digest && complete.terms() == terms) return false;
                    throw new ProtocolViolation("digest", 0, "the result is not complete");
                }
                records = Wire.as(Message.Run.class, message).records();
                at = 0;
            }
            if (records.length - at < RunFile.HEAD) throw new ProtocolViolation("records", at, "one is cut short");
            var in = ByteBuffer.wrap(records, at, records.length - at);
            length = in.getInt();
            if (length < 0 || length > in.remaining() - 8) throw new ProtocolViolation("key length", at, "is " + length);
            at += 4;
            value = in.getLong(at + length);
            digest += TableDigest.of(records, at, length, value);
            terms++;
            return true;
        }

        @Override
        public byte[] buffer() {
            return records;
        }

        @Override
        public int offset() {
            return at;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public long value() {
            return value;
        }

        @Override
        public void close() {
            wire.close();
        }
    }
}
