package wirelab.folder;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// What somebody has put where the tree says something else: nothing is lost, it is kept below `.wirelab/conflicts` in a
/// folder for each time it happened, under the path that it had.
final class Conflicts {
    static final String FOLDER = FolderPath.RESERVED + "/conflicts";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Volume volume;
    private final LongSupplier millis;

    Conflicts(Volume volume, LongSupplier millis) {
        this.volume = volume;
        this.millis = millis;
    }

    /// Gives something another path, where it stays.
    synchronized String moveAway(String path) throws IOException {
        String to = place(path);
        volume.move(path, to);
        volume.force(FolderPath.parent(to));
        return to;
    }

    /// Gives a file a second path.
    synchronized String copy(String path) throws IOException {
        String to = place(path);
        volume.name(path, to);
        volume.force(FolderPath.parent(to));
        return to;
    }

    private String place(String path) throws IOException {
        String name = NAME.format(Instant.ofEpochMilli(millis.getAsLong()));
        for (int number = 1; ; number++) {
            String to = FOLDER + "/" + name + (number == 1 ? "" : "-" + number) + "/" + path;
            if (volume.stat(to) != null) continue;
            folders(FolderPath.parent(to));
            return to;
        }
    }

    private void folders(String path) throws IOException {
        if (volume.stat(path) != null) return;
        folders(FolderPath.parent(path));
        volume.folder(path);
        volume.force(FolderPath.parent(path));
    }

    /// {@return the paths of what is kept}
    List<String> list() throws IOException {
        var found = new ArrayList<String>();
        collect(FOLDER, found);
        return found;
    }

    private void collect(String folder, List<String> found) throws IOException {
        for (var entry : volume.list(folder).entrySet()) {
            String path = folder + "/" + entry.getKey();
            if (entry.getValue().kind() == Volume.Kind.FOLDER) collect(path, found);
            else found.add(path);
        }
    }
}
