package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.folder.FolderTree;
import wirelab.kit.Eventually;
import wirelab.raft.RaftOptions;

/// Nodes find out where they differ, and mend it; who was away gets what differs alone.
@Tag("socket")
@Tag("once")
class EntropyTest {
    private static final ReplicaOptions OFTEN = ReplicaOptions.DEFAULTS.withEntropy(Duration.ofMillis(200))
            .withKeeper(ReplicaOptions.DEFAULTS.keeper().withoutForcing());

    @TempDir
    private Path folder;

    /// A folder of 100 files, and copies of it: many paths with few commands.
    private static void fill(ReplicaSession session, int copies) throws IOException {
        session.change(new TreeChange.Mkdir("d", 0755));
        for (int i = 0; i < 100; i++) session.put("d/file" + i, 0644, ("text " + i).getBytes());
        for (int i = 0; i < copies; i++) session.change(new TreeChange.Copy("d", "d" + i));
    }

    private static long traffic(Group group) {
        return group.running.values().stream().mapToLong(node -> node.entropy.traffic()).sum();
    }

    @Test
    void nothingIsAskedWhileAllHaveTheSame() throws IOException {
        try (var group = new Group(folder, 3, OFTEN, true)) {
            fill(group.session(), 10);
            group.agree();
            Eventually.that("all have said what they have", () -> group.running.values().stream().allMatch(node ->
                    node.links.values().stream().allMatch(link -> link.checkpoint().index() > 100)));
            assertEquals(0, traffic(group));
            for (var node : group.running.values()) assertEquals("", node.trouble());
        }
    }

    @Test
    void aTreeThatIsNotWhatTheLogHasMadeIsFoundAndMended() throws IOException {
        try (var group = new Group(folder, 3, OFTEN, true)) {
            fill(group.session(), 10);
            group.agree();
            var right = group.leader().tree();
            for (var damaged : new ReplicaService[] {group.follower(), group.leader()}) {
                damaged.driver.ask(() -> {
                    var tree = damaged.state.tree();
                    damaged.state.replace(tree.rm("d/file7").mkdir("strange", 0755));
                    return null;
                });
                damaged.applier.changed();
                Eventually.that("it is mended", () -> damaged.entropy.mended() > 0 && damaged.tree().equals(right)
                        && damaged.brought().equals(right) && damaged.trouble().isEmpty(), () -> ", but " + damaged.entropy);
                assertTrue(damaged.entropy.last().toString().endsWith(": d/file7, strange"), damaged.entropy.toString());
                assertEquals("text 7", group.read(damaged.id(), "d/file7"));
            }
            assertTrue(traffic(group) < 100_000, traffic(group) + " bytes");
        }
    }

    @Test
    void whoComesBackAfterTheLogWasCutGetsWhatDiffersAlone() throws IOException {
        var options = OFTEN.withRaft(RaftOptions.DEFAULTS.withLog(40, 5));
        try (var group = new Group(folder, 3, options, true)) {
            var session = group.session();
            fill(session, 30);
            group.agree();
            var away = group.follower();
            group.stop(away.id());
            for (int i = 0; i < 100; i++) session.put("d7/file7", 0644, ("later " + i).getBytes());
            session.put("new", 0644, "new".getBytes());
            var back = group.start(away.id());
            group.agree();
            assertEquals("later 99", group.read(back.id(), "d7/file7"));
            long traffic = back.entropy.traffic();
            long whole = group.leader().tree().encode().length;
            assertTrue(traffic > 0 && traffic < whole / 10, traffic + " bytes, the tree has " + whole);
        }
    }

    @Test
    void whoHasNothingYetGetsTheWholeTreeInOrder() throws IOException {
        var options = OFTEN.withRaft(RaftOptions.DEFAULTS.withLog(40, 5));
        try (var group = new Group(folder, 3, options, false)) {
            group.start(0);
            group.start(1);
            fill(group.session(), 30);
            group.start(2);
            group.agree();
            long whole = group.leader().tree().encode().length;
            long traffic = group.running.get(2).entropy.traffic();
            // What is behind the snapshot comes with the log.
            assertTrue(traffic > 0 && traffic < whole, traffic + " bytes, the tree has " + whole);
            assertTrue(group.leader().tree().size() > 3_000);
        }
    }

    @Test
    void aTreeOfAnotherRootIsNotAnswered() {
        var state = new TreeState(null);
        var tree = FolderTree.EMPTY.mkdir("a", 0755);
        state.looked(tree);
        assertEquals(tree, state.at(tree.root()));
        assertEquals(null, state.at(tree.mkdir("b", 0755).root()));
    }
}
