package wirelab.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;

/// What a program made for a while, and takes away again.
public final class Folders {
    private Folders() {}

    /// Deletes a folder with all that is in it, if it is there. Of a link the link alone goes; what vanishes meanwhile is gone.
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
