package wirelab.folder;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Failure;

/// Tells of edits soon after they are made. What the system says about changes is a hint, where to look first; that everything
/// is looked at from time to time is what can be relied upon: events are lost, come too early, and are never sent by some file
/// systems.
public final class EditWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EditWatch.class.getName());
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);
    private static final long BLIND = TimeUnit.SECONDS.toNanos(2);
    /// Looking takes at most one part in so many of the time.
    private static final int SHARE = 4;

    /// Takes what was found.
    public interface Taker {
        /// Takes edits; all that are open are told again at the next look.
        ///
        /// @return whether they are done with; if not, they are told again in a second
        boolean take(List<FolderEdit> edits) throws IOException, InterruptedException;

        /// Whether the keeper itself writes so many files that what the system says is of no use: meanwhile new folders are
        /// not watched; everything is looked at then.
        default boolean isBusy() {
            return false;
        }

        /// The folder cannot be kept any more: its marker is gone, or the disk fails. No more looks are taken.
        void failed(IOException e);
    }

    private final FolderKeeper keeper;
    private final WatchOptions options;
    private final Taker taker;
    private final FolderHints hints;
    private final Thread thread;
    /// How long the last look took, in nanoseconds.
    private long took;

    private EditWatch(FolderKeeper keeper, WatchOptions options, Taker taker) throws IOException {
        this.keeper = keeper;
        this.options = options;
        this.taker = taker;
        hints = new FolderHints(keeper.folder(), taker::isBusy);
        thread = Thread.ofPlatform().daemon().name("folder-watch").unstarted(this::run);
    }

    /// Begins to look.
    ///
    /// @param keeper of a real folder
    /// @param taker called by one thread
    public static EditWatch start(FolderKeeper keeper, WatchOptions options, Taker taker) throws IOException {
        var watch = new EditWatch(keeper, options, taker);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            hints.watchAll();
            for (var where = all(); ; ) {
                if (!follow(where)) {
                    // What was not taken is named by no hint: everything is looked at.
                    hints.await(AGAIN, true);
                    where = all();
                    continue;
                }
                // Where not every folder is watched, looking is all there is.
                long most = hints.isBlind() ? Math.max(BLIND, SHARE * took) : options.every().toNanos();
                var more = hints.await(most, false);
                where = hints.overflown() ? all() : more;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "no longer looked at: " + Failure.line(e));
            taker.failed(e);
        } catch (InterruptedException | java.nio.file.ClosedWatchServiceException _) {
            // Closed.
        }
    }

    private static Set<String> all() {
        return Set.of();
    }

    /// Looks, again and again, as long as something changes there.
    ///
    /// @param where no paths for everything
    /// @return whether the taker is done with what was found
    private boolean follow(Set<String> where) throws IOException, InterruptedException {
        boolean everything = where.isEmpty();
        var paths = new HashSet<>(where);
        while (true) {
            long began = System.nanoTime();
            var look = everything ? keeper.look() : keeper.look(paths);
            took = System.nanoTime() - began;
            boolean done = look.edits().isEmpty() || taker.take(look.edits());
            if (!look.unsettled()) return done;
            paths.addAll(look.again());
            var more = hints.await(Math.max(options.quiet().toNanos(), SHARE * took), true);
            everything |= hints.overflown();
            paths.addAll(more);
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        hints.close();
    }

    @Override
    public String toString() {
        return "looks at " + keeper + (hints.isBlind() ? ", without hints of the system" : "");
    }
}
