package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFileTest {
    @TempDir
    Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aFileIsMadeAndReplacedAndNothingElseIsLeft() throws Exception {
        var file = folder.resolve("a.txt");
        SafeFile.replace(file, bytes("old"));
        assertEquals("old", Files.readString(file));
        SafeFile.replace(file, bytes("new"));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void aTextOfAUserIsReadWithoutTheMarkOfAnEditorAndEveryFailureNamesItsFile() throws Exception {
        var file = folder.resolve("a.txt");
        Files.writeString(file, "\ufeffabc\n");
        assertEquals("abc\n", SafeFile.read(file, 10));
        assertEquals("a\ufeff", SafeFile.read(Files.writeString(file, "a\ufeff"), 4));
        Files.write(file, new byte[] {'a', (byte) 0xff});
        var refused = assertThrows(UsageException.class, () -> SafeFile.read(file, 10));
        assertEquals(file + ": it is no text in UTF-8", refused.getMessage());
        var tooLong = assertThrows(UsageException.class, () -> SafeFile.read(file, 1));
        assertEquals(file + ": longer than 1 byte", tooLong.getMessage());
        assertEquals(folder + ": Is a directory", assertThrows(IOException.class,
                () -> SafeFile.read(folder, 9)).getMessage());
        assertThrows(NoSuchFileException.class, () -> SafeFile.read(folder.resolve("missing"), 9));
    }

    @Test
    void anOldFilesReadersStayAndAPrivateOneHasNone() throws Exception {
        var file = folder.resolve("a.txt");
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        SafeFile.replace(file, bytes("new"));
        assertEquals("rw-rw-r--", permissions(file));
        SafeFile.replacePrivately(file, bytes("secret"));
        assertEquals("rw-------", permissions(file));
        SafeFile.replacePrivately(folder.resolve("b"), bytes("secret"));
        assertEquals("rw-------", permissions(folder.resolve("b")));
        var usual = Files.createFile(folder.resolve("usual"));
        SafeFile.replace(folder.resolve("c"), bytes("open"));
        assertEquals(permissions(usual), permissions(folder.resolve("c")));
    }

    @Test
    void aSymbolicLinkStaysOne() throws Exception {
        var file = Files.writeString(folder.resolve("real"), "old");
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        SafeFile.replace(link, bytes("new"));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
    }

    @Test
    void whatCannotBeReplacedStaysAndLeavesNothingBehind() throws Exception {
        assertThrows(NoSuchFileException.class, () -> SafeFile.replace(folder.resolve("none/a"), bytes("x")));
        var occupied = Files.createDirectory(folder.resolve("occupied"));
        Files.writeString(occupied.resolve("inside"), "x");
        assertThrows(IOException.class, () -> SafeFile.replace(occupied, bytes("x")));
        assertEquals(List.of("occupied"), names());
    }

    @Test
    void aReaderSeesTheOldOrTheNewContentAndNeverAPart() throws Exception {
        var file = folder.resolve("a");
        byte[] some = bytes("a".repeat(20_000));
        byte[] other = bytes("b".repeat(30_000));
        SafeFile.replace(file, some);
        var done = new AtomicBoolean();
        var reading = CompletableFuture.supplyAsync(() -> {
            try {
                while (!done.get()) {
                    String text = Files.readString(file);
                    if (text.length() != (text.charAt(0) == 'a' ? 20_000 : 30_000)) return "read " + text.length();
                }
                return "whole";
            } catch (IOException e) {
                return e.toString();
            }
        });
        for (int i = 0; i < 100; i++) SafeFile.replace(file, i % 2 == 0 ? other : some);
        done.set(true);
        assertEquals("whole", reading.get(20, TimeUnit.SECONDS));
    }

    @Test
    void aPipeTakesTheContentAndStaysOne() throws Exception {
        var pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        var read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                return e.toString();
            }
        });
        SafeFile.replace(pipe, bytes("content"));
        assertEquals("content", read.get(10, TimeUnit.SECONDS));
        assertFalse(SafeFile.givesWay(pipe));
        assertEquals(List.of("pipe"), names());
    }

    @Test
    void aFileALinkAndNothingGiveWayToAFileAndAFolderDoesNot() throws Exception {
        assertTrue(SafeFile.givesWay(Files.writeString(folder.resolve("file"), "")));
        assertTrue(SafeFile.givesWay(folder.resolve("nothing")));
        assertTrue(SafeFile.givesWay(Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"))));
        assertTrue(SafeFile.givesWay(Files.createSymbolicLink(folder.resolve("broken"), folder.resolve("nothing"))));
        assertFalse(SafeFile.givesWay(Files.createSymbolicLink(folder.resolve("aside"), folder)));
        assertFalse(SafeFile.givesWay(folder));
        SafeFile.checkGivesWay(folder.resolve("broken"));
        var e = assertThrows(FileSystemException.class, () -> SafeFile.checkGivesWay(folder.resolve("aside")));
        assertEquals(folder.resolve("aside") + ": it is no ordinary file", Failure.line(e));
    }
}
