package wirelab.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import wirelab.kit.Bytes;

/// Keeps a folder equal to a tree that somebody else decides, and tells what people change in it behind his back.
///
/// ```
/// try (var keeper = FolderKeeper.open(Path.of("docs"), KeeperOptions.DEFAULTS)) {
///     try (var staging = keeper.contents().stage(hash, 5)) { … staging.write(bytes, 0); staging.complete(); }
///     keeper.bring(FolderTree.EMPTY.put("plan", new FileNode(hash, 5, 0644, time)));
///     keeper.edits();          // what somebody has edited since
/// }
/// ```
///
/// For several threads, one after the other; contents may be read and staged meanwhile.
public final class FolderKeeper implements AutoCloseable {
    /// What was changed together is written together, so that neither memory nor what is redone after a crash grows.
    private static final int TOGETHER = 20_000;

    private final Volume volume;
    private final KeeperOptions options;
    private final LongSupplier millis;
    private final History history;
    private final WhereContentIs where = new WhereContentIs();
    private final ContentStore contents;
    private final Conflicts conflicts;
    private final FolderWriter writer;
    private final FolderScan scan;
    private final Scrub scrub;
    private final FolderMarker marker;
    private final Closeable lock;

    private FolderKeeper(Volume volume, KeeperOptions options, LongSupplier millis, Closeable lock) throws IOException {
        this.volume = volume;
        this.options = options;
        this.millis = millis;
        this.lock = lock;
        marker = FolderMarker.open(volume);
        history = History.open(volume, options);
        history.held().forEach(where::put);
        if (volume.stat(FolderWriter.VERSIONS) == null) volume.folder(FolderWriter.VERSIONS);
        for (String name : volume.list(FolderWriter.VERSIONS).keySet()) where.keep(name);
        contents = ContentStore.open(volume, options, where::paths);
        conflicts = new Conflicts(volume, millis);
        writer = new FolderWriter(volume, contents, conflicts, where, options.forces());
        scan = new FolderScan(volume, options.ignored());
        scrub = new Scrub(volume, scan);
        volume.force(FolderPath.RESERVED);
        settle();
    }

    /// Opens a folder; one that is not kept yet becomes so, with what is in it.
    ///
    /// @throws MarkerGoneException when it was kept, and its marker is gone
    /// @throws IOException when it cannot be used, or another process does
    public static FolderKeeper open(Path folder, KeeperOptions options) throws IOException {
        var volume = new RealVolume(folder);
        reserve(volume);
        var lock = volume.lock(FolderPath.RESERVED + "/lock");
        try {
            return new FolderKeeper(volume, options, System::currentTimeMillis, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// Opens a folder that may be a model.
    public static FolderKeeper open(Volume volume, KeeperOptions options) throws IOException {
        return open(volume, options, System::currentTimeMillis);
    }

    /// As above, with another clock.
    ///
    /// @param millis since 1970, for versions and conflict copies
    static FolderKeeper open(Volume volume, KeeperOptions options, LongSupplier millis) throws IOException {
        reserve(volume);
        return new FolderKeeper(volume, options, millis, () -> {});
    }

    private static void reserve(Volume volume) throws IOException {
        if (volume.stat(FolderPath.RESERVED) != null) return;
        volume.folder(FolderPath.RESERVED);
        volume.force(FolderPath.ROOT);
    }

    /// Checks that the folder is still the one that was opened.
    ///
    /// @throws MarkerGoneException when it is not: whatever seems to be gone from it is on a disk that is not there
    public void checkMarker() throws IOException {
        marker.check();
    }

    /// What a batch that was interrupted has not changed yet stands as before.
    private void settle() throws IOException {
        var back = new ArrayList<History.Change>();
        var held = history.held();
        for (var entry : history.unsure().entrySet()) {
            if (writer.finish(entry.getKey(), held.get(entry.getKey()))) continue;
            // Nothing is there in between when a folder takes the place of a file, or the other way round.
            for (var node : Arrays.asList(entry.getValue(), null)) {
                if (!writer.finish(entry.getKey(), node)) continue;
                back.add(new History.Change(entry.getKey(), node));
                break;
            }
        }
        // Whoever was killed had not forced it.
        writer.force(history.unsure().keySet());
        history.settled();
        if (!back.isEmpty()) write(back, true);
        history.settled();
    }

    /// @param back whether that was written down as done and was not
    private void write(List<History.Change> changes, boolean back) throws IOException {
        var before = history.held();
        history.write(millis.getAsLong(), changes, back);
        for (var change : changes) {
            where.remove(change.path(), before.get(change.path()));
            if (change.node() != null) where.put(change.path(), change.node());
        }
    }

    /// {@return the folder of this machine}
    Path folder() {
        if (volume instanceof RealVolume real) return real.root();
        throw new IllegalStateException("a folder in memory cannot be watched");
    }

    /// {@return contents by their hash}
    public ContentStore contents() {
        return contents;
    }

    /// {@return what the folder holds, as far as is known}
    public synchronized FolderTree held() {
        return history.held();
    }

    /// {@return hashes of the contents that must be staged before the folder can be brought to a tree}
    public synchronized Set<Bytes> missing(FolderTree wanted) {
        return missing(history.held().differences(wanted));
    }

    private Set<Bytes> missing(List<FolderTree.Difference> changes) {
        var missing = new HashSet<Bytes>();
        for (var difference : changes) {
            if (difference.after() instanceof TreeNode.FileNode file && !file.hasContentOf(difference.before())
                    && !contents.has(file.hash())) {
                missing.add(file.hash());
            }
        }
        return missing;
    }

    /// Makes the folder hold what a tree says; that is on the disk when this returns. It may be called again after any
    /// failure.
    ///
    /// @throws MissingContentException when a content is not here
    /// @throws IOException when something cannot be written; all else has been, then
    public synchronized void bring(FolderTree wanted) throws IOException {
        bring(wanted, Set.of());
    }

    /// As above, but for files whose content is one of some: what stands there stays, and keeps nothing else waiting.
    public synchronized void bring(FolderTree wanted, Set<Bytes> leftOut) throws IOException {
        checkMarker();
        if (!history.unsure().isEmpty()) settle();
        var changes = history.held().differences(wanted).stream()
                .filter(it -> !(it.after() instanceof TreeNode.FileNode file && leftOut.contains(file.hash()))).toList();
        if (changes.isEmpty()) return;
        var missing = missing(changes);
        for (var change : changes) {
            if (change.after() instanceof TreeNode.FileNode file && missing.contains(file.hash())) {
                throw new MissingContentException(file.hash(), change.path());
            }
        }
        write(changes.stream().map(it -> new History.Change(it.path(), it.after())).toList(), false);
        var failed = writer.bring(changes);
        var back = new ArrayList<History.Change>();
        for (var change : failed.keySet()) {
            back.add(new History.Change(change.path(), volume.exists(change.path()) ? change.before() : null));
        }
        if (!back.isEmpty()) write(back, true);
        history.settled();
        history.compact();
        purge(changes);
        if (!failed.isEmpty()) throw failed.values().iterator().next();
    }

    private void purge(List<FolderTree.Difference> changes) throws IOException {
        for (var change : changes) {
            if (change.before() instanceof TreeNode.FileNode file) forgetUnlessKept(file.hash());
        }
    }

    private void forgetUnlessKept(Bytes hash) throws IOException {
        if (!history.keeps(hash) && where.kept().remove(hash)) volume.delete(FolderWriter.version(hash));
    }

    /// Forgets versions that have stayed as long as was asked.
    public synchronized void expire() throws IOException {
        history.expire(millis.getAsLong());
        for (var hash : Set.copyOf(where.kept())) forgetUnlessKept(hash);
    }

    /// {@return what stood at a path before, the oldest first}
    public synchronized List<Version> versions(String path) {
        return history.versions(path);
    }

    /// Looks at the whole folder for edits; one counts when two looks have found the same.
    ///
    /// @throws MarkerGoneException when the folder is not the one that was opened
    public synchronized FolderLook look() throws IOException {
        checkMarker();
        var found = scan.all(history.held());
        checkMarker();
        return found;
    }

    /// As [#look()], at some paths alone, and at what is directly in those that are folders.
    public synchronized FolderLook look(Set<String> paths) throws IOException {
        checkMarker();
        var found = scan.some(history.held(), paths);
        checkMarker();
        return found;
    }

    /// Reads files that seem not to have changed, from where it came to last time, and tells which are rotten.
    ///
    /// @param most bytes to be read, more or less
    public synchronized List<FolderEdit> scrub(long most) throws IOException {
        checkMarker();
        return scrub.some(history.held(), most);
    }

    /// {@return paths that cannot be taken up: what other systems cannot hold, devices, links that lead elsewhere}
    public synchronized Set<String> unusable() {
        return scan.unusable();
    }

    /// Stages a content.
    ///
    /// @return a file that has it
    public TreeNode.FileNode stage(byte[] content, int mode) throws IOException {
        var hash = Bytes.wrap(TreeNode.sha256().digest(content));
        try (var staging = contents.stage(hash, content.length)) {
            staging.write(ByteBuffer.wrap(content), 0);
            staging.complete();
        }
        return new TreeNode.FileNode(hash, content.length, mode, 1_000_000 * millis.getAsLong());
    }

    /// Stages what somebody has edited, so that it can be told to others.
    ///
    /// @return whether it is still what was found
    public boolean stage(FolderEdit edit) throws IOException {
        return !(edit.found() instanceof TreeNode.FileNode file) || Hashing.copy(volume, edit.path(), contents, file);
    }

    /// Takes edits for what the folder holds; whoever wants something else [brings][#bring] it, and what was edited becomes an
    /// old version then.
    ///
    /// @param copies whether it is kept as a conflict copy as well
    public synchronized void accept(List<FolderEdit> edits, boolean copies) throws IOException {
        checkMarker();
        for (var edit : edits) {
            if (copies && edit.found() instanceof TreeNode.FileNode) conflicts.copy(edit.path());
        }
        for (int from = 0; from < edits.size(); from += TOGETHER) {
            var some = edits.subList(from, Math.min(edits.size(), from + TOGETHER));
            write(some.stream().map(it -> new History.Change(it.path(), it.found())).toList(), false);
        }
        history.settled();
    }

    /// {@return paths, below the folder, of what was put out of the way}
    public synchronized List<String> conflicts() throws IOException {
        return conflicts.list();
    }

    @Override
    public synchronized void close() throws IOException {
        history.close();
        lock.close();
    }

    @Override
    public String toString() {
        return volume + ", " + history.held();
    }
}
