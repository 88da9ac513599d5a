package wirelab.folder;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/// Looks where the folder holds something else than what was put there. An edit counts when two looks have found the same:
/// who writes a file is not interrupted. Only what seems to have changed is read.
final class FolderScan {
    private final Volume volume;
    private final List<PathMatcher> ignored;
    /// What the last look found that had changed, so that the next one can tell whether it still changes.
    private Map<String, Seen> seen = new HashMap<>();
    private Map<String, Seen> now = new HashMap<>();
    private final Set<String> unusable = new TreeSet<>();

    /// @param stat `null` for nothing
    private record Seen(Volume.Stat stat) {}

    /// Whether something is at a path.
    private interface Presence {
        boolean of(String path) throws IOException;
    }

    private final class Look {
        private final FolderTree held;
        private final List<FolderEdit> removed = new ArrayList<>();
        private final List<FolderEdit> added = new ArrayList<>();
        private final Set<String> again = new HashSet<>();

        Look(FolderTree held) {
            this.held = held;
        }

        void folder(String folder, boolean deep) throws IOException {
            SortedMap<String, Volume.Stat> found = volume.list(folder);
            var known = held.get(folder) instanceof TreeNode.FolderNode ? held.list(folder) : null;
            if (known != null) {
                for (var entry : known.entrySet()) {
                    if (!found.containsKey(FolderPath.name(entry.getKey()))) gone(entry.getKey(), entry.getValue());
                }
            }
            for (var entry : found.entrySet()) {
                String name = entry.getKey();
                String path = FolderPath.in(folder, name);
                if (folder.isEmpty() && name.equals(FolderPath.RESERVED) || isIgnored(name)) continue;
                var node = known == null ? null : known.get(path);
                var stat = entry.getValue();
                Presence here = it -> found.containsKey(FolderPath.name(it));
                if (node == null && (clashes(path, here) || !isUsable(path, name, stat))) continue;
                look(path, node, stat, deep);
            }
        }

        /// Looks at one path whose folder is known.
        void one(String path) throws IOException {
            String name = FolderPath.name(path);
            if (path.equals(FolderPath.RESERVED) || isIgnored(name)) return;
            var node = held.get(path);
            var stat = volume.stat(path);
            if (stat == null) {
                if (node != null) gone(path, node);
                return;
            }
            if (node == null && (clashes(path, volume::exists) || !isUsable(path, name, stat))) return;
            look(path, node, stat, false);
        }

        /// Whether some systems take it for another one, which is here as well.
        private boolean clashes(String path, Presence here) throws IOException {
            var other = Treap.get(held.paths, FolderPath.key(path));
            boolean clashes = other != null && !other.path.equals(path) && here.of(other.path);
            if (clashes) unusable.add(path);
            return clashes;
        }

        private boolean isUsable(String path, String name, Volume.Stat stat) {
            boolean usable = stat.kind() != Volume.Kind.OTHER && isAllowed(path, name);
            if (!usable) unusable.add(path);
            return usable;
        }

        private void gone(String path, TreeNode node) {
            if (node instanceof TreeNode.FolderNode) {
                held.list(path).forEach(this::gone);
            }
            if (isSettled(path, null)) removed.add(new FolderEdit(path, node, null, FolderEdit.Kind.EDIT));
        }

        private boolean isSettled(String path, Volume.Stat stat) {
            var was = seen.get(path);
            var is = new Seen(stat);
            now.put(path, is);
            boolean settled = is.equals(was);
            if (!settled) again.add(path);
            return settled;
        }

        private void look(String path, TreeNode known, Volume.Stat stat, boolean deep) throws IOException {
            boolean isFolder = stat.kind() == Volume.Kind.FOLDER;
            boolean wasFolder = known instanceof TreeNode.FolderNode;
            if (wasFolder && !isFolder) held.list(path).forEach(this::gone);
            boolean same = isSame(path, known, stat);
            if (!same && isSettled(path, isFolder ? new Volume.Stat(stat.kind(), 0, 0, stat.mode()) : stat)) {
                edit(path, known, stat);
            }
            // What is new in a folder that is new, nobody has looked at yet.
            if (isFolder && (deep || !wasFolder)) folder(path, deep);
        }

        private boolean isSame(String path, TreeNode known, Volume.Stat stat) throws IOException {
            return switch (known) {
                case null -> false;
                case TreeNode.FileNode file -> stat.isStill(file) && stat.mode() == file.mode();
                case TreeNode.FolderNode folder -> stat.kind() == Volume.Kind.FOLDER && stat.mode() == folder.mode();
                case TreeNode.LinkNode link -> stat.kind() == Volume.Kind.LINK && volume.target(path).equals(link.target());
            };
        }

        private void edit(String path, TreeNode known, Volume.Stat stat) throws IOException {
            if (stat.kind() == Volume.Kind.OTHER) {
                unusable.add(path);
                return;
            }
            TreeNode found;
            try {
                found = node(path, stat);
            } catch (TreeException _) {
                // A link that leads out of the folder.
                unusable.add(path);
                return;
            }
            if (found == null) again.add(path);
            else if (!found.equals(known)) added.add(new FolderEdit(path, known, found, FolderEdit.Kind.EDIT));
        }
    }

    FolderScan(Volume volume, List<String> ignored) {
        this.volume = volume;
        var system = FileSystems.getDefault();
        this.ignored = ignored.stream().map(pattern -> system.getPathMatcher("glob:" + pattern)).toList();
    }

    private boolean isIgnored(String name) {
        if (ignored.isEmpty()) return false;
        var file = Path.of(name);
        for (var pattern : ignored) if (pattern.matches(file)) return true;
        return false;
    }

    private static boolean isAllowed(String path, String name) {
        try {
            return FolderPath.problem(name) == null && FolderPath.check(path).equals(path);
        } catch (TreeException _) {
            return false;
        }
    }

    /// {@return what is there, `null` while it changes}
    TreeNode node(String path, Volume.Stat stat) throws IOException {
        try {
            return switch (stat.kind()) {
                case FOLDER -> new TreeNode.FolderNode(stat.mode());
                case LINK -> {
                    String target = volume.target(path);
                    FolderPath.target(path, target);
                    yield new TreeNode.LinkNode(target);
                }
                case OTHER -> null;
                case FILE -> {
                    var read = Hashing.file(volume, path, null);
                    boolean still = read.size() == stat.size() && stat.equals(volume.stat(path));
                    yield still ? new TreeNode.FileNode(read.hash(), stat.size(), stat.mode(), stat.modified()) : null;
                }
            };
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /// Looks at everything.
    FolderLook all(FolderTree held) throws IOException {
        unusable.clear();
        var look = new Look(held);
        look.folder(FolderPath.ROOT, true);
        return found(look);
    }

    /// Looks at some paths, at what is directly in those that are folders, and at all that is in new ones.
    FolderLook some(FolderTree held, Set<String> paths) throws IOException {
        var look = new Look(held);
        var known = new HashMap<String, Boolean>();
        var all = new HashSet<String>();
        for (String path : paths) {
            // What is in a folder that nobody knows of yet is found where it is new, or gone.
            while (!isKnown(held, FolderPath.parent(path), known)) path = FolderPath.parent(path);
            all.add(path);
        }
        for (String path : all) {
            if (!path.isEmpty()) look.one(path);
            if (isKnown(held, path, known)) look.folder(path, false);
        }
        return found(look);
    }

    /// @param known what was asked before
    private boolean isKnown(FolderTree held, String folder, Map<String, Boolean> known) throws IOException {
        var before = known.get(folder);
        if (before != null) return before;
        boolean isKnown = folder.isEmpty() || held.get(folder) instanceof TreeNode.FolderNode && isFolder(folder);
        known.put(folder, isKnown);
        return isKnown;
    }

    private boolean isFolder(String path) throws IOException {
        var stat = volume.stat(path);
        return stat != null && stat.kind() == Volume.Kind.FOLDER;
    }

    private FolderLook found(Look look) {
        seen = now;
        now = new HashMap<>();
        var edits = new ArrayList<>(look.removed);
        edits.addAll(look.added);
        return new FolderLook(edits, look.again);
    }

    /// {@return what cannot be taken up, since its name or kind is not for every system}
    Set<String> unusable() {
        return Set.copyOf(unusable);
    }
}
