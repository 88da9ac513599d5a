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
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real folder, and people in it.
class FolderKeeperTest {
    @TempDir
    Path folder;
    private final Some some = new Some();
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private FolderKeeper keeper;
    private FolderTree tree;

    @BeforeEach
    void open() throws IOException {
        keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS);
        tree = FolderTree.EMPTY.mkdir("docs", 0755).put("docs/plan", some.known("the plan")).put("top", some.known("top"))
                .ln("docs/plan", "link");
        some.bring(keeper, tree);
    }

    @AfterEach
    void close() throws IOException {
        keeper.close();
    }

    private List<FolderEdit> edits() throws IOException {
        keeper.look();
        return keeper.look().edits();
    }

    private List<String> words() throws IOException {
        return edits().stream().map(edit -> edit.path() + (edit.found() == null ? " gone" : edit.before() == null ? " new"
                : " edited")).toList();
    }

    private String text(String path) throws IOException {
        return Files.readString(folder.resolve(path));
    }

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

    @Test
    void whatPeopleDoIsFoundWhenTwoLooksFindTheSame() throws Exception {
        Files.writeString(folder.resolve("top"), "edited");
        Files.createDirectories(folder.resolve("new/deep"));
        Files.writeString(folder.resolve("new/deep/file"), "x");
        Files.delete(folder.resolve("docs/plan"));
        assertEquals(List.of(), keeper.look().edits(), "nothing counts that was seen once");
        assertEquals(List.of("docs/plan gone", "new new", "new/deep new", "new/deep/file new", "top edited"),
                keeper.look().edits().stream().map(edit -> edit.path() + (edit.found() == null ? " gone"
                        : edit.before() == null ? " new" : " edited")).toList());
        assertEquals(Some.file("x").hash(), ((TreeNode.FileNode) edits().get(3).found()).hash());
    }

    @Test
    void whatIsStillWrittenIsNoEditYet() throws Exception {
        Files.writeString(folder.resolve("top"), "half");
        keeper.look();
        Files.writeString(folder.resolve("top"), "half and more");
        var look = keeper.look();
        assertEquals(List.of(), look.edits());
        assertTrue(look.unsettled());
        assertEquals(1, keeper.look().edits().size());
        assertFalse(keeper.look().unsettled());
    }

    @Test
    void aFileThatBecameAFolderAndAFolderThatBecameAFileAreFound() throws Exception {
        Files.delete(folder.resolve("top"));
        Files.createDirectory(folder.resolve("top"));
        Files.writeString(folder.resolve("top/x"), "x");
        Files.delete(folder.resolve("docs/plan"));
        Files.delete(folder.resolve("docs"));
        Files.writeString(folder.resolve("docs"), "no folder");
        assertEquals(List.of("docs/plan gone", "docs edited", "top edited", "top/x new"), words());
        keeper.accept(edits(), true);
        some.bring(keeper, tree);
        assertEquals(List.of(), words());
        assertEquals("the plan", text("docs/plan"));
    }

    @Test
    void aFollowersEditsAreKeptAsACopyAndPutBack() throws Exception {
        Files.writeString(folder.resolve("docs/plan"), "my own plan");
        Files.delete(folder.resolve("top"));
        Files.writeString(folder.resolve("mine"), "mine");
        keeper.accept(edits(), true);
        some.bring(keeper, tree);
        assertEquals("the plan", text("docs/plan"));
        assertEquals("top", text("top"));
        assertFalse(Files.exists(folder.resolve("mine")));
        var copies = keeper.conflicts();
        assertEquals(2, copies.size(), copies.toString());
        assertEquals("my own plan", text(copies.get(0)));
        assertEquals("mine", text(copies.get(1)));
        assertEquals(List.of(), words());
    }

    @Test
    void aLeadersEditsAreStagedSoThatOthersCanHaveThem() throws Exception {
        Files.writeString(folder.resolve("top"), "edited here");
        var edit = edits().getFirst();
        assertTrue(keeper.stage(edit));
        assertTrue(keeper.contents().isStaged(Some.file("edited here").hash()));
        keeper.accept(List.of(edit), false);
        keeper.bring(tree.put("top", (TreeNode.FileNode) edit.found()));
        assertEquals("edited here", text("top"));
        assertEquals(List.of(), words());
        keeper.contents().retain(Set.of());
        assertTrue(keeper.contents().has(Some.file("edited here").hash()), "it lies in the folder");
    }

    @Test
    void anEditThatChangedAgainIsNotStaged() throws Exception {
        Files.writeString(folder.resolve("top"), "edited");
        var edit = edits().getFirst();
        Files.writeString(folder.resolve("top"), "EDITED");
        assertFalse(keeper.stage(edit));
        assertEquals(0, keeper.contents().staged().size());
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
        Files.walk(folder).sorted(java.util.Comparator.reverseOrder()).filter(file -> !file.equals(folder))
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
    void whatChangedWhileNobodyKeptItIsFoundAfterwards() throws Exception {
        keeper.close();
        Files.writeString(folder.resolve("top"), "edited meanwhile");
        keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS);
        assertEquals(tree, keeper.held());
        assertEquals(List.of("top edited"), words());
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
    void whatTheDiskHasLostIsFoundByTheScrubAlone() throws Exception {
        var time = Files.getLastModifiedTime(folder.resolve("docs/plan"));
        Files.writeString(folder.resolve("docs/plan"), "the plam");
        Files.setLastModifiedTime(folder.resolve("docs/plan"), time);
        assertEquals(List.of(), words());
        var rotten = keeper.scrub(1 << 20);
        assertEquals(1, rotten.size());
        assertEquals(FolderEdit.Kind.ROT, rotten.getFirst().kind());
        keeper.accept(rotten, true);
        assertEquals(Set.of(Some.file("the plan").hash()), keeper.missing(tree));
        some.bring(keeper, tree);
        assertEquals("the plan", text("docs/plan"));
        assertEquals(List.of(), keeper.scrub(1 << 20));
    }

    @Test
    void whatNobodyReplicatesIsLeftAlone() throws Exception {
        Files.writeString(folder.resolve(".top.swp"), "an editor's");
        Files.writeString(folder.resolve("what:now"), "a name that is not for all");
        Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc/passwd"));
        assertEquals(List.of(), words());
        assertEquals(Set.of("what:now", "out"), keeper.unusable());
        assertTrue(Files.exists(folder.resolve("what:now")));
    }

    @Test
    void aNameThatSomeSystemTakesForAnotherOneIsLeftAlone() throws Exception {
        Files.writeString(folder.resolve("TOP"), "beside top");
        assertEquals(List.of(), words());
        assertEquals(Set.of("TOP"), keeper.unusable());
        Files.delete(folder.resolve("top"));
        assertEquals(List.of("top gone", "TOP new"), words(), "without the other one it is a new name");
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
    void someFoldersCanBeLookedAtAlone() throws Exception {
        Files.writeString(folder.resolve("top"), "edited");
        Files.writeString(folder.resolve("docs/plan"), "edited");
        keeper.look(Set.of("docs"));
        assertEquals(List.of("docs/plan"), keeper.look(Set.of("docs")).edits().stream().map(FolderEdit::path).toList());
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

    @Test
    void somePathsCanBeLookedAtAlone() throws Exception {
        Files.writeString(folder.resolve("top"), "edited");
        Files.delete(folder.resolve("docs/plan"));
        Files.createDirectories(folder.resolve("new/deep"));
        Files.writeString(folder.resolve("new/deep/file"), "new");
        var paths = Set.of("docs/plan", "new/deep/file", "nothing", "top/below", FolderPath.RESERVED, "docs/plan/below");
        keeper.look(paths);
        assertEquals(List.of("docs/plan", "new", "new/deep", "new/deep/file", "top"),
                keeper.look(paths).edits().stream().map(FolderEdit::path).sorted().toList());
    }

    @Test
    void holesCostNothing() throws Exception {
        long size = 64L << 20;
        var file = Files.createTempFile("hole", "");
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap("end".getBytes()), size - 3);
        }
        Files.move(file, folder.resolve("sparse"));
        var edit = edits().getFirst();
        assertTrue(keeper.stage(edit));
        long blocks = ((Number) Files.getAttribute(folder.resolve(ContentStore.path(((TreeNode.FileNode) edit.found()).hash())),
                "unix:size")).longValue();
        assertEquals(size, blocks);
        var process = new ProcessBuilder("stat", "-c", "%b", folder.resolve(ContentStore.path(((TreeNode.FileNode) edit.found())
                .hash())).toString()).start();
        long used = 512 * Long.parseLong(new String(process.getInputStream().readAllBytes()).strip());
        assertTrue(used < 1 << 20, used + " bytes are used");
    }
}
