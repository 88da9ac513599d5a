package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What people do in the folder is found, and taken up or put back.
class FolderEditsTest extends KeptFolder {
    @Test
    void whatPeopleDoIsFoundWhenTwoLooksFindTheSame() throws Exception {
        Files.writeString(folder.resolve("top"), "edited");
        Files.createDirectories(folder.resolve("new/deep"));
        Files.writeString(folder.resolve("new/deep/file"), "x");
        Files.delete(folder.resolve("docs/plan"));
        assertEquals(List.of(), keeper.look().edits(), "nothing counts that was seen once");
        assertEquals(List.of("docs/plan gone", "new new", "new/deep new", "new/deep/file new", "top edited"),
                words(keeper.look().edits()));
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

    @Test
    void whatChangedWhileNobodyKeptItIsFoundAfterwards() throws Exception {
        keeper.close();
        Files.writeString(folder.resolve("top"), "edited meanwhile");
        keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS);
        assertEquals(tree, keeper.held());
        assertEquals(List.of("top edited"), words());
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
    void someFoldersCanBeLookedAtAlone() throws Exception {
        Files.writeString(folder.resolve("top"), "edited");
        Files.writeString(folder.resolve("docs/plan"), "edited");
        keeper.look(Set.of("docs"));
        assertEquals(List.of("docs/plan"), keeper.look(Set.of("docs")).edits().stream().map(FolderEdit::path).toList());
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
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("end".getBytes()), size - 3);
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
