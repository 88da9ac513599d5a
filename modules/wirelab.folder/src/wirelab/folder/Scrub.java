package wirelab.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads what nobody has changed, to see whether the disk still has it.
final class Scrub {
    private final Volume volume;
    private final FolderScan scan;
    /// The key of the path that comes next.
    private String next = "";

    Scrub(Volume volume, FolderScan scan) {
        this.volume = volume;
        this.scan = scan;
    }

    /// Goes on for about so many bytes; from the beginning again when it has come to the end, next time.
    List<FolderEdit> some(FolderTree held, long most) throws IOException {
        var rotten = new ArrayList<FolderEdit>();
        long read = 0;
        while (read < most) {
            var at = Treap.ceiling(held.paths, next);
            if (at == null) {
                next = "";
                break;
            }
            next = at.key + '\0';
            if (!(at.node instanceof TreeNode.FileNode file)) continue;
            read += file.size() + 1;
            var stat = volume.stat(at.path);
            if (stat == null || !stat.isStill(file)) continue;
            var found = scan.node(at.path, stat);
            if (found != null && !file.hasContentOf(found)) {
                rotten.add(new FolderEdit(at.path, file, found, FolderEdit.Kind.ROT));
            }
        }
        return rotten;
    }
}
