package wirelab.mapreduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import wirelab.kit.Failure;
import wirelab.terms.MergedRecords;
import wirelab.terms.SortedRecords;
import wirelab.terms.TextCutter;
import wirelab.terms.TextPiece;

/// One attempt at a portion, inside a mapper: blocks come in, as many threads as there are cores map them, tables come out.
final class MapTask implements AutoCloseable {
    private static final TextPiece LAST = new TextPiece("", 0, new byte[0], 0);

    private final Message.Attempt attempt;
    private final Path folder;
    private final long memory;
    private final Job job;
    private final TextCutter cutter;
    private final BlockingQueue<TextPiece> queue;
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicLong mapped = new AtomicLong();
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private volatile boolean cancelled;
    private volatile int phase;
    private volatile List<Table> tables = List.of();

    private final class Worker extends Thread {
        private final Tally tally;
        private List<SortedRecords> sorted = List.of();

        Worker(int number) {
            super("map-" + attempt.portion() + "-" + number);
            tally = new Tally(job, folder, memory / 2 / workers());
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (TextPiece piece; (piece = queue.poll(1, TimeUnit.SECONDS)) != LAST; ) {
                    if (cancelled) return;
                    if (piece == null || failure.get() != null) continue;
                    tally.map(piece);
                    mapped.addAndGet(piece.length());
                }
                queue.add(LAST);
                sorted = tally.sorted();
            } catch (IOException e) {
                failure.compareAndSet(null, e);
                again();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, new IOException("the mapper failed: " + Failure.reason(e), e));
                again();
            } catch (InterruptedException _) {
                cancelled = true;
            }
        }

        /// What is still sent must be taken from the queue, so that the one who sends can be told.
        private void again() {
            try {
                while (!cancelled && queue.poll(1, TimeUnit.SECONDS) != LAST) {
                    // The portion has failed: nobody wants it mapped.
                }
                queue.add(LAST);
            } catch (InterruptedException _) {
                cancelled = true;
            }
        }
    }

    private final int threads;

    /// @param memory bytes for all tables of this attempt
    MapTask(Message.Attempt attempt, JobSpec spec, Path folder, long memory, int threads) {
        this.attempt = attempt;
        this.folder = folder.resolve(Long.toHexString(attempt.job()) + "-" + attempt.portion() + "-" + attempt.number());
        this.memory = memory;
        this.threads = threads;
        job = spec.job();
        // The pieces that wait, and the end behind them.
        queue = new ArrayBlockingQueue<>(2 * threads + 1);
        cutter = new TextCutter(!(job instanceof ReadyMade.TermCount), this::hand);
        for (int i = 0; i < threads; i++) workers.add(new Worker(i));
        workers.forEach(Thread::start);
    }

    private int workers() {
        return threads;
    }

    Message.Attempt attempt() {
        return attempt;
    }

    long mapped() {
        return mapped.get();
    }

    /// {@return as in [Message.Progress]}
    int phase() {
        return phase;
    }

    void phase(int phase) {
        this.phase = phase;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void add(Message.Block block) throws IOException {
        if (failure.get() == null) cutter.add(block.document(), block.offset(), block.text(), 0, block.text().length);
    }

    private void hand(TextPiece piece) throws IOException {
        try {
            while (!cancelled && !queue.offer(piece, 100, TimeUnit.MILLISECONDS)) {
                // The threads are busy; the sender waits, by TCP's own flow control.
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    /// All blocks are there: maps what is left, and makes the tables.
    ///
    /// @return a table for each reducer
    /// @throws IOException when a block could not be mapped, or this was cancelled
    List<Table> finish(int reducers) throws IOException {
        if (failure.get() == null) cutter.end();
        hand(LAST);
        try {
            for (var worker : workers) worker.join();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        if (failure.get() != null) throw failure.get();
        if (cancelled) throw new IOException("cancelled");
        var sorted = workers.stream().flatMap(worker -> worker.sorted.stream()).toList();
        try (var records = MergedRecords.of(sorted, job::combine)) {
            tables = Table.of(records, reducers, folder, memory / 2);
        }
        return tables;
    }

    long spills() {
        return workers.stream().mapToLong(worker -> worker.tally.spills()).sum();
    }

    long spilledBytes() {
        return workers.stream().mapToLong(worker -> worker.tally.spilledBytes()).sum();
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public void close() throws IOException {
        cancelled = true;
        try {
            for (var worker : workers) worker.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (var worker : workers) worker.tally.close();
        for (var table : tables) table.close();
        Files.deleteIfExists(folder);
    }
}
