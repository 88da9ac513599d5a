package wirelab.folder;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.kit.Bytes;

/// Which files of the folder, and which old versions, have a content. For several threads.
final class WhereContentIs {
    private final Map<Bytes, List<String>> paths = new ConcurrentHashMap<>();
    private final Set<Bytes> kept = ConcurrentHashMap.newKeySet();

    void put(String path, TreeNode node) {
        if (!(node instanceof TreeNode.FileNode file)) return;
        paths.merge(file.hash(), List.of(path), (before, more) -> {
            if (before.contains(path)) return before;
            var all = new ArrayList<>(before);
            all.addAll(more);
            return List.copyOf(all);
        });
    }

    void remove(String path, TreeNode node) {
        if (!(node instanceof TreeNode.FileNode file)) return;
        paths.computeIfPresent(file.hash(), (_, before) -> {
            var rest = before.stream().filter(it -> !it.equals(path)).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    /// A file below `.wirelab/versions`.
    void keep(String name) {
        if (name.matches("[0-9a-f]{64}")) kept.add(Bytes.wrap(HexFormat.of().parseHex(name)));
    }

    /// None of them has it, as was seen.
    ///
    /// @return whether there is a version that is no good
    boolean lost(Bytes hash) {
        paths.remove(hash);
        return kept.remove(hash);
    }

    /// {@return contents of old versions; may be changed}
    Set<Bytes> kept() {
        return kept;
    }

    List<String> paths(Bytes hash) {
        var files = paths.getOrDefault(hash, List.of());
        if (!kept.contains(hash)) return files;
        var all = new ArrayList<>(files);
        all.add(FolderWriter.version(hash));
        return all;
    }
}
