package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.LogLimit;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// The documents of a folder, followed as they come, change and go. It is only read, and no link is followed.
public final class SharedFolder implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SharedFolder.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);
    /// While much is read for the first time, what is there already is told so often.
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long TELL_EVERY = Duration.ofSeconds(1).toNanos();

    private final Path folder;
    private final List<PathMatcher> ignored;
    private final Consumer<DocumentTree> changed;
    private final Consumer<Map<Bytes, HeldFile>> read;
    private final FolderWatch watch;
    private final KnownFiles known;
    private final ReentrantLock telling = new ReentrantLock();
    private final Thread thread;
    private volatile Map<Path, HeldFile> files;
    private volatile Map<Bytes, HeldFile> byHash = Map.of();
    private volatile DocumentTree tree = DocumentTree.EMPTY;
    private Map<Bytes, Document> documents = Map.of();
    private volatile boolean closed;
    private volatile boolean complete;

    private SharedFolder(FolderOptions options, Path state, Consumer<DocumentTree> changed,
                         Consumer<Map<Bytes, HeldFile>> read) throws IOException {
        this.changed = changed;
        this.read = read;
        folder = options.folder().toRealPath();
        if (!Files.isDirectory(folder)) throw new UsageException(options.folder() + " is no folder");
        var system = FileSystems.getDefault();
        ignored = options.ignored().stream().map(pattern -> system.getPathMatcher("glob:" + pattern)).toList();
        watch = new FolderWatch(folder);
        known = KnownFiles.open(folder, state == null ? null : state.resolve("files"));
        files = known.files();
        thread = Thread.ofPlatform().daemon().name("index-folder").unstarted(this::run);
    }

    /// Begins to read a folder.
    ///
    /// @param changed is given the documents whenever they have changed, by the folder's own thread
    /// @param read is then given a file for each content
    /// @throws IOException when there is no such folder
    static SharedFolder start(FolderOptions options, Consumer<DocumentTree> changed, Consumer<Map<Bytes, HeldFile>> read)
            throws IOException {
        var shared = open(options, null, changed, read);
        shared.begin();
        return shared;
    }

    /// Opens a folder, of which nothing is read before it is told to begin.
    ///
    /// @param state where is kept what is known of its files, `null` for nowhere
    static SharedFolder open(FolderOptions options, Path state, Consumer<DocumentTree> changed,
                             Consumer<Map<Bytes, HeldFile>> read) throws IOException {
        return new SharedFolder(options, state, changed, read);
    }

    void begin() {
        thread.start();
    }

    Path folder() {
        return folder;
    }

    DocumentTree tree() {
        return tree;
    }

    /// {@return whether all of it has been read once}
    boolean isComplete() {
        return complete;
    }

    /// {@return a file with this content, `null` if there is none}
    HeldFile find(Bytes hash) {
        return byHash.get(hash);
    }

    private void run() {
        try {
            while (!closed) {
                var walk = scan();
                complete = true;
                read.accept(byHash);
                if (!watch.await(walk.took.sum(), walk.unsettled)) return;
            }
        } catch (IOException e) {
            if (!closed) FAILURES.log(Level.WARNING, "the folder is no longer followed: " + Failure.line(e), null);
        } catch (InterruptedException | ClosedWatchServiceException _) {
            // Closed.
        } finally {
            known.close();
        }
    }

    /// What one walk through the folder has found.
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Map<Path, HeldFile> found = new ConcurrentHashMap<>();
        private final List<Seen> fresh = new ArrayList<>();
        /// Nanoseconds, but not for files that were read for the first time, which need not be read again.
        private final LongAdder took = new LongAdder();
        private volatile long told = System.nanoTime();
        /// Whether it must be looked at again soon, since something changed meanwhile.
        private volatile boolean unsettled;

        private record Seen(Path file, BasicFileAttributes attributes) {}

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!directory.equals(folder) && isIgnored(directory)) return FileVisitResult.SKIP_SUBTREE;
            watch.register(directory, attributes.fileKey());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (closed) return FileVisitResult.TERMINATE;
            if (!attributes.isRegularFile() || isIgnored(file)) return FileVisitResult.CONTINUE;
            if (found.size() + fresh.size() == FolderOptions.MOST_FILES) {
                FAILURES.log(Level.WARNING, "only the first " + FolderOptions.MOST_FILES + " files are shared", null);
                return FileVisitResult.TERMINATE;
            }
            var before = files.get(file);
            if (before != null && before.isStill(attributes)) found.put(file, before);
            else fresh.add(new Seen(file, attributes));
            return FileVisitResult.CONTINUE;
        }

        /// Reads what is new or has changed, with all cores.
        private void read() {
            fresh.parallelStream().forEach(seen -> {
                if (closed) return;
                read(seen);
                if (!complete && System.nanoTime() - told > TELL_EVERY && telling.tryLock()) {
                    try {
                        publish(found);
                        told = System.nanoTime();
                    } finally {
                        telling.unlock();
                    }
                }
            });
        }

        private void read(Seen seen) {
            long began = System.nanoTime();
            try {
                var held = HeldFile.read(seen.file, seen.attributes);
                if (held != null) found.put(seen.file, held);
                if (held == null || held.racy()) unsettled = true;
                if (held == null || files.containsKey(seen.file)) took.add(System.nanoTime() - began);
            } catch (IOException e) {
                // It is gone, or not ours to read.
                LOG.log(Level.DEBUG, () -> "reading: " + Failure.line(e));
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            LOG.log(Level.DEBUG, () -> "walking: " + Failure.line(e));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    private boolean isIgnored(Path file) {
        var name = file.getFileName();
        if (name.toString().startsWith(".")) return true;
        for (var pattern : ignored) if (pattern.matches(name)) return true;
        return folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8).length > Document.MOST_NAME;
    }

    private Walk scan() throws IOException {
        var walk = new Walk();
        long began = System.nanoTime();
        Files.walkFileTree(folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), FolderOptions.MOST_DEPTH, walk);
        walk.took.add(System.nanoTime() - began);
        walk.read();
        began = System.nanoTime();
        telling.lock();
        try {
            if (!closed) publish(walk.found);
        } finally {
            telling.unlock();
        }
        walk.took.add(System.nanoTime() - began);
        return walk;
    }

    private void publish(Map<Path, HeldFile> found) {
        var names = new HashMap<Bytes, TreeSet<String>>();
        var one = new HashMap<Bytes, HeldFile>();
        var sorted = new TreeMap<String, HeldFile>();
        found.values().forEach(held -> sorted.put(name(held.file()), held));
        sorted.forEach((name, held) -> {
            names.computeIfAbsent(held.hash(), _ -> new TreeSet<>(Document.BY_BYTES)).add(name);
            one.putIfAbsent(held.hash(), held);
        });
        var now = new HashMap<Bytes, Document>();
        var fresh = new ArrayList<DocumentEntry>();
        var next = tree;
        for (var entry : names.entrySet()) {
            var held = one.get(entry.getKey());
            var document = new Document(held.hash(), held.size(), type(held.file()), held.title(),
                    entry.getValue().stream().limit(Document.MOST_NAMES).toList());
            now.put(held.hash(), document);
            var before = documents.get(held.hash());
            if (document.equals(before)) continue;
            if (before != null) next = next.without(before);
            fresh.add(DocumentEntry.of(document));
        }
        for (var before : documents.values()) if (!now.containsKey(before.hash())) next = next.without(before);
        next = next.with(fresh);
        documents = now;
        files = new HashMap<>(found);
        known.keep(files);
        byHash = one;
        if (next == tree && complete) return;
        tree = next;
        changed.accept(next);
    }

    private String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static String type(Path file) {
        String type = URLConnection.guessContentTypeFromName(file.getFileName().toString());
        return type == null ? "" : type;
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
        try {
            if (thread.getState() != Thread.State.NEW && thread.join(PATIENCE)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        // It reads a large file, or was never begun.
        thread.interrupt();
        if (thread.getState() == Thread.State.NEW) known.close();
    }

    @Override
    public String toString() {
        return folder + ", " + Text.count(tree.size(), "document");
    }
}
