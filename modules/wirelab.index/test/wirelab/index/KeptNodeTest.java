package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// What a node keeps on its disk, and what of it a kill or damage leaves.
@Tag("socket")
@Tag("once")
class KeptNodeTest {
    private static final List<String> QUESTIONS = List.of("even", "odd seven", "\"number 7\"", "numb* thousand", "zebra");

    @TempDir
    private Path folder;

    private Path shared() throws IOException {
        return Files.createDirectories(folder.resolve("shared"));
    }

    private void write(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            var file = shared().resolve("text" + i + ".txt");
            Files.writeString(file, "number " + i % 100 + (i % 2 == 0 ? " even " : " odd ") + "thousand ".repeat(i % 7)
                    + (i % 7 == 0 ? "seven" : "") + "\n" + i);
            // So long ago that nobody need look twice.
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        }
    }

    private IndexService node(Nodes nodes, Path state) throws IOException {
        var options = IndexOptions.of(shared()).withPorts(nodes.ports).withIdentity(state);
        var node = IndexService.start(options, null);
        nodes.all.add(node);
        Eventually.that("it is read", node.finder()::isComplete);
        return node;
    }

    private static List<?> answers(IndexService node) throws Exception {
        return QUESTIONS.stream().map(question -> {
            try {
                return node.finder().search(question, 100).found().stream().map(IndexReply.Discovery::hit).toList();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }).toList();
    }

    private static List<String> found(IndexService node, String question) throws Exception {
        return node.finder().search(question, 100).found().stream().map(each ->
                String.join("+", each.holding().document().names())).toList();
    }

    @Test
    void afterARestartThoseFilesAloneAreReadThatHaveChanged() throws Exception {
        write(0, 300);
        var secret = shared().resolve("secret.txt");
        Files.writeString(secret, "elephant");
        var longAgo = FileTime.from(Instant.now().minusSeconds(60));
        Files.setLastModifiedTime(secret, longAgo);
        try (var nodes = new Nodes(folder)) {
            assertEquals(List.of("secret.txt"), found(node(nodes, folder.resolve("state")), "elephant"));
        }
        Files.writeString(shared().resolve("text8.txt"), "zebra");
        Files.writeString(shared().resolve("new.txt"), "zebra crossing");
        Files.delete(shared().resolve("text9.txt"));
        // Whoever read this one again, or made its index anew, would find something else.
        Files.writeString(secret, "crocodil");
        Files.setLastModifiedTime(secret, longAgo);
        try (var nodes = new Nodes(folder)) {
            var node = node(nodes, folder.resolve("state"));
            assertEquals(List.of("secret.txt"), found(node, "elephant"));
            assertEquals(List.of(), found(node, "crocodil"));
            Eventually.that("what has changed is known", () -> found(node, "zebra").size() == 2);
            Nodes.holding(node, "secret.txt");
            assertEquals(301, node.tree().size());
        }
        Files.delete(secret);
        try (var nodes = new Nodes(folder); var others = new Nodes(folder)) {
            var kept = answers(node(nodes, folder.resolve("state")));
            assertEquals(answers(node(others, null)), kept);
        }
    }

    @Test
    void whateverIsDamagedInWhatIsKeptIsMadeAnew() throws Exception {
        write(0, 60);
        var random = new Random(4);
        List<?> right;
        try (var nodes = new Nodes(folder)) {
            right = answers(node(nodes, folder.resolve("state")));
        }
        for (int round = 0; round < 12; round++) {
            try (var files = Files.list(folder.resolve("state.d"))) {
                for (var file : files.toList()) {
                    byte[] bytes = Files.readAllBytes(file);
                    if (bytes.length == 0) continue;
                    bytes[random.nextInt(bytes.length)] ^= 4;
                    Files.write(file, round % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
                }
            }
            try (var nodes = new Nodes(folder)) {
                assertEquals(right, answers(node(nodes, folder.resolve("state"))));
            }
        }
    }

    @Test
    void aNodeThatIsKilledAtAnyTimeKnowsAllWhenItIsBack() throws Exception {
        var random = new Random(6);
        var state = folder.resolve("state");
        for (int life = 0; life < 6; life++) {
            write(400 * life, 400 * life + 400);
            Files.deleteIfExists(shared().resolve("text" + 13 * life + ".txt"));
            try (var node = Peer.script("IndexNode", "--port", "0", "--state", state.toString(), "--folder",
                    shared().toString())) {
                node.awaitListening();
                // Somewhere between reading, writing and merging.
                node.process().waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
                node.process().destroyForcibly().waitFor();
            }
        }
        try (var nodes = new Nodes(folder); var others = new Nodes(folder)) {
            var back = node(nodes, state);
            var fresh = node(others, null);
            assertEquals(answers(fresh), answers(back));
            assertEquals(fresh.tree().root(), back.tree().root());
        }
    }
}
