package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Host;

/// What happens to a group from outside: edits, a disk that is gone, cables that are cut, a majority that is lost for ever.
@Tag("socket")
class EditsTest {
    @TempDir
    private Path folder;

    private static void holds(Group group, int id, String path, String content) {
        Eventually.that("nodo" + id + " has " + path, () -> Files.exists(group.folder(id).resolve(path))
                && group.read(id, path).equals(content));
    }

    @Test
    void whatIsEditedAtTheLeaderAllTakeUp() throws IOException {
        try (var group = new Group(folder, 3)) {
            var leader = group.folder(group.leader().id());
            Files.createDirectories(leader.resolve("new/deep"));
            Files.writeString(leader.resolve("new/deep/file"), "short");
            Files.writeString(leader.resolve("long"), "x".repeat(100_000));
            for (int id = 0; id < 3; id++) {
                holds(group, id, "new/deep/file", "short");
                holds(group, id, "long", "x".repeat(100_000));
            }
            Files.delete(leader.resolve("long"));
            Eventually.that("it is gone everywhere", () -> !Files.exists(group.folder(0).resolve("long"))
                    && !Files.exists(group.folder(1).resolve("long")) && !Files.exists(group.folder(2).resolve("long")));
            group.agree();
        }
    }

    @Test
    void whatIsEditedAtAFollowerIsPutBackAndKeptAside() throws IOException {
        try (var group = new Group(folder, 3)) {
            var session = group.session();
            session.put("file", 0644, "agreed".getBytes());
            group.agree();
            int id = group.follower().id();
            Files.writeString(group.folder(id).resolve("file"), "edited behind its back");
            holds(group, id, "file", "agreed");
            Files.delete(group.folder(id).resolve("file"));
            holds(group, id, "file", "agreed");
            Files.writeString(group.folder(id).resolve("other"), "new");
            Eventually.that("what nobody agreed on goes", () -> !Files.exists(group.folder(id).resolve("other")));
            try (var kept = Files.walk(group.folder(id).resolve(".wirelab/conflicts"))) {
                assertTrue(kept.filter(Files::isRegularFile).count() >= 2);
            }
            assertEquals(1, session.list("", true).size());
        }
    }

    @Test
    void whatWasEditedWhileANodeWasAwayIsSeenWhenItComesBack() throws IOException {
        try (var group = new Group(folder, 3)) {
            var session = group.session();
            session.put("file", 0644, "agreed".getBytes());
            group.agree();
            int id = group.follower().id();
            group.stop(id);
            Files.writeString(group.folder(id).resolve("file"), "edited while it was away");
            session.put("file", 0644, "agreed later".getBytes());
            group.start(id);
            holds(group, id, "file", "agreed later");
            group.agree();
        }
    }

    @Test
    void whatADiskHasSpoiledIsMendedFromTheOthers() throws IOException {
        try (var group = new Group(folder, 3, ReplicaOptions.DEFAULTS.withEntropy(Duration.ofMillis(300)), true)) {
            group.session().put("file", 0644, "precious".repeat(5_000).getBytes());
            group.agree();
            int id = group.follower().id();
            var file = group.folder(id).resolve("file");
            var time = Files.getLastModifiedTime(file);
            Files.writeString(file, "spoiled!".repeat(5_000));
            Files.setLastModifiedTime(file, time);
            holds(group, id, "file", "precious".repeat(5_000));
            try (var kept = Files.walk(group.folder(id).resolve(".wirelab"))) {
                assertTrue(kept.noneMatch(it -> it.toString().contains("conflicts/")), "rot is no edit");
            }
            assertEquals("", group.running.get(id).trouble());
        }
    }

    @Test
    void aFolderWithoutItsMarkerIsNotTakenForDeletions() throws Exception {
        try (var group = new Group(folder, 3)) {
            var session = group.session();
            session.put("file", 0644, "precious".getBytes());
            group.agree();
            var leader = group.leader();
            var own = group.folder(leader.id());
            // As if its disk was no longer mounted.
            Files.move(own, own.resolveSibling("unmounted"));
            Files.createDirectory(own);
            session.put("other", 0644, "x".getBytes());
            assertTrue(leader.awaitEnd(Duration.ofSeconds(60)), leader.toString());
            assertTrue(leader.trouble().contains("marker"), leader.trouble());
            group.running.remove(leader.id()).close();
            assertNotNull(session.stat("file"));
            for (int id : group.running.keySet()) holds(group, id, "file", "precious");
        }
    }

    @Test
    void aLeaderThatIsCutOffRefusesAndFollowsWhenItIsBack() throws IOException {
        try (var group = new Group(folder, 3)) {
            var session = group.session();
            session.put("file", 0644, "before".getBytes());
            var old = group.leader();
            var others = new TreeSet<>(group.running.keySet());
            others.remove(old.id());
            old.cut(others);
            session.put("file", 0644, "during".getBytes());
            var alone = new ReplicaConfig(new TreeMap<>(Map.of(old.id(), group.config.address(old.id()))), Group.KEY,
                    false);
            var options = ReplicaSession.Options.DEFAULTS.withPatience(Duration.ofMillis(500));
            try (var only = ReplicaSession.open(Host.HERE, alone, options)) {
                assertThrows(ReplicaException.class, () -> only.put("file", 0644, "minority".getBytes()));
                assertThrows(ReplicaException.class, () -> only.stat("file"));
            }
            old.cut(Set.of());
            group.agree();
            assertEquals("during", group.read(old.id(), "file"));
        }
    }

    @Test
    void afterALostMajorityOneGoesOnAloneWhenItIsForced() throws IOException {
        try (var group = new Group(folder, 3)) {
            var session = group.session();
            session.put("file", 0644, "kept".getBytes());
            group.agree();
            for (int id = 0; id < 3; id++) group.stop(id);
            group.start(1, ReplicaOptions.DEFAULTS.withForceNewGroup(true));
            session.put("other", 0644, "alone".getBytes());
            assertFalse(session.list("", true).isEmpty());
            assertEquals("kept", group.read(1, "file"));
            group.stop(1);
            group.start(1);
            session.put("again", 0644, "alone".getBytes());
            assertEquals(3, session.list("", true).size());
        }
    }
}
