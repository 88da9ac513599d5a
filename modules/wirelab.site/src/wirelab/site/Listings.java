package wirelab.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.http.Accept;
import wirelab.http.Page;
import wirelab.http.RequestHead;

/// Listings, of which those of large folders are made once for all who ask at about the same time: to make one of 10,000
/// files takes tens of milliseconds, and whoever asks in a loop would have them all.
///
/// A large one is good as long as nothing is put into its folder or taken out, and for twenty times what it took to make,
/// one second at least. Until then a file in it may have grown without the page saying so.
final class Listings {
    /// Smaller ones cost hardly more than to look whether they are still good.
    private static final int LARGE = 250;
    /// Pages that are kept.
    private static final int KEPT = 16;
    private static final long SECOND = 1_000_000_000;
    private static final int TIMES = 20;

    private record Key(Path folder, List<String> names, boolean json, String sort, String order) {}

    private record Kept(FileStamp stamp, Page page, long until) {}

    private final Tree tree;
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > KEPT;
        }
    };
    private final Map<Path, ReentrantLock> large = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, ReentrantLock> eldest) {
            return size() > KEPT;
        }
    };

    Listings(Tree tree) {
        this.tree = tree;
    }

    Page page(Path folder, List<String> names, RequestHead request, String query) throws IOException {
        var key = new Key(folder, names, Accept.prefersJson(request.headers()), Listing.sort(query), Listing.order(query));
        ReentrantLock lock;
        synchronized (kept) {
            lock = large.get(folder);
        }
        if (lock == null) return make(key, request, query);
        lock.lock();
        try {
            Kept page;
            synchronized (kept) {
                page = kept.get(key);
            }
            boolean good = page != null && System.nanoTime() - page.until < 0 && FileStamp.of(folder).equals(page.stamp);
            return good ? page.page : make(key, request, query);
        } finally {
            lock.unlock();
        }
    }

    private Page make(Key key, RequestHead request, String query) throws IOException {
        long began = System.nanoTime();
        var stamp = FileStamp.of(key.folder);
        var listing = Listing.of(tree, key.folder, key.names);
        int size = listing.size();
        var page = listing.page(request, query);
        synchronized (kept) {
            if (size < LARGE) {
                large.remove(key.folder);
                return page;
            }
            large.computeIfAbsent(key.folder, _ -> new ReentrantLock());
            long now = System.nanoTime();
            kept.put(key, new Kept(stamp, page, now + Math.max(SECOND, TIMES * (now - began))));
        }
        return page;
    }
}
