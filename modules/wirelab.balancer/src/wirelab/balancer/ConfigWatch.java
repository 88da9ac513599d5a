package wirelab.balancer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import wirelab.kit.Failure;
import wirelab.kit.Ini;
import wirelab.kit.SafeFile;
import wirelab.kit.UsageException;

/// Looks at a `config.ini` again and again, and lets what has changed take effect. What cannot be read is refused, with the
/// number of the line, and what held before holds on.
///
/// An editor may write a file piece by piece, and half of it may be a valid one with fewer nodes: so a change counts when it
/// is the same twice.
public final class ConfigWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Path file;
    private final Fleet fleet;
    private final Consumer<BalancerConfig> check;
    private final Consumer<? super String> told;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private String settled;
    private String seen;

    /// @param read what the file held when the configuration was read that holds now
    private ConfigWatch(Path file, String read, Fleet fleet, Consumer<BalancerConfig> check, Consumer<? super String> told) {
        this.file = file;
        this.fleet = fleet;
        this.check = check;
        this.told = told;
        settled = read;
        seen = read;
        thread = Thread.ofVirtual().name("config-watch").unstarted(this::run);
    }

    /// Begins to watch a file, from which the configuration comes that holds now.
    ///
    /// @param check throws a [UsageException] for what cannot be used
    /// @param told gets a line for each change that takes effect or is refused
    /// @throws IOException when it cannot be read
    public static ConfigWatch start(Path file, Fleet fleet, Consumer<BalancerConfig> check, Consumer<? super String> told)
            throws IOException {
        String text = SafeFile.read(file, Ini.MAX_BYTES);
        // It may have changed since it was read.
        boolean same = BalancerConfig.parse(file.toString(), text).equals(fleet.config());
        var watch = new ConfigWatch(file, same ? text : null, fleet, check, told);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        String text;
        try {
            text = SafeFile.read(file, Ini.MAX_BYTES);
        } catch (IOException | UsageException e) {
            text = "\0" + Failure.line(e);
        }
        boolean twice = text.equals(seen);
        seen = text;
        if (!twice || text.equals(settled)) return;
        settled = text;
        if (text.startsWith("\0")) refused(text.substring(1));
        else change(text);
    }

    private void change(String text) {
        try {
            var config = BalancerConfig.parse(file.toString(), text);
            check.accept(config);
            fleet.apply(config);
            told.accept(file + ": read again");
            fleet.counters().count("reloads");
        } catch (IOException | UsageException e) {
            refused(Failure.line(e));
        }
    }

    private void refused(String why) {
        told.accept(why + " (what held before holds on)");
        fleet.counters().count("reloads refused");
    }

    @Override
    public void close() {
        closed.countDown();
    }

    @Override
    public String toString() {
        return "watch over " + file;
    }
}
