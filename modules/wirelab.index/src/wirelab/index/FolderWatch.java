package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Waits until something in a folder has changed. Where the system cannot watch so many folders it is looked at from time
/// to time instead, and now and then in any case.
final class FolderWatch {
    private static final Logger LOG = System.getLogger(FolderWatch.class.getName());
    private static final long SETTLE = Duration.ofMillis(40).toNanos();
    private static final long SOON = Duration.ofMillis(150).toNanos();
    private static final long BLIND = Duration.ofSeconds(2).toNanos();
    private static final long SOMETIMES = Duration.ofSeconds(60).toNanos();
    /// How often it is seen to that the folder is still the same: no event tells that it was moved away or made again.
    private static final long SAME = Duration.ofSeconds(1).toNanos();
    /// Looking takes at most one part in so many of the time.
    private static final int SHARE = 4;

    private final Path folder;
    private final WatchService service;
    private final Map<Path, Object> watched = new HashMap<>();
    private boolean blind;

    /// Watches nothing yet.
    ///
    /// @param folder in which all is that will be watched
    FolderWatch(Path folder) throws IOException {
        this.folder = folder;
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
            var key = poll(unsettled ? SOON : blind ? BLIND + SHARE * took : SOMETIMES);
            // Who writes one file writes more, most likely.
            long wait = Math.max(SETTLE, SHARE * took - (System.nanoTime() - looked));
            while (key != null) {
                key.pollEvents();
                if (!key.reset()) watched.clear();
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

    /// {@return what has happened, `null` if nothing has before the time is over or the folder is another one}
    private WatchKey poll(long nanos) throws InterruptedException {
        for (long end = System.nanoTime() + nanos, left = nanos; left > 0; left = end - System.nanoTime()) {
            var key = service.poll(Math.min(left, SAME), TimeUnit.NANOSECONDS);
            if (key != null) return key;
            if (!blind && !Objects.equals(identity(), watched.get(folder))) {
                watched.clear();
                return null;
            }
        }
        return null;
    }

    private Object identity() {
        try {
            return Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
        } catch (IOException _) {
            // It is gone, or not ours to read any more.
            return null;
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
