package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    Path folder;

    @Test
    void aFolderGoesWithAllThatIsInItAndNothingThatALinkPointsTo() throws Exception {
        var kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "stays");
        var gone = Files.createDirectories(folder.resolve("gone/deep")).getParent();
        Files.writeString(gone.resolve("deep/file"), "goes");
        Files.createSymbolicLink(gone.resolve("deep/link"), kept);
        Folders.delete(gone);
        assertFalse(Files.exists(gone));
        assertEquals("stays", Files.readString(kept.resolve("file")));
    }

    @Test
    void whereNoFolderIsNothingIsDeletedAndOfALinkTheLink() throws Exception {
        Folders.delete(folder.resolve("nothing"));
        var kept = Files.createDirectory(folder.resolve("kept"));
        var link = Files.createSymbolicLink(folder.resolve("link"), kept);
        Folders.delete(link);
        assertFalse(Files.isSymbolicLink(link));
        assertTrue(Files.exists(kept));
    }
}
