package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Address;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.kit.Secrets;

/// The scripts as their users type them. A key of their own keeps out whoever else is on this machine.
@Tag("scripts")
class IndexScriptsTest {
    @TempDir
    private Path folder;

    private Peer node(String name, String... files) throws Exception {
        var own = Files.createDirectories(folder.resolve(name));
        for (String file : files) Files.writeString(own.resolve(file), file);
        var key = folder.resolve("key");
        if (!Files.exists(key)) Files.write(key, Secrets.bytes(32));
        return Peer.script("IndexNode", "--port", "0", "--folder", own.toString(), "--key", key.toString());
    }

    private String ask(Peer node, int status, String... words) throws Exception {
        var args = new ArrayList<>(List.of("--port", Integer.toString(node.awaitListening().getPort()), "--key",
                folder.resolve("key").toString()));
        args.addAll(List.of(words));
        try (var client = Peer.script("IndexClient", args.toArray(String[]::new))) {
            assertEquals(status, client.awaitExit(), client.output());
            return client.output();
        }
    }

    private void sees(Peer node, int nodes) {
        Eventually.that(nodes + " nodes", () -> ask(node, 0, "nodes", "--json").lines().filter(line ->
                line.contains("\"id\"")).count() == nodes);
    }

    @Test
    void processesListGetAndMirrorAndOneThatIsStoppedIsGoneUntilItGoesOn() throws Exception {
        try (var one = node("one", "plan", "song"); var two = node("two", "song"); var three = node("three")) {
            sees(one, 3);
            sees(three, 3);
            Eventually.that("all is listed", () -> ask(three, 0, "list").endsWith("2 documents\n"));
            String list = ask(three, 0, "list", "--json");
            String hash = "\"hash\": \"" + HexFormat.of().formatHex(Document.sha256().digest("plan".getBytes()));
            assertTrue(list.contains(hash), list);
            String where = "\"names\": [\"plan\"], \"nodes\": [\"" + Address.text(one.awaitListening()) + "\"]";
            assertTrue(list.contains(where), list);
            Eventually.that("one has no copy", () -> ask(three, 0, "copies", "2").endsWith("\n1 document\n"));
            var got = folder.resolve("got");
            assertTrue(ask(three, 0, "get", "song", "-O", got.toString()).contains("4 B, right, from "));
            assertEquals("song", Files.readString(got));
            assertTrue(ask(three, 1, "get", "nothing", "-O", got.toString()).contains("no node has 'nothing'"));
            Eventually.that("it is found", () -> ask(three, 0, "find", "plan").contains("    plan\n1 document\n"));
            assertTrue(ask(three, 0, "find", "so*", "--json").contains("\"line\": \"song\""));
            assertTrue(ask(three, 1, "find", "*").contains("there is no word to look for"));
            assertTrue(ask(three, 2, "lst").contains("did you mean list?"));
            assertTrue(ask(three, 0, "mirror", "2", "-O", folder.resolve("three").toString()).contains("1 document copied"));
            Eventually.that("there are two of each", () -> ask(one, 0, "copies", "2").endsWith("0 documents\n"));
            assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(two.pid())).start().waitFor());
            try {
                sees(one, 2);
            } finally {
                assertEquals(0, new ProcessBuilder("kill", "-CONT", Long.toString(two.pid())).start().waitFor());
            }
            sees(one, 3);
            two.terminate();
            sees(one, 2);
            // At a node's own terminal.
            Files.writeString(folder.resolve("one/a file"), "a file");
            Eventually.that("it is listed", () -> ask(one, 0, "list").contains("a file"));
            one.send("watch\n");
            Eventually.that("what comes is shown", () -> {
                Files.writeString(folder.resolve("one/new"), one.output() + System.nanoTime());
                return one.output().contains("+ new here\n");
            });
            one.send("\nget \"a file\" " + got + "\nnodes\nquit\n");
            assertEquals(0, one.awaitExit(), one.output());
            assertTrue(one.output().contains("watching; Enter ends it\n") && one.output().contains("2 nodes\n"), one.output());
            assertTrue(one.output().contains("/got: 6 B, right, from "), one.output());
        }
    }

    @Test
    void watchShowsWhatComesAndGoesAndWhoFellSilent() throws Exception {
        try (var one = node("one", "plan")) {
            var key = folder.resolve("key").toString();
            String port = Integer.toString(one.awaitListening().getPort());
            try (var watcher = Peer.script("IndexClient", "--port", port, "--key", key, "watch")) {
                // What happens before it listens is no news for it.
                Eventually.that("it listens", () -> {
                    Files.writeString(folder.resolve("one/new"), watcher.output() + System.nanoTime());
                    return watcher.output().contains("+ new here\n");
                });
                Files.delete(folder.resolve("one/new"));
                watcher.awaitOutput("- new here\n");
                String two;
                try (var other = node("two", "song")) {
                    two = Address.text(other.awaitListening());
                    watcher.awaitOutput("+ node " + two + "\n");
                    watcher.awaitOutput("+ song " + two + "\n");
                    other.terminate();
                    watcher.awaitOutput("- node " + two + "\n");
                }
                String three;
                try (var other = node("three", "idea")) {
                    three = Address.text(other.awaitListening());
                    watcher.awaitOutput("+ idea " + three + "\n");
                }
                watcher.awaitOutput("- node " + three + " (silent)\n");
            }
        }
    }
}
