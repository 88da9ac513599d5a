package wirelab.site;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Files that were asked for lately, within a limit of memory.
///
/// There are two generations: what is asked for is in the young one, or comes back into it; when that is half the limit,
/// it becomes the old one and what was old is forgotten. So nobody keeps a list in order, and what is often asked for stays.
final class FileCache {
    private final long limit;
    private volatile Generation young = new Generation();
    private volatile Generation old = new Generation();

    private static final class Generation {
        final Map<String, ServedFile> files = new ConcurrentHashMap<>();
        final AtomicLong weight = new AtomicLong();
    }

    /// @param limit in bytes; 0 holds nothing
    FileCache(long limit) {
        this.limit = limit;
    }

    ServedFile get(String key) {
        var file = young.files.get(key);
        if (file != null) return file;
        file = old.files.get(key);
        if (file != null) put(key, file);
        return file;
    }

    void put(String key, ServedFile file) {
        if (file.weight() > limit / 2) return;
        var generation = young;
        var before = generation.files.put(key, file);
        long weight = generation.weight.addAndGet(file.weight() - (before == null ? 0 : before.weight()));
        if (weight > limit / 2) turn(generation);
    }

    private synchronized void turn(Generation full) {
        if (young != full) return;
        old = full;
        young = new Generation();
    }

    void remove(String key) {
        var file = young.files.remove(key);
        if (file != null) young.weight.addAndGet(-file.weight());
        old.files.remove(key);
    }

    /// How much memory is taken, about.
    long weight() {
        return young.weight.get() + old.weight.get();
    }
}
