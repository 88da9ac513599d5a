package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Waits until something in a folder has changed. Where the system cannot watch so many folders it is looked at from time
/// to time instead, and now and then in any case.
final class FolderWatch {
    private static final Logger LOG = System.getLogger(FolderWatch.class.getName());
    private static final long SETTLE = Duration.ofMillis(40).toNanos();
    private static final long SOON = Duration.ofMillis(150).toNanos();
    private static final long BLIND = Duration.ofSeconds(2).toNanos();
    private static final long SOMETIMES = Duration.ofSeconds(60).toNanos();
    /// Looking takes at most one part in so many of the time.
    private static final int SHARE = 4;

    private final WatchService service;
    private final Map<Path, Object> watched = new HashMap<>();
    private boolean blind;

    FolderWatch() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /// Watches one folder.
    ///
    /// @param key what tells it from another one that has taken its place
    void register(Path directory, Object key) {
        if (blind || key != null && key.equals(watched.get(directory))) return;
        try {
            directory.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(directory, key);
        } catch (IOException e) {
            blind = true;
            LOG.log(Level.DEBUG, "not watched", e);
        }
    }

    /// Waits until it is worth looking again.
    ///
    /// @param took how long another look would take, in nanoseconds
    /// @param unsettled whether something was changing then
    /// @return whether to look; not when this is closed
    boolean await(long took, boolean unsettled) throws InterruptedException {
        long looked = System.nanoTime();
        try {
            var key = service.poll(unsettled ? SOON : blind ? BLIND + SHARE * took : SOMETIMES, TimeUnit.NANOSECONDS);
            // Who writes one file writes more, most likely.
            long wait = Math.max(SETTLE, SHARE * took - (System.nanoTime() - looked));
            while (key != null) {
                key.pollEvents();
                if (!key.reset()) watched.values().removeIf(_ -> true);
                long began = System.nanoTime();
                key = service.poll(wait, TimeUnit.NANOSECONDS);
                wait -= System.nanoTime() - began;
                if (wait <= 0) break;
            }
            if (key != null) key.reset();
            return true;
        } catch (java.nio.file.ClosedWatchServiceException _) {
            return false;
        }
    }

    void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing", e);
        }
    }
}
