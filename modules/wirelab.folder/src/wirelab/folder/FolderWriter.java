package wirelab.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.kit.Bytes;

/// Makes the folder hold what a tree says, path by path. A file is replaced in one step by a whole one that is on the disk
/// already: at every moment, whatever happens, a path holds its old content or its new one. What was there is kept below
/// `.wirelab/versions` first. What somebody has put there meanwhile is never overwritten: it is moved out of the way.
///
/// All of it may be done again from any point on.
final class FolderWriter {
    static final String VERSIONS = FolderPath.RESERVED + "/versions";

    private final Volume volume;
    private final ContentStore contents;
    private final Conflicts conflicts;
    private final WhereContentIs where;
    /// Contents below `.wirelab/versions`.
    private final Set<Bytes> kept;
    /// Contents of old versions that have found a place in the folder again: they are not kept once more, which would be a
    /// second name of that file.
    private final Set<Bytes> placed = ConcurrentHashMap.newKeySet();
    private final boolean forces;
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    private final Set<String> passed = new HashSet<>();
    private final Map<FolderTree.Difference, IOException> failed = new ConcurrentHashMap<>();

    FolderWriter(Volume volume, ContentStore contents, Conflicts conflicts, WhereContentIs where, boolean forces) {
        this.volume = volume;
        this.contents = contents;
        this.conflicts = conflicts;
        this.where = where;
        kept = where.kept();
        this.forces = forces;
    }

    static String version(Bytes hash) {
        return VERSIONS + "/" + HexFormat.of().formatHex(hash.array());
    }

    /// Does all of it; it is on the disk when this returns.
    ///
    /// @param changes each path behind the folder that it is in
    /// @return what could not be done, and why; all else has been
    Map<FolderTree.Difference, IOException> bring(Collection<FolderTree.Difference> changes) throws IOException {
        // Whatever an attempt that was given up has left.
        passed.clear();
        failed.clear();
        placed.clear();
        var removed = new ArrayList<FolderTree.Difference>();
        var added = new ArrayList<FolderTree.Difference>();
        for (var change : changes) {
            if (change.before() != null && !isReplaced(change)) removed.add(change);
            if (change.after() != null) added.add(change);
        }
        contents.force(hashes(added));
        for (var change : added) keepOldOf(change);
        if (forces && touched.contains(VERSIONS)) volume.force(VERSIONS);
        for (var change : removed.reversed()) attempt(this::remove, change);
        var files = new ArrayList<FolderTree.Difference>();
        for (var change : added) {
            if (change.after() instanceof TreeNode.FolderNode) attempt(this::add, change);
            else files.add(change);
        }
        addFiles(files);
        // A folder may be closed to its own owner only when all is in it.
        for (var change : added.reversed()) {
            if (change.after() instanceof TreeNode.FolderNode folder) modeOf(change.path(), folder.mode());
        }
        force();
        return Map.copyOf(failed);
    }

    /// One path that cannot be written is no reason to leave out the others.
    private void attempt(Together.Work<FolderTree.Difference> step, FolderTree.Difference change) {
        try {
            step.with(change);
        } catch (IOException e) {
            failed.put(change, e);
        }
    }

    /// Returns when it is on the disk what stands at some paths.
    void force(Collection<String> paths) throws IOException {
        if (paths.isEmpty()) return;
        paths.forEach(this::touch);
        touched.add(VERSIONS);
        touched.add(ContentStore.FOLDER);
        force();
    }

    private void force() throws IOException {
        if (forces) Together.run(volume.threads(), List.copyOf(touched), this::forceFolder);
        touched.clear();
        passed.clear();
    }

    /// Whether one step makes the one of the other. Nothing does that for a folder and what is none: the path is empty in
    /// between.
    private static boolean isReplaced(FolderTree.Difference change) {
        boolean wasFolder = change.before() instanceof TreeNode.FolderNode;
        return change.after() != null && wasFolder == change.after() instanceof TreeNode.FolderNode;
    }

    private static List<Bytes> hashes(List<FolderTree.Difference> added) {
        var hashes = new ArrayList<Bytes>();
        for (var change : added) if (change.after() instanceof TreeNode.FileNode file) hashes.add(file.hash());
        return hashes;
    }

    private void forceFolder(String folder) throws IOException {
        if (volume.stat(folder) != null) volume.force(folder);
    }

    private void touch(String path) {
        touched.add(FolderPath.parent(path));
    }

    /// {@return what is at a path, if it is what was put there or is to be; if not, it is moved out of the way, and that is
    /// nothing}
    private Volume.Stat ours(FolderTree.Difference change) throws IOException {
        String path = change.path();
        if (change.before() == null && !volume.exists(path)) return null;
        var stat = volume.stat(path);
        if (stat == null || isStill(path, stat, change.before()) || isSame(path, stat, change.before())
                || isSame(path, stat, change.after())) {
            return stat;
        }
        conflicts.moveAway(path);
        touch(path);
        return null;
    }

    private boolean isStill(String path, Volume.Stat stat, TreeNode node) throws IOException {
        return switch (node) {
            case null -> false;
            case TreeNode.FolderNode _ -> stat.kind() == Volume.Kind.FOLDER;
            case TreeNode.LinkNode link -> stat.kind() == Volume.Kind.LINK && volume.target(path).equals(link.target());
            case TreeNode.FileNode file -> stat.isStill(file);
        };
    }

    /// As [#isStill], with the content in place of its time.
    private boolean isSame(String path, Volume.Stat stat, TreeNode node) throws IOException {
        return node instanceof TreeNode.FileNode file ? stat.kind() == Volume.Kind.FILE && stat.size() == file.size()
                && Hashing.file(volume, path, null).hash().equals(file.hash()) : isStill(path, stat, node);
    }

    /// {@return whether a path holds a node, or nothing; then it gets the node's mode and time as well}
    boolean finish(String path, TreeNode node) throws IOException {
        var stat = volume.stat(path);
        if (stat == null) return node == null;
        if (!isSame(path, stat, node)) return false;
        if (node instanceof TreeNode.FileNode file) attributes(path, file, stat);
        if (node instanceof TreeNode.FolderNode folder) modeOf(path, folder.mode());
        return true;
    }

    /// The folders on the way are there, and are no links that lead elsewhere.
    private synchronized void way(String folder) throws IOException {
        if (folder.isEmpty() || !passed.add(folder)) return;
        way(FolderPath.parent(folder));
        var stat = volume.stat(folder);
        if (stat != null && stat.kind() == Volume.Kind.FOLDER) return;
        if (stat != null) conflicts.moveAway(folder);
        volume.folder(folder);
        touch(folder);
    }

    private void remove(FolderTree.Difference change) throws IOException {
        String path = change.path();
        var stat = ours(change);
        if (stat == null) return;
        touch(path);
        switch (change.before()) {
            case TreeNode.FileNode file -> {
                volume.move(path, version(file.hash()));
                kept.add(file.hash());
                touched.add(VERSIONS);
            }
            case TreeNode.LinkNode _ -> volume.delete(path);
            // What nobody replicates, or somebody has just put there, is in it.
            case TreeNode.FolderNode _ when !volume.list(path).isEmpty() -> conflicts.moveAway(path);
            case TreeNode.FolderNode _ -> volume.delete(path);
        }
    }

    private void add(FolderTree.Difference change) throws IOException {
        String path = change.path();
        way(FolderPath.parent(path));
        var stat = ours(change);
        switch (change.after()) {
            case TreeNode.FolderNode _ -> {
                if (stat != null) break;
                volume.folder(path);
                touch(path);
            }
            case TreeNode.LinkNode link -> {
                if (stat != null && isStill(path, stat, link)) break;
                String fresh = ContentStore.FOLDER + "/link";
                volume.delete(fresh);
                volume.link(fresh, link.target());
                if (stat != null) keepOld(path, change.before());
                volume.move(fresh, path);
                touched.add(ContentStore.FOLDER);
                touch(path);
            }
            case TreeNode.FileNode file -> {
                boolean isOld = stat != null && isStill(path, stat, change.before());
                boolean isThere = isOld ? file.hasContentOf(change.before()) : stat != null && isSame(path, stat, file);
                if (isThere) attributes(path, file, stat);
                else place(path, file, stat == null ? null : change.before());
            }
        }
    }

    private void attributes(String path, TreeNode.FileNode file, Volume.Stat stat) throws IOException {
        if (stat.mode() != file.mode()) volume.mode(path, file.mode());
        if (stat.modified() != file.modified()) volume.modified(path, file.modified());
    }

    private void modeOf(String folder, int mode) throws IOException {
        var stat = volume.stat(folder);
        if (stat != null && stat.kind() == Volume.Kind.FOLDER && stat.mode() != mode) volume.mode(folder, mode);
    }

    /// What is replaced is kept before; the power may go in between.
    private void keepOldOf(FolderTree.Difference change) throws IOException {
        if (!(change.before() instanceof TreeNode.FileNode file) || !isReplaced(change)) return;
        if (file.hasContentOf(change.after())) return;
        var stat = volume.stat(change.path());
        if (stat != null && stat.isStill(file)) keepOld(change.path(), file);
    }

    /// Files and links have to do with each other only where they have one content: those come last, one by one.
    private void addFiles(List<FolderTree.Difference> files) throws IOException {
        var hashes = new HashSet<Bytes>();
        var last = new ArrayList<FolderTree.Difference>();
        var first = new ArrayList<FolderTree.Difference>();
        for (var change : files) {
            boolean isAlone = change.after() instanceof TreeNode.FileNode file && hashes.add(file.hash());
            (isAlone ? first : last).add(change);
        }
        Together.run(volume.threads(), first, change -> attempt(this::add, change));
        for (var change : last) attempt(this::add, change);
    }

    private void keepOld(String path, TreeNode old) throws IOException {
        if (!(old instanceof TreeNode.FileNode file) || placed.contains(file.hash()) || !kept.add(file.hash())) return;
        volume.delete(version(file.hash()));
        volume.name(path, version(file.hash()));
        touched.add(VERSIONS);
    }

    private void place(String path, TreeNode.FileNode file, TreeNode old) throws IOException {
        String fresh = ContentStore.path(file.hash());
        if (!contents.isStaged(file.hash())) fresh = source(path, file);
        attributes(fresh, file, volume.stat(fresh));
        keepOld(path, old);
        boolean isVersion = fresh.equals(version(file.hash()));
        if (isVersion) placed.add(file.hash());
        volume.move(fresh, path);
        touched.add(FolderPath.parent(fresh));
        touch(path);
        if (isVersion) kept.remove(file.hash());
        else contents.taken(file.hash());
    }

    /// {@return where a whole file with a content is that may be moved to its place: an old version, or a copy}
    private String source(String path, TreeNode.FileNode file) throws IOException {
        var old = volume.stat(version(file.hash()));
        if (old != null && Hashing.file(volume, version(file.hash()), null).hash().equals(file.hash())) {
            return version(file.hash());
        }
        for (String other : where.paths(file.hash())) {
            if (Hashing.copy(volume, other, contents, file)) {
                contents.force(List.of(file.hash()));
                return ContentStore.path(file.hash());
            }
        }
        // Somebody has edited each of them, or the disk has lost it.
        if (where.lost(file.hash())) volume.delete(version(file.hash()));
        throw new MissingContentException(file.hash(), path);
    }
}
