package wirelab.program;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// A demo that tells what happens and checks what it claims.
///
/// Its last line is `NAME: N checked, N failed`, which `scripts/Tour.java` and the tests read.
public final class Demo {
    private static final int COLUMNS = 80;

    private final String name;
    private final PrintStream out;
    private int steps;
    private int checked;
    private int failed;

    Demo(String name, String about, PrintStream out) {
        this.name = name;
        this.out = out;
        wrap(name + ": " + about, "    ");
    }

    /// Begins the next part of the story.
    public synchronized void step(String title) {
        out.println();
        wrap(++steps + ". " + title, "   ");
    }

    /// Tells something, indented below its step.
    public synchronized void say(String text) {
        boolean prose = text.lines().anyMatch(line -> line.length() > COLUMNS - 3) && !text.contains("  ");
        (prose ? text.replace('\n', ' ') : text).lines().forEach(line -> wrap("   " + line, "   "));
    }

    /// Prose goes on in the next line of a terminal; a line with wider gaps is a row of a table, and stays one.
    private void wrap(String line, String indent) {
        while (line.length() > COLUMNS && !line.strip().contains("  ")) {
            int blank = line.lastIndexOf(' ', COLUMNS);
            if (blank <= indent.length()) break;
            out.println(line.substring(0, blank));
            line = indent + line.substring(blank + 1);
        }
        out.println(line);
    }

    /// Claims something and says whether it holds.
    public synchronized void check(String claim, boolean holds) {
        checked++;
        if (!holds) failed++;
        wrap((holds ? "   [ok] " : "   [FAILED] ") + claim, "        ");
    }

    /// Where a demo leaves a file that its user has not named: in `out/`, or among the temporary files where that is not
    /// there or cannot be written, which is said.
    ///
    /// @param name such as `EchoDemo.svg`
    /// @throws IOException when there is no place for it at all
    public Path file(String name) throws IOException {
        return file(Path.of("out"), name);
    }

    Path file(Path folder, String name) throws IOException {
        var file = folder.resolve(name);
        try {
            // Asking is not enough: root may write everywhere, but on a file system that is read-only.
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
            return file;
        } catch (IOException _) {
            var elsewhere = Files.createTempDirectory("wirelab").resolve(name);
            say(folder + " cannot be written, so " + name + " goes into " + elsewhere.getParent());
            return elsewhere;
        }
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
    /// @return how long it took until the last was done
    /// @throws Exception what the first part that failed has thrown
    public Duration atOnce(int parts, Part part) throws Exception {
        var failure = new AtomicReference<Exception>();
        var threads = new Thread[parts];
        long began = System.nanoTime();
        for (int n = 0; n < parts; n++) {
            int i = n;
            threads[i] = Thread.ofVirtual().name("demo-" + i).start(() -> {
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
