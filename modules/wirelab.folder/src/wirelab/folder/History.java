package wirelab.folder;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Journal;
import wirelab.kit.ProtocolViolation;

/// What the folder holds as far as its keeper knows, and what it held before, in a journal: `.wirelab/history-N`. What is
/// about to be changed is written down first; so after a crash it is known of each path what may stand there, and anything
/// else is somebody's edit.
///
/// A journal begins with the whole state, and a new one is begun when the old one has grown: records of kind 1 (each path, its
/// node) and 2 (each version: path, when u64, node), then 3, then for each batch records of kind 4 (5 where one is taken
/// back): batch u64 and for each change when u64, path, 1 and the node or 0 for nothing. A path stands behind its length u16.
///
/// Not for several threads at once.
final class History implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("history-([0-9]{1,18})");
    /// A journal that has grown by so much, and has doubled, begins anew.
    private static final long GROWTH = 4 << 20;

    /// Bytes of a record, more or less: a write for each path takes long.
    private static final int RECORD = 1 << 16;

    /// A path and what is to stand there.
    ///
    /// @param node `null` for nothing
    record Change(String path, TreeNode node) {}

    private final Volume volume;
    private final KeeperOptions options;
    private Journal journal;
    private long generation;
    private long begun;
    private long batch;
    private boolean whole;
    private Treap held;
    private final Map<String, Deque<Version>> versions = new HashMap<>();
    private final Map<Bytes, Integer> kept = new HashMap<>();
    /// What stood, before the last batch, at the paths of it; until it is settled.
    private final Map<String, TreeNode> unsure = new LinkedHashMap<>();

    private History(Volume volume, KeeperOptions options) {
        this.volume = volume;
        this.options = options;
    }

    static History open(Volume volume, KeeperOptions options) throws IOException {
        var history = new History(volume, options);
        var generations = new ArrayList<Long>();
        for (String name : volume.list(FolderPath.RESERVED).keySet()) {
            var match = NAME.matcher(name);
            if (match.matches()) generations.add(Long.parseLong(match.group(1)));
        }
        generations.sort(null);
        for (long generation : generations.reversed()) {
            if (history.journal == null && history.read(generation)) continue;
            volume.delete(file(generation));
            history.generation = Math.max(history.generation, generation);
        }
        if (history.journal == null) history.begin();
        return history;
    }

    private static String file(long generation) {
        return FolderPath.RESERVED + "/history-" + generation;
    }

    /// {@return whether its beginning is whole}
    private boolean read(long number) throws IOException {
        var opened = Journal.open(file(number), volume.open(file(number), false), this::record);
        if (!whole) {
            opened.close();
            forget();
            return false;
        }
        journal = opened;
        generation = number;
        begun = opened.size();
        return true;
    }

    private void forget() {
        held = null;
        versions.clear();
        kept.clear();
        unsure.clear();
    }

    private void record(byte[] bytes) throws IOException {
        var in = new FieldReader(bytes);
        int kind = in.u8("kind");
        if (kind < 1 || kind > 5 || kind < 4 == whole) throw new ProtocolViolation("kind", 0, kind + " is not expected here");
        if (kind == 3) whole = true;
        if (kind > 3) {
            long number = in.u64("batch");
            if (number != batch) unsure.clear();
            batch = number;
        }
        while (in.remaining() > 0) {
            switch (kind) {
                case 1 -> held = Treap.put(held, Treap.one(path(in), TreeNode.read(in)));
                case 2 -> keep(version(in));
                case 4, 5 -> change(in, kind == 5);
                default -> in.end();
            }
        }
    }

    private static Version version(FieldReader in) throws ProtocolViolation {
        String path = path(in);
        long when = in.u64("when");
        if (TreeNode.read(in) instanceof TreeNode.FileNode file) return new Version(path, when, file);
        throw new ProtocolViolation("node", 0, "is no file");
    }

    private void change(FieldReader in, boolean back) throws ProtocolViolation {
        long when = in.u64("when");
        String path = path(in);
        int at = in.offset();
        int present = in.u8("present");
        if (present > 1) throw new ProtocolViolation("present", at, present + " is neither 0 nor 1");
        change(when, new Change(path, present == 0 ? null : TreeNode.read(in)), back);
    }

    private static String path(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        try {
            return FolderPath.check(in.sizedText("path", 2, FolderPath.MOST_BYTES));
        } catch (TreeException e) {
            throw new ProtocolViolation("path", at, e.getMessage());
        }
    }

    private void change(long when, Change change, boolean back) {
        String key = FolderPath.key(change.path);
        var found = Treap.get(held, key);
        var before = found != null && found.path.equals(change.path) ? found.node : null;
        unsure.putIfAbsent(change.path, before);
        // A path that only clashes is another one, which goes by a change of its own.
        if (change.node != null) held = Treap.put(held, Treap.one(change.path, change.node));
        else if (before != null) held = Treap.without(held, key, key + '\0');
        if (back) unkeep(change);
        else if (before instanceof TreeNode.FileNode file && !file.hasContentOf(change.node)) {
            keep(new Version(change.path, when, file));
        }
    }

    /// What stands there still is no version from before.
    private void unkeep(Change change) {
        var all = versions.get(change.path);
        if (all == null || all.isEmpty() || !all.getLast().file().equals(change.node)) return;
        drop(all.removeLast());
    }

    private void keep(Version version) {
        if (options.keepFor().isZero()) return;
        var all = versions.computeIfAbsent(version.path(), _ -> new ArrayDeque<>());
        all.addLast(version);
        kept.merge(version.file().hash(), 1, Integer::sum);
        while (all.size() > options.mostVersions()) drop(all.removeFirst());
    }

    private void drop(Version version) {
        kept.computeIfPresent(version.file().hash(), (_, count) -> count == 1 ? null : count - 1);
    }

    /// Versions that have stayed long enough are forgotten.
    void expire(long now) {
        for (var all : versions.values()) {
            while (!all.isEmpty() && all.getFirst().when() < now - options.keepFor().toMillis()) drop(all.removeFirst());
        }
        versions.values().removeIf(Deque::isEmpty);
    }

    FolderTree held() {
        return new FolderTree(held);
    }

    /// {@return what stood before at the paths of a batch that may have been interrupted}
    Map<String, TreeNode> unsure() {
        return unsure;
    }

    /// The last batch has been done.
    void settled() {
        unsure.clear();
    }

    /// {@return versions of a path, the oldest first}
    List<Version> versions(String path) {
        return List.copyOf(versions.getOrDefault(path, new ArrayDeque<>()));
    }

    /// {@return whether a version has this content}
    boolean keeps(Bytes hash) {
        return kept.containsKey(hash);
    }

    /// Writes down what is about to be changed; it is on the disk when this returns.
    ///
    /// @param back whether it is taken back: it was written down, and was not done
    void write(long when, List<Change> changes, boolean back) throws IOException {
        long next = batch + 1;
        var records = new ArrayList<byte[]>();
        var out = new FieldWriter();
        for (var change : changes) {
            if (out.offset() == 0) out.u8(back ? 5 : 4).u64(next);
            out.u64(when).sizedText(2, change.path).u8(change.node == null ? 0 : 1);
            if (change.node != null) change.node.write(out);
            out = full(records, out, RECORD);
        }
        full(records, out, 1);
        journal.append(records);
        batch = next;
        for (var change : changes) change(when, change, back);
    }

    /// Begins a new journal when the old one has grown; not in the middle of a batch.
    void compact() throws IOException {
        if (unsure.isEmpty() && journal.size() > 2 * begun + GROWTH) begin();
    }

    private void begin() throws IOException {
        long next = generation + 1;
        var fresh = Journal.open(file(next), volume.open(file(next), true), _ -> {});
        try {
            fresh.append(state());
            volume.force(FolderPath.RESERVED);
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        if (journal != null) {
            journal.close();
            volume.delete(file(generation));
        }
        journal = fresh;
        whole = true;
        generation = next;
        begun = fresh.size();
    }

    private List<byte[]> state() {
        var records = new ArrayList<byte[]>();
        var out = new FieldWriter[] {new FieldWriter()};
        Treap.forEach(held, it -> {
            if (out[0].offset() == 0) out[0].u8(1);
            out[0].sizedText(2, it.path);
            it.node.write(out[0]);
            out[0] = full(records, out[0], RECORD);
        });
        out[0] = full(records, out[0], 1);
        for (var all : versions.values()) for (var version : all) {
            if (out[0].offset() == 0) out[0].u8(2);
            out[0].sizedText(2, version.path()).u64(version.when());
            version.file().write(out[0]);
            out[0] = full(records, out[0], RECORD);
        }
        full(records, out[0], 1);
        records.add(new byte[] {3});
        return records;
    }

    /// {@return where to write on: a new record when one has become long enough}
    private static FieldWriter full(List<byte[]> records, FieldWriter out, int enough) {
        if (out.offset() < enough) return out;
        records.add(out.done());
        return new FieldWriter();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
