package wirelab.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.kit.Secrets;

/// A file by which a folder is known again: `.wirelab/marker`. Where a disk is not mounted there is a folder as well, and it
/// is empty; without the marker that is no deletion of all that was there.
final class FolderMarker {
    private static final String PATH = FolderPath.RESERVED + "/marker";
    private static final int LONGEST = 64;

    private final Volume volume;
    private final String text;

    private FolderMarker(Volume volume, String text) {
        this.volume = volume;
        this.text = text;
    }

    /// Reads it; a new folder gets one.
    static FolderMarker open(Volume volume) throws IOException {
        String found = read(volume);
        return new FolderMarker(volume, found != null ? found : create(volume));
    }

    private static String create(Volume volume) throws IOException {
        boolean isNew = volume.list(FolderPath.RESERVED).keySet().stream().allMatch(name -> name.equals("lock")
                || name.equals("marker.new"));
        if (!isNew) throw new MarkerGoneException(volume + " was a replicated folder, and " + PATH + " is gone");
        String fresh = "replicated folder " + Secrets.token(12) + "\n";
        volume.delete(PATH + ".new");
        try (var file = volume.open(PATH + ".new", true)) {
            file.write(ByteBuffer.wrap(fresh.getBytes(StandardCharsets.UTF_8)), 0);
            file.force();
        }
        volume.move(PATH + ".new", PATH);
        volume.force(FolderPath.RESERVED);
        return fresh;
    }

    private static String read(Volume volume) throws IOException {
        if (volume.stat(PATH) == null) return null;
        try (var file = volume.read(PATH)) {
            var bytes = ByteBuffer.allocate(LONGEST);
            file.read(bytes, 0);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    void check() throws IOException {
        if (text.equals(read(volume))) return;
        throw new MarkerGoneException(volume + ": " + PATH + " is gone or another one; is its disk mounted?");
    }
}
