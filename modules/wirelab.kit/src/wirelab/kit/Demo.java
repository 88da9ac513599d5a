package wirelab.kit;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// A demo that tells what happens and checks what it claims.
///
/// Its last line is `NAME: N checked, N failed`, which `scripts/Tour.java` and the tests read.
public final class Demo {
    private final String name;
    private final PrintStream out;
    private int steps;
    private int checked;
    private int failed;

    Demo(String name, String about, PrintStream out) {
        this.name = name;
        this.out = out;
        out.println(name + ": " + about);
    }

    /// Begins the next part of the story.
    ///
    /// @param title what is shown in it, in one line
    public synchronized void step(String title) {
        out.println();
        out.println(++steps + ". " + title);
    }

    /// Tells something, indented below its step.
    ///
    /// @param text one line or several
    public synchronized void say(String text) {
        text.lines().forEach(line -> out.println("   " + line));
    }

    /// Claims something and says whether it holds.
    ///
    /// @param claim what should be so, as a sentence
    /// @param holds whether it is
    public synchronized void check(String claim, boolean holds) {
        checked++;
        if (!holds) failed++;
        out.println((holds ? "   [ok] " : "   [FAILED] ") + claim);
    }

    /// What one of several does at the same time as the others.
    @FunctionalInterface
    public interface Part {
        /// Does it.
        ///
        /// @param i which one it is, from 0
        /// @throws Exception whatever goes wrong; it ends the demo
        void run(int i) throws Exception;
    }

    /// Does several things at once, each on a virtual thread of its own, and waits for all.
    ///
    /// @param parts how many
    /// @param part what each does
    /// @return how long it took until the last was done
    /// @throws Exception what the first part that failed has thrown
    public Duration atOnce(int parts, Part part) throws Exception {
        var failure = new AtomicReference<Exception>();
        var threads = new Thread[parts];
        long began = System.nanoTime();
        for (int n = 0; n < parts; n++) {
            int i = n;
            threads[i] = Thread.startVirtualThread(() -> {
                try {
                    part.run(i);
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        for (var thread : threads) thread.join();
        if (failure.get() != null) throw failure.get();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /// Prints the last line.
    ///
    /// @return whether something was checked and nothing failed
    boolean finish() {
        out.println();
        out.println(name + ": " + (checked - failed) + " checked, " + failed + " failed");
        return checked > 0 && failed == 0;
    }
}
