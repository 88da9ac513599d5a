package wirelab.folder;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import wirelab.kit.Failure;

/// At which paths something has changed, as far as the system says so.
final class FolderHints {
    private static final Logger LOG = System.getLogger(FolderHints.class.getName());

    private static final Duration BUSY = Duration.ofMillis(20);

    private final Path root;
    private final BooleanSupplier busy;
    private final WatchService service;
    /// A key goes on saying the path that a folder had when it was first watched: where it is now stands here.
    private final Map<WatchKey, String> paths = new HashMap<>();
    private volatile boolean blind;
    private boolean overflown;

    /// @param busy while it says so, nothing is listened to
    FolderHints(Path root, BooleanSupplier busy) throws IOException {
        this.root = root;
        this.busy = busy;
        service = FileSystems.getDefault().newWatchService();
    }

    /// {@return whether the system cannot watch so many folders, or any}
    boolean isBlind() {
        return blind;
    }

    void watchAll() throws IOException {
        watch(FolderPath.ROOT);
    }

    /// Watches a folder and all below it. It is watched first and listed then, so that nothing comes in between.
    private void watch(String folder) throws IOException {
        if (blind) return;
        Path path = folder.isEmpty() ? root : root.resolve(folder);
        String before;
        try {
            before = paths.put(path.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), folder);
        } catch (IOException e) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) return;
            blind = true;
            LOG.log(Level.WARNING, () -> "not every folder can be watched, so all are looked at from time to time: "
                    + Failure.line(e));
            return;
        }
        if (!folder.equals(before)) below(folder, path);
    }

    private void below(String folder, Path path) throws IOException {
        try (var files = Files.newDirectoryStream(path, file -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.equals(FolderPath.RESERVED)) watch(FolderPath.in(folder, name));
            }
        } catch (java.nio.file.NoSuchFileException | java.nio.file.NotDirectoryException _) {
            // Gone again.
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /// Waits for hints, and for a moment more, since who writes one file writes more.
    ///
    /// @param nanos how long
    /// @param whole whether to wait all the time, whatever comes
    /// @return paths to look at; none when none was named
    Set<String> await(long nanos, boolean whole) throws InterruptedException {
        var found = new HashSet<String>();
        overflown = false;
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            var key = service.poll(left, TimeUnit.NANOSECONDS);
            if (key == null) break;
            overflown |= waited();
            take(key, found);
            if (!whole) break;
        }
        for (var key = service.poll(); key != null; key = service.poll()) take(key, found);
        // The time is over without a hint: look at everything.
        if (found.isEmpty() && !whole) overflown = true;
        return found;
    }

    private boolean waited() throws InterruptedException {
        boolean waited = false;
        for (; busy.getAsBoolean(); waited = true) TimeUnit.NANOSECONDS.sleep(BUSY.toNanos());
        return waited;
    }

    boolean overflown() {
        return overflown;
    }

    private void take(WatchKey key, Set<String> found) {
        String folder = paths.get(key);
        var events = key.pollEvents();
        if (!key.reset()) paths.remove(key);
        if (folder == null) return;
        if (events.isEmpty()) found.add(folder);
        try {
            for (var event : events) {
                if (event.context() instanceof Path name) take(FolderPath.in(folder, name.toString()), event.kind(), found);
                else overflow(folder, found);
            }
        } catch (IOException e) {
            overflown = true;
            LOG.log(Level.DEBUG, () -> "not watched: " + Failure.line(e));
        }
    }

    private void take(String path, WatchEvent.Kind<?> kind, Set<String> found) throws IOException {
        found.add(path);
        if (path.equals(FolderPath.RESERVED) || kind != ENTRY_CREATE) return;
        if (Files.isDirectory(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) watch(path);
    }

    /// More has changed in a folder than the system tells of.
    private void overflow(String folder, Set<String> found) throws IOException {
        overflown = true;
        found.add(folder);
        below(folder, folder.isEmpty() ? root : root.resolve(folder));
    }

    void close() throws IOException {
        service.close();
    }
}
