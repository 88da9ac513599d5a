package wirelab.program;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import wirelab.kit.Failure;

/// One run of a program: how it is asked to end, and with what its process then ends.
final class Running {
    /// How the process ends; bound to something else where tests run programs inside their own process, which then is not
    /// the program's to end.
    static final ScopedValue<IntConsumer> EXIT = ScopedValue.newInstance();

    private static final ScopedValue<Running> CURRENT = ScopedValue.newInstance();
    /// How long the main thread may take to close what it has opened.
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    /// What the process ends with, also where it was asked to end: a signal alone would say 143.
    private volatile int status;
    private boolean endsCleanly;

    /// The program that this thread runs; the threads that it has started are not asked to end, they are ended.
    static Running current() {
        if (!CURRENT.isBound()) throw new IllegalStateException("only the thread of Program.run waits for the end");
        return CURRENT.get();
    }

    /// Runs what gives the exit status, and ends the process when that is not 0.
    ///
    /// @param name the program's, for what is said when standard output fails
    void run(String name, ScopedValue.CallableOp<Integer, RuntimeException> body) {
        if (!EXIT.isBound()) logInOneLine(name);
        // Where tests run programs, standard output is theirs.
        if (!EXIT.isBound()) System.setOut(Output.standard(System.out.charset(), e -> outputIsLost(name, e)));
        if (System.err.charset().equals(StandardCharsets.US_ASCII)) {
            System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        }
        try {
            status = ScopedValue.where(CURRENT, this).call(body);
            System.out.flush();
        } catch (Output.Lost _) {
            status = 1;
        }
        finished.countDown();
        if (status != 0) EXIT.orElse(System::exit).accept(status);
    }

    /// What modules log is one line like all that a program says; the JDK's own form has two, with a date and a method.
    private static void logInOneLine(String name) {
        for (String property : List.of("jdk.system.logger.format", "java.util.logging.SimpleFormatter.format")) {
            if (System.getProperty(property) == null) System.setProperty(property, name + ": %4$s: %5$s%6$s%n");
        }
    }

    void askToEnd() {
        stopRequested.countDown();
    }

    void whenAskedToEnd(Runnable what) {
        endCleanly();
        Thread.ofVirtual().name("asked to end").start(() -> {
            try {
                stopRequested.await();
                what.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void awaitStop() throws InterruptedException {
        endCleanly();
        stopRequested.await();
    }

    boolean awaitStop(Duration limit) throws InterruptedException {
        endCleanly();
        return stopRequested.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Lets the main thread close everything before the process ends.
    synchronized void endCleanly() {
        if (endsCleanly || EXIT.isBound()) return;
        endsCleanly = true;
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("end").unstarted(() -> {
            askToEnd();
            try {
                if (finished.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) Runtime.getRuntime().halt(status);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /// Ends the process, whichever thread it was that could not write: what it still did nobody would see.
    private void outputIsLost(String name, IOException e) {
        if (!Output.isBrokenPipe(e)) System.err.println(name + ": cannot write to standard output: " + Failure.reason(e));
        status = 1;
        askToEnd();
        // Exiting waits for the main thread where that closes things, and this may be the main thread.
        Thread.ofPlatform().daemon().name("output-lost").start(() -> System.exit(1));
    }
}
