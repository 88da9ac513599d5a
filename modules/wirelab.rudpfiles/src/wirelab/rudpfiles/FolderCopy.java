package wirelab.rudpfiles;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.kit.Failure;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// Files and whole folders, several at once, from a [RemoteFolder] and to it.
public final class FolderCopy {
    /// Folders within folders; a server that goes on for ever is not followed.
    private static final int DEEPEST = 64;
    private static final int MOST_FILES = 1_000_000;

    /// Is told how far it has come; called by several threads at once.
    public interface Watcher extends RemoteFolder.Watcher {
        /// A file is over.
        void done(String name, RemoteFolder.Result result);

        /// A file, or a folder, of several could not be copied; the others can.
        void failed(String name, IOException why);

        /// Something in a folder that is stored is no ordinary file, such as a link: it stays where it is.
        default void skipped(String name) {}
    }

    private record Pair(String remote, Path local) {}

    private interface Work {
        void on(Pair pair) throws IOException;
    }

    private final RemoteFolder remote;
    private final int atOnce;
    private final Watcher watcher;
    private final AtomicInteger failures = new AtomicInteger();

    /// @param atOnce files under way at once
    public FolderCopy(RemoteFolder remote, int atOnce, Watcher watcher) {
        this.remote = remote;
        this.atOnce = atOnce;
        this.watcher = watcher;
    }

    /// Fetches a file, or all that is in a folder.
    ///
    /// @param into the file or folder at this end; a file goes into a folder that is there
    /// @throws IOException when the connection is over, or when all else was tried and something has failed
    public void get(String path, Path into) throws IOException {
        var steps = FolderRoot.steps(path);
        List<RemoteFolder.Item> items;
        try {
            items = remote.list(path);
        } catch (FileFailure e) {
            if (e.status() != FileStatus.NOT_A_FOLDER) throw e;
            var file = Files.isDirectory(into) ? into.resolve(steps.getLast()) : into;
            watcher.done(path, remote.get(path, file, watcher));
            return;
        }
        var pairs = new ArrayList<Pair>();
        take(items, String.join("/", steps), into, pairs, 0);
        all(pairs, pair -> watcher.done(pair.remote, remote.get(pair.remote, pair.local, watcher)));
    }

    private void take(List<RemoteFolder.Item> items, String path, Path into, List<Pair> pairs, int depth) throws IOException {
        if (depth == DEEPEST) throw new IOException(Visible.of(path) + ": folders too deep");
        Files.createDirectories(into);
        for (var item : items) {
            String below = path.isEmpty() ? item.name() : path + "/" + item.name();
            try {
                // What the server calls it must not lead anywhere at this end.
                if (!FolderRoot.isName(item.name())) throw new FileFailure(FileStatus.REFUSED, below);
                var local = into.resolve(item.name());
                if (item.isFolder()) take(remote.list(below), below, local, pairs, depth + 1);
                else pairs.add(new Pair(below, local));
            } catch (InvalidPathException e) {
                failed(below, new IOException(Failure.reason(e)));
            } catch (FileFailure | FileSystemException e) {
                failed(below, e);
            }
            if (pairs.size() > MOST_FILES) throw new IOException("more than a million files");
        }
    }

    /// Stores a file, or all that is in a folder.
    ///
    /// @param path where it is to be
    /// @throws IOException when the connection is over, or when all else was tried and something has failed
    public void put(Path from, String path) throws IOException {
        // What the user names may be a link; what is found below it may not.
        var real = from.toRealPath();
        if (!Files.isDirectory(real)) {
            watcher.done(path, remote.put(real, path, watcher));
            return;
        }
        String above = String.join("/", FolderRoot.steps(path));
        var pairs = new ArrayList<Pair>();
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path local, BasicFileAttributes what) throws IOException {
                makeFolder(below(above, real.relativize(local)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path local, BasicFileAttributes what) {
                if (FolderRoot.isPart(local.getFileName().toString())) return FileVisitResult.CONTINUE;
                var pair = new Pair(below(above, real.relativize(local)), local);
                if (what.isRegularFile()) pairs.add(pair);
                else watcher.skipped(pair.remote);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path local, IOException e) {
                failed(below(above, real.relativize(local)), e);
                return FileVisitResult.CONTINUE;
            }
        });
        all(pairs, pair -> watcher.done(pair.remote, remote.put(pair.local, pair.remote, watcher)));
    }

    private void makeFolder(String path) throws IOException {
        try {
            if (!path.isEmpty()) remote.makeFolder(path);
        } catch (FileFailure e) {
            failed(path, e);
        }
    }

    private static String below(String above, Path relative) {
        var steps = new StringJoiner("/");
        if (!above.isEmpty()) steps.add(above);
        if (!relative.toString().isEmpty()) relative.forEach(step -> steps.add(step.toString()));
        return steps.toString();
    }

    private void failed(String name, IOException e) {
        failures.incrementAndGet();
        watcher.failed(name, e);
    }

    /// Does it for each file, several at once. One that fails holds up no other, but for the end of the connection.
    private void all(List<Pair> pairs, Work work) throws IOException {
        var places = new Semaphore(atOnce);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<?>>();
            for (var pair : pairs) {
                results.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        if (!isOver()) work.on(pair);
                    } catch (IOException e) {
                        if (!isOver()) failed(pair.remote, e);
                    } finally {
                        places.release();
                    }
                    return null;
                }));
            }
            for (var result : results) result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (isOver()) throw new IOException(remote.session().reason());
        if (failures.get() > 0) throw new IOException(Text.count(failures.get(), "file") + " could not be copied");
    }

    private boolean isOver() {
        return remote.session().reason() != null;
    }
}
