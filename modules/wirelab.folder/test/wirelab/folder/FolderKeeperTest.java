package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the tree says comes into the folder, whatever people have done there meanwhile.
class FolderKeeperTest extends KeptFolder {
    private final AtomicLong clock = new AtomicLong(1_000_000);

    @Test
    void theFolderHoldsWhatTheTreeSaysWithModesAndTimes() throws Exception {
        assertEquals("the plan", text("docs/plan"));
        assertEquals("docs/plan", Files.readSymbolicLink(folder.resolve("link")).toString());
        assertEquals(FileTime.from(some.known("top").modified(), TimeUnit.NANOSECONDS),
                Files.getLastModifiedTime(folder.resolve("top")));
        some.bring(keeper, tree.chmod("top", 0600).chmod("docs", 0700));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("top"))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("docs"))));
        assertEquals(List.of(), words());
        assertEquals(0, keeper.contents().staged().size());
    }

    /// What stood at one path goes to another one while a third content takes its place: for a moment both are one file.
    @Test
    void aFileThatIsRemovedIsGoneThoughAnotherOneWasTheSameFileOnce() throws Exception {
        tree = tree.put("a", some.known("first")).put("b", some.known("second"));
        some.bring(keeper, tree);
        tree = tree.put("a", some.known("second")).put("b", some.known("third"));
        some.bring(keeper, tree);
        var version = folder.resolve(FolderWriter.version(some.known("second").hash()));
        assertFalse(Files.exists(version) && Files.isSameFile(version, folder.resolve("a")), "an edit of a would spoil it");
        some.bring(keeper, tree.rm("a"));
        assertFalse(Files.exists(folder.resolve("a")));
        assertEquals(List.of(), words());
        assertEquals("third", text("b"));
    }

    @Test
    void aFileThatIsMovedToItsOwnSecondNameHasOneNameThen() throws Exception {
        var volume = new RealVolume(folder);
        Files.writeString(folder.resolve("one"), "x");
        volume.name("one", "two");
        volume.move("one", "two");
        assertFalse(Files.exists(folder.resolve("one")));
        assertEquals("x", text("two"));
    }

    /// Nobody has looked since: what is there is not what was put there.
    @Test
    void whatNobodyHasSeenYetIsNotOverwrittenButPutOutOfTheWay() throws Exception {
        Files.writeString(folder.resolve("top"), "precious");
        Files.writeString(folder.resolve("fresh"), "precious too");
        Files.writeString(folder.resolve("docs/note"), "in a folder that goes");
        some.bring(keeper, tree.put("top", some.known("new")).put("fresh", some.known("fresh")).rmAll("docs"));
        assertEquals("new", text("top"));
        assertEquals("fresh", text("fresh"));
        assertFalse(Files.exists(folder.resolve("docs")));
        var kept = keeper.conflicts().stream().map(path -> {
            try {
                return text(path);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }).toList();
        assertEquals(Set.of("precious", "precious too", "in a folder that goes"), Set.copyOf(kept));
    }

    @Test
    void aLinkThatSomebodyPutInAFoldersPlaceIsNotFollowed(@TempDir Path outside) throws Exception {
        Files.delete(folder.resolve("docs/plan"));
        Files.delete(folder.resolve("docs"));
        Files.createSymbolicLink(folder.resolve("docs"), outside);
        some.bring(keeper, tree.put("docs/plan", some.known("secret plan")));
        assertEquals(0, outside.toFile().list().length);
        assertEquals("secret plan", text("docs/plan"));
    }

    @Test
    void aFolderWhoseMarkerIsGoneIsNeverTakenForAnEmptiedOne() throws Exception {
        Files.walk(folder).sorted(Comparator.reverseOrder()).filter(file -> !file.equals(folder))
                .forEach(file -> file.toFile().delete());
        assertThrows(MarkerGoneException.class, keeper::look);
        assertThrows(MarkerGoneException.class, () -> keeper.bring(tree.rm("top")));
        assertThrows(MarkerGoneException.class, () -> keeper.accept(List.of(), false));
    }

    @Test
    void aFolderThatWasKeptAndHasNoMarkerIsNotOpened() throws Exception {
        keeper.close();
        Files.move(folder.resolve(".wirelab/marker"), folder.resolve("marker"));
        assertThrows(MarkerGoneException.class, () -> FolderKeeper.open(folder, KeeperOptions.DEFAULTS));
        Files.move(folder.resolve("marker"), folder.resolve(".wirelab/marker"));
        open();
    }

    @Test
    void twoDoNotKeepOneFolder() {
        var refused = assertThrows(IOException.class, () -> FolderKeeper.open(folder, KeeperOptions.DEFAULTS));
        assertTrue(refused.getMessage().contains("another process"), refused.getMessage());
    }

    @Test
    void oldVersionsStayAsLongAsAsked() throws Exception {
        keeper.close();
        keeper = FolderKeeper.open(new RealVolume(folder), KeeperOptions.DEFAULTS.withKeepFor(Duration.ofSeconds(10)), clock::get);
        for (String text : List.of("second", "third")) {
            clock.addAndGet(4000);
            tree = tree.put("top", some.known(text));
            some.bring(keeper, tree);
        }
        some.bring(keeper, tree.rm("top"));
        assertEquals(List.of("top", "second", "third"), keeper.versions("top").stream()
                .map(version -> some.texts.get(version.file().hash())).toList());
        for (var version : keeper.versions("top")) assertTrue(keeper.contents().has(version.file().hash()));
        keeper.bring(tree.put("top", keeper.versions("top").getFirst().file()));
        assertEquals("top", text("top"), "it is restored from there");
        clock.addAndGet(7000);
        keeper.expire();
        assertEquals(2, keeper.versions("top").size());
        clock.addAndGet(10_000);
        keeper.expire();
        assertEquals(List.of(), keeper.versions("top"));
        assertEquals(0, folder.resolve(".wirelab/versions").toFile().list().length);
    }

    @Test
    void nothingIsKeptWhereNobodyAskedForIt() throws Exception {
        keeper.close();
        keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS.withKeepFor(Duration.ZERO));
        some.bring(keeper, tree.put("top", some.known("new")).rm("docs/plan").mv("docs", "papers"));
        assertEquals(0, folder.resolve(".wirelab/versions").toFile().list().length);
        assertEquals(List.of(), words());
    }

    @Test
    void aVersionThatTheDiskHasLostIsHadFromOthers() throws Exception {
        some.bring(keeper, tree.put("top", some.known("new")));
        Files.writeString(folder.resolve(FolderWriter.version(Some.file("top").hash())), "TOP");
        assertThrows(MissingContentException.class, () -> keeper.bring(tree));
        assertEquals("new", text("top"));
        assertEquals(Set.of(Some.file("top").hash()), keeper.missing(tree), "it is not asked from that version again");
        some.bring(keeper, tree);
        assertEquals("top", text("top"));
        assertEquals(List.of(), words());
    }

    @Test
    void onePathThatCannotBeWrittenDoesNotKeepTheOthers() throws Exception {
        // What must be moved out of the way cannot be: there is no room under that name.
        Path conflicts = folder.resolve(".wirelab/conflicts");
        Files.writeString(conflicts, "in the way");
        Files.writeString(folder.resolve("top"), "edited");
        var wanted = tree.put("top", some.known("new")).put("docs/other", some.known("other")).mkdir("new", 0755);
        assertThrows(IOException.class, () -> some.bring(keeper, wanted));
        assertEquals("other", text("docs/other"));
        assertTrue(Files.isDirectory(folder.resolve("new")));
        assertEquals("edited", text("top"));
        assertThrows(IOException.class, () -> some.bring(keeper, wanted), "and it is tried again");
        Files.delete(conflicts);
        some.bring(keeper, wanted);
        assertEquals("new", text("top"));
        assertEquals("edited", text(keeper.conflicts().getFirst()));
    }

    @Test
    void aMissingContentIsSaidBeforeAnythingChanges() throws Exception {
        var wanted = tree.put("a", some.known("had")).put("top", Some.file("not had"));
        Some.stage(keeper.contents(), "had");
        var missing = assertThrows(MissingContentException.class, () -> keeper.bring(wanted));
        assertEquals(Some.file("not had").hash(), missing.hash());
        assertEquals(tree, keeper.held());
        assertFalse(Files.exists(folder.resolve("a")));
    }

    @Test
    void aContentThatIsInTheFolderNeedNotTravel() throws Exception {
        var wanted = tree.cp("docs", "copy").put("again", some.known("top")).mv("top", "moved");
        assertEquals(Set.of(), keeper.missing(wanted));
        keeper.bring(wanted);
        assertEquals("the plan", text("copy/plan"));
        assertEquals("top", text("again"));
        assertEquals("top", text("moved"));
        Files.writeString(folder.resolve("again"), "its own");
        assertEquals("top", text("moved"), "they are not one file with two names");
    }

    @Test
    void whoseContentIsNotHereStaysAsItIsAndKeepsNothingElseWaiting() throws Exception {
        var absent = Some.file("nobody has it");
        var wanted = tree.put("top", absent).put("other", some.known("top")).put("fresh", absent).rm("docs/plan");
        keeper.bring(wanted, Set.of(absent.hash()));
        assertEquals("top", text("top"));
        assertEquals("top", text("other"));
        assertFalse(Files.exists(folder.resolve("fresh")) || Files.exists(folder.resolve("docs/plan")));
        assertEquals(List.of("fresh", "top"), keeper.held().differences(wanted).stream().map(FolderTree.Difference::path).toList());
        assertThrows(MissingContentException.class, () -> keeper.bring(wanted));
    }
}
