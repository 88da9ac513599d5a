package wirelab.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import wirelab.kit.Journal;
import wirelab.kit.Text;

/// A folder in memory that may lose its power, as bad as a disk may be. What was done to names and not forced is there or is
/// not, in any order that could have been; a move is one step, which is sure when both folders were forced. The time of a
/// file is on the disk when it or its folder was forced, as with file systems that have a journal; its mode at once.
///
/// Not for several threads at once.
public final class ModelVolume implements Volume {
    /// The power is gone in the middle of a call.
    public static final class Halted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Halted(String call) {
            super("halted before " + call);
        }
    }

    /// Something done to names.
    ///
    /// @param paths that it is about
    /// @param unforced folders that must be forced still
    private record Step(Set<String> paths, Set<String> unforced, Consumer<NavigableMap<String, ModelFile>> action) {
        boolean needs(Step earlier) {
            for (String path : paths) for (String other : earlier.paths) {
                if (path.equals(other) || FolderPath.isBelow(path, other) || FolderPath.isBelow(other, path)) return true;
            }
            return false;
        }
    }

    private static final ModelFile ROOT = new ModelFile(Kind.FOLDER, null, 0);

    private final NavigableMap<String, ModelFile> names = new TreeMap<>();
    private final NavigableMap<String, ModelFile> durable = new TreeMap<>();
    private final List<Step> pending = new ArrayList<>();
    private long clock;
    private long calls;
    private long haltAt = Long.MAX_VALUE;
    private boolean full;

    /// An empty one.
    public ModelVolume() {}

    /// {@return how many calls there were that change or force something}
    public long calls() {
        return calls;
    }

    /// Lets the power be gone before a call that is to come: 1 for the next one.
    public void haltBefore(long call) {
        haltAt = calls + call;
    }

    /// Nothing more can be written, or it can again.
    public void full(boolean isFull) {
        full = isFull;
    }

    /// The process is gone, and what it did is there: nothing is lost, and calls are answered again.
    public void kill() {
        haltAt = Long.MAX_VALUE;
    }

    /// Takes the power away, and gives it back: what is left was on the disk.
    ///
    /// @param random which of what was not forced is there all the same
    public void crash(RandomGenerator random) {
        haltAt = Long.MAX_VALUE;
        full = false;
        var lost = new ArrayList<Step>();
        for (var step : pending) {
            if (random.nextBoolean() || lost.stream().anyMatch(step::needs)) lost.add(step);
            else step.action.accept(durable);
        }
        pending.clear();
        new HashSet<>(durable.values()).forEach(file -> file.lose(random));
        names.clear();
        names.putAll(durable);
    }

    private void call(String what) throws IOException {
        if (++calls >= haltAt) throw new Halted(what);
        clock += 1_000_000;
    }

    private void step(Consumer<NavigableMap<String, ModelFile>> action, String... paths) {
        action.accept(names);
        var folders = new HashSet<String>();
        for (String path : paths) folders.add(FolderPath.parent(path));
        pending.add(new Step(Set.of(paths), folders, action));
    }

    private void make(String path, ModelFile file) throws IOException {
        call("making " + path);
        if (full) throw new IOException("No space left on device");
        if (names.containsKey(path)) throw new FileAlreadyExistsException(path);
        needFolder(path);
        step(map -> map.put(path, file), path);
    }

    private void needFolder(String path) throws IOException {
        String parent = FolderPath.parent(path);
        if (parent.isEmpty()) return;
        var folder = names.get(parent);
        if (folder == null) throw new NoSuchFileException(path);
        if (folder.kind != Kind.FOLDER) throw new NotDirectoryException(parent);
    }

    private ModelFile need(String path) throws NoSuchFileException {
        var file = names.get(path);
        if (file == null) throw new NoSuchFileException(path);
        return file;
    }

    @Override
    public Stat stat(String path) {
        var file = path.isEmpty() ? ROOT : names.get(path);
        return file == null ? null : file.stat();
    }

    private static SortedMap<String, ModelFile> below(NavigableMap<String, ModelFile> map, String folder) {
        return folder.isEmpty() ? map : map.subMap(folder + "/", folder + "0");
    }

    @Override
    public SortedMap<String, Stat> list(String folder) {
        var found = new TreeMap<String, Stat>();
        below(names, folder).forEach((path, file) -> {
            if (FolderPath.parent(path).equals(folder)) found.put(FolderPath.name(path), file.stat());
        });
        return found;
    }

    @Override
    public Journal.Storage open(String path, boolean create) throws IOException {
        if (create) make(path, new ModelFile(Kind.FILE, null, clock));
        return new Handle(path, need(path));
    }

    @Override
    public Journal.Storage read(String path) throws IOException {
        return new Handle(path, need(path));
    }

    @Override
    public void folder(String path) throws IOException {
        make(path, new ModelFile(Kind.FOLDER, null, clock));
    }

    @Override
    public void link(String path, String target) throws IOException {
        make(path, new ModelFile(Kind.LINK, target, clock));
    }

    @Override
    public String target(String path) throws IOException {
        return need(path).target;
    }

    @Override
    public void name(String file, String second) throws IOException {
        make(second, need(file));
    }

    @Override
    public void move(String from, String to) throws IOException {
        call("moving " + from);
        need(from);
        needFolder(to);
        if (!below(names, to).isEmpty()) throw new DirectoryNotEmptyException(to);
        step(map -> move(map, from, to), from, to);
    }

    private static void move(NavigableMap<String, ModelFile> map, String from, String to) {
        var moved = new TreeMap<String, ModelFile>();
        below(map, from).forEach((path, file) -> moved.put(to + path.substring(from.length()), file));
        below(map, from).clear();
        map.put(to, map.remove(from));
        map.putAll(moved);
    }

    @Override
    public void delete(String path) throws IOException {
        call("deleting " + path);
        if (!names.containsKey(path)) return;
        if (!below(names, path).isEmpty()) throw new DirectoryNotEmptyException(path);
        step(map -> map.remove(path), path);
    }

    @Override
    public void mode(String path, int mode) throws IOException {
        call("changing the mode of " + path);
        need(path).mode = mode;
    }

    @Override
    public void modified(String path, long time) throws IOException {
        call("changing the time of " + path);
        need(path).modified = time;
    }

    @Override
    public void force(String folder) throws IOException {
        call("forcing the folder " + folder);
        for (String name : list(folder).keySet()) names.get(FolderPath.in(folder, name)).forceTime();
        for (var step : pending) step.unforced.remove(folder);
        for (int i = pending.size() - 1; i >= 0; i--) {
            if (pending.get(i).unforced.isEmpty()) {
                for (int j = i - 1; j >= 0; j--) if (pending.get(i).needs(pending.get(j))) pending.get(j).unforced.clear();
            }
        }
        for (var steps = pending.iterator(); steps.hasNext(); ) {
            var step = steps.next();
            if (!step.unforced.isEmpty()) continue;
            step.action.accept(durable);
            steps.remove();
        }
    }

    private final class Handle implements Journal.Storage {
        private final String path;
        private final ModelFile file;

        Handle(String path, ModelFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public long size() {
            return file.current.length;
        }

        @Override
        public int read(ByteBuffer into, long at) {
            if (at >= file.current.length) return -1;
            int count = (int) Math.min(into.remaining(), file.current.length - at);
            into.put(file.current, (int) at, count);
            return count;
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            call("writing " + path);
            if (full) throw new IOException("No space left on device");
            var bytes = new byte[from.remaining()];
            from.get(bytes);
            file.write(at, bytes);
            file.modified = clock;
            return bytes.length;
        }

        @Override
        public void truncate(long size) throws IOException {
            call("truncating " + path);
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            call("forcing " + path);
            file.force();
        }

        @Override
        public void close() {
            // Nothing is forced by it.
        }
    }

    @Override
    public String toString() {
        return "folder in memory, " + Text.count(names.size(), "path") + ", "
                + Text.count(pending.size(), "change") + " of names not forced";
    }
}
