package wirelab.rudpfiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import wirelab.kit.Failure;

/// Whole folders, with whatever is in them.
class FolderCopyTest extends ServedFolder {
    private static final class Told implements FolderCopy.Watcher {
        final Queue<String> done = new ConcurrentLinkedQueue<>();
        final Queue<String> failed = new ConcurrentLinkedQueue<>();
        final Queue<String> skipped = new ConcurrentLinkedQueue<>();

        @Override
        public void done(String name, RemoteFolder.Result result) {
            done.add(name);
        }

        @Override
        public void failed(String name, IOException why) {
            failed.add(Failure.line(why));
        }

        @Override
        public void skipped(String name) {
            skipped.add(name);
        }

        @Override
        public void moved(long bytes) {}
    }

    private static List<String> below(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.skip(1).map(file -> folder.relativize(file).toString()).sorted().toList();
        }
    }

    @Test
    void wholeFoldersGoOverSeveralFilesAtOnce() throws IOException {
        for (int i = 0; i < 40; i++) {
            var file = folder.resolve("from/" + i % 4 + "/" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, random(1_000 * i));
        }
        var told = new Told();
        var copy = new FolderCopy(remote, 4, told);
        copy.get("from", here.resolve("to"));
        assertEquals(40, told.done.size());
        copy.put(here.resolve("to"), "back");
        for (int i = 0; i < 40; i++) {
            assertArrayEquals(random(1_000 * i), Files.readAllBytes(folder.resolve("back/" + i % 4 + "/" + i)));
        }
    }

    @Test
    void emptyFoldersGoOverAndPartsDoNot() throws IOException {
        Files.createDirectories(here.resolve("from/a/b"));
        Files.createDirectories(here.resolve("from/c"));
        Files.writeString(here.resolve("from/c/.x.part"), "x");
        Files.writeString(here.resolve("from/c/y"), "y");
        var copy = new FolderCopy(remote, 4, new Told());
        copy.put(here.resolve("from"), "to/");
        assertEquals(List.of("to", "to/a", "to/a/b", "to/c", "to/c/y"), below(folder));
        for (String root : List.of(".", "/", "", "to/", "to")) {
            var back = here.resolve("back" + root.length() + root.replace('/', '_'));
            copy.get(root, back);
            var expected = root.startsWith("to") ? List.of("a", "a/b", "c", "c/y") : below(folder);
            assertEquals(expected, below(back), root);
        }
    }

    @Test
    void aFolderThatALinkOfTheUserLeadsToGoesOver() throws IOException {
        Files.createDirectory(here.resolve("real"));
        Files.writeString(here.resolve("real/one"), "1");
        Files.createSymbolicLink(here.resolve("real/other"), here.resolve("real/one"));
        Files.createSymbolicLink(here.resolve("link"), here.resolve("real"));
        var told = new Told();
        new FolderCopy(remote, 4, told).put(here.resolve("link"), "to");
        assertEquals(List.of("to", "to/one"), below(folder));
        assertEquals(List.of("to/other"), List.copyOf(told.skipped));
    }

    @Test
    void aFolderThatCannotBeReadHoldsUpNothingElse() throws IOException {
        var closed = Files.createDirectories(here.resolve("from/closed"));
        Files.writeString(here.resolve("from/one"), "1");
        Files.setPosixFilePermissions(closed, Set.of());
        boolean isRoot = Files.isReadable(closed); // For whom nothing is closed.
        var told = new Told();
        try {
            new FolderCopy(remote, 2, told).put(here.resolve("from"), "to");
            assertTrue(isRoot, "somebody reads what is closed");
        } catch (IOException e) {
            assertEquals("1 file could not be copied", e.getMessage());
        }
        assertEquals(List.of("to/one"), List.copyOf(told.done));
        assertEquals(isRoot ? 0 : 1, told.failed.size());
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aFileOfManyThatFailsHoldsUpNoOther() throws IOException {
        Files.createDirectory(here.resolve("from"));
        for (int i = 0; i < 20; i++) Files.writeString(here.resolve("from/" + i), "x");
        Files.createDirectories(folder.resolve("to/7"));
        var told = new Told();
        var e = assertThrows(IOException.class, () -> new FolderCopy(remote, 2, told).put(here.resolve("from"), "to"));
        assertEquals("1 file could not be copied", e.getMessage());
        assertEquals(List.of("to/7: not allowed"), List.copyOf(told.failed));
        assertEquals(19, told.done.size());
    }

    @Test
    void namesAreTakenAsTheyAre() throws IOException {
        Assumptions.assumeTrue(File.separatorChar == '/', "a system where these are names");
        var names = List.of("back\\slash", "with space", "-dash", "new\nline", "a:b", "*", "übergrün", "n".repeat(255),
                "ü".repeat(127), ".hidden", "inside\\..\\x");
        Files.createDirectory(here.resolve("from"));
        for (String name : names) Files.writeString(here.resolve("from").resolve(name), name);
        var copy = new FolderCopy(remote, 4, new Told());
        copy.put(here.resolve("from"), "to");
        copy.get("to", here.resolve("back"));
        assertEquals(names.stream().sorted().toList(), below(here.resolve("back")));
        assertEquals(names.stream().sorted().toList(), below(folder.resolve("to")));
    }

    @Test
    void aFileGoesIntoAFolderThatIsThere() throws IOException {
        Files.createDirectory(folder.resolve("a"));
        Files.writeString(folder.resolve("a/one"), "1");
        Files.createDirectory(here.resolve("folder"));
        new FolderCopy(remote, 1, new Told()).get("a/one", here.resolve("folder"));
        assertEquals("1", Files.readString(here.resolve("folder/one")));
    }
}
