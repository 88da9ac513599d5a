package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Bytes;
import wirelab.kit.Eventually;
import wirelab.kit.UsageException;

class SharedFolderTest {
    @TempDir
    private Path folder;

    private static List<String> names(SharedFolder shared) {
        var names = new ArrayList<String>();
        shared.tree().forEach(document -> names.addAll(document.names()));
        return names.stream().sorted().toList();
    }

    private static void has(SharedFolder shared, String... names) {
        Eventually.that(List.of(names) + " are shared", () -> names(shared).equals(List.of(names)),
                () -> ", but " + names(shared));
    }

    @Test
    void whatIsHiddenIgnoredOrALinkIsNotShared() throws Exception {
        var outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        var inside = Files.createDirectories(folder.resolve("inside/sub"));
        Files.createSymbolicLink(folder.resolve("inside/link"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("inside/folder"), outside);
        Files.createSymbolicLink(folder.resolve("inside/loop"), folder.resolve("inside"));
        for (String name : new String[] {"text", ".hidden", "half.part", "copy~", "a.o"}) {
            Files.writeString(inside.resolve(name), name);
        }
        Files.writeString(Files.createDirectories(folder.resolve("inside/.git")).resolve("config"), "config");
        var ignored = new ArrayList<>(FolderOptions.USUAL);
        ignored.add("*.o");
        try (var shared = SharedFolder.start(new FolderOptions(folder.resolve("inside"), ignored), _ -> {}, _ -> {})) {
            has(shared, "sub/text");
            // A folder on the way that becomes a link later gives nothing away either.
            var held = shared.find(documents(shared).getFirst().hash());
            held.open(shared.folder()).close();
            Files.move(inside, folder.resolve("moved"));
            Files.createSymbolicLink(inside, folder.resolve("moved"));
            assertThrows(IOException.class, () -> held.open(shared.folder()));
        }
        assertThrows(UsageException.class, () -> new FolderOptions(folder, List.of("[")));
        var file = FolderOptions.of(outside.resolve("secret"));
        assertThrows(UsageException.class, () -> SharedFolder.start(file, _ -> {}, _ -> {}));
    }

    private static List<Document> documents(SharedFolder shared) {
        var all = new ArrayList<Document>();
        shared.tree().forEach(all::add);
        return all;
    }

    @Test
    void titlesTypesAndManyNamesAreTold() throws Exception {
        Files.writeString(folder.resolve("page.html"), "<html><title>\n A \n page</title>");
        Files.writeString(folder.resolve("notes.md"), "intro\n# The notes\nmore");
        for (int i = 0; i < 40; i++) Files.writeString(folder.resolve("same" + i), "same");
        try (var shared = SharedFolder.start(FolderOptions.of(folder), _ -> {}, _ -> {})) {
            Eventually.that("all are there", () -> shared.tree().size() == 3);
            var titles = documents(shared).stream().map(Document::title).sorted().toList();
            assertEquals(List.of("", "A page", "The notes"), titles);
            assertTrue(documents(shared).stream().anyMatch(document -> document.type().equals("text/html")));
            assertTrue(documents(shared).stream().anyMatch(document -> document.names().size() == Document.MOST_NAMES));
        }
    }

    /// A watch stays with the folder that was moved away, and ends with the one that was removed: neither says so.
    @Test
    void aFolderThatIsMovedAwayOrMadeAgainIsTakenUpWithinSeconds() throws Exception {
        var own = Files.createDirectory(folder.resolve("own"));
        Files.writeString(own.resolve("one"), "one");
        long began = System.nanoTime();
        try (var shared = SharedFolder.start(FolderOptions.of(own), _ -> {}, _ -> {})) {
            has(shared, "one");
            Files.move(own, folder.resolve("away"));
            has(shared);
            Files.createDirectory(own);
            Files.writeString(own.resolve("two"), "two");
            has(shared, "two");
            Files.delete(own.resolve("two"));
            Files.delete(own);
            Files.createDirectory(own);
            Files.writeString(own.resolve("three"), "three");
            has(shared, "three");
            // What follows is seen by the watch again.
            Files.writeString(own.resolve("four"), "four");
            has(shared, "four", "three");
        }
        assertTrue(System.nanoTime() - began < 30_000_000_000L, "sooner than it is looked at in any case");
    }

    @Test
    void namesOfAnyBytesAndFilesThatChangeWhileTheyAreReadDoNoHarm() throws Exception {
        String script = "cd \"$1\" && printf x > \"$(printf 'a\\377\\nb')\"";
        var shell = new ProcessBuilder("sh", "-c", script, "sh", folder.toString()).inheritIO().start();
        assertEquals(0, shell.waitFor());
        var busy = folder.resolve("busy");
        Files.writeString(busy, "0");
        try (var shared = SharedFolder.start(FolderOptions.of(folder), _ -> {}, _ -> {})) {
            for (int i = 0; i < 300; i++) Files.writeString(busy, "x".repeat(i % 7) + i);
            Files.writeString(busy, "the last");
            var last = Document.sha256().digest("the last".getBytes());
            Eventually.that("what is told is what is there", () -> shared.find(Bytes.wrap(last)) != null
                    && shared.tree().size() == 2);
        }
    }
}
