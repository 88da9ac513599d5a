package wirelab.rudpfiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
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
    }

    private record Pair(String remote, Path local) {}

    private final RemoteFolder remote;
    private final int atOnce;
    private final Watcher watcher;

    /// @param atOnce files under way at once
    public FolderCopy(RemoteFolder remote, int atOnce, Watcher watcher) {
        this.remote = remote;
        this.atOnce = atOnce;
        this.watcher = watcher;
    }

    /// Fetches a file, or all that is in a folder.
    ///
    /// @param into the file or folder at this end
    public void get(String path, Path into) throws IOException {
        var pairs = new ArrayList<Pair>();
        try {
            find(path, into, pairs, 0);
        } catch (FileFailure e) {
            if (e.status() != FileStatus.NOT_A_FOLDER) throw e;
            pairs.add(new Pair(path, into));
        }
        all(pairs, pair -> watcher.done(pair.remote, remote.get(pair.remote, pair.local, watcher)));
    }

    private void find(String path, Path into, List<Pair> pairs, int depth) throws IOException {
        var items = remote.list(path);
        if (depth == DEEPEST) throw new IOException(Visible.of(path) + ": folders too deep");
        Files.createDirectories(into);
        for (var item : items) {
            // What the server calls it must not lead anywhere at this end.
            if (FolderRoot.steps(item.name()).size() != 1 || item.name().startsWith("/")) {
                throw new IOException("the server names a file " + Visible.of(item.name()));
            }
            String below = path.isEmpty() ? item.name() : path + "/" + item.name();
            if (item.isFolder()) find(below, into.resolve(item.name()), pairs, depth + 1);
            else pairs.add(new Pair(below, into.resolve(item.name())));
            if (pairs.size() > MOST_FILES) throw new IOException("more than a million files");
        }
    }

    /// Stores a file, or all that is in a folder.
    ///
    /// @param path where it is to be
    public void put(Path from, String path) throws IOException {
        var pairs = new ArrayList<Pair>();
        if (Files.isDirectory(from)) {
            try (var files = Files.walk(from)) {
                files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).forEach(file -> {
                    String below = from.relativize(file).toString().replace('\\', '/');
                    pairs.add(new Pair(path.isEmpty() ? below : path + "/" + below, file));
                });
            }
        } else {
            // What the user names may be a link; what the server finds may not.
            pairs.add(new Pair(path, Files.isSymbolicLink(from) ? from.toRealPath() : from));
        }
        all(pairs, pair -> watcher.done(pair.remote, remote.put(pair.local, pair.remote, watcher)));
    }

    private interface Work {
        void on(Pair pair) throws IOException;
    }

    private void all(List<Pair> pairs, Work work) throws IOException {
        var places = new Semaphore(atOnce);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<?>>();
            for (var pair : pairs) {
                results.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        work.on(pair);
                        return null;
                    } finally {
                        places.release();
                    }
                }));
            }
            for (var result : results) result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) throw cause;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
