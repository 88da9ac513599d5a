package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.mdns.Avahi;
import wirelab.mdns.AvahiCable;

/// A node that enters a segment is seen by the tools that people have.
@Tag("hosts")
@Tag("interop")
@Tag("scripts")
class IndexAnnouncedTest {
    @TempDir
    private Path folder;

    private Peer node(AvahiCable cable, String... more) throws Exception {
        var own = Files.createDirectories(folder.resolve("papers"));
        Files.writeString(own.resolve("plan"), "a plan");
        var args = new String[] {"--host", "10.79.0.1", "--port", "8000", "--folder", own.toString(), "--state", "none"};
        var all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return cable.script("IndexNode", all);
    }

    @Test
    void avahiListsANodeWithWhatItHasAndTheClientListsWhatAvahiAnnounces() throws Exception {
        try (var cable = new AvahiCable(Files.createDirectories(folder.resolve("avahi")))) {
            var browser = cable.avahi().browse(IndexCommands.SERVICE);
            var node = node(cable);
            node.awaitOutput("announced as Documents on ");
            Avahi.awaitLine(browser, "=;cable;IPv4", ";10.79.0.1;8000;", "\"documents=1\"", "\"root=");
            Files.writeString(folder.resolve("papers/song"), "a song");
            Eventually.that("the new number is there", () -> {
                var again = cable.avahi().browse(IndexCommands.SERVICE);
                Avahi.awaitLine(again, "=;cable;IPv4", ";10.79.0.1;8000;");
                return Avahi.has(again, "=;cable;IPv4", "\"documents=2\"");
            });
            cable.avahi().publish("Bea's node", IndexCommands.SERVICE, 8001, "documents=3").awaitOutput("Established");
            var client = cable.script("IndexClient", "nodes", "--all");
            assertEquals(0, client.awaitExit(), client.output());
            assertTrue(client.output().contains("Bea's node  10.79.0.2:8001 [fe80::"), client.output());
            assertTrue(client.output().contains(":8001  [documents=3]\n"), client.output());
            assertTrue(client.output().contains("Documents on "), client.output());
            assertTrue(client.output().endsWith("\n2 nodes\n"), client.output());
            var json = cable.script("IndexClient", "--json", "--all", "nodes");
            assertEquals(0, json.awaitExit(), json.output());
            assertTrue(json.output().contains("\"name\": \"Bea's node\""), json.output());
            assertEquals(0, node.terminate(), node.output());
            Avahi.awaitLine(browser, "-;cable;IPv4", "Documents");
        }
    }

    @Test
    void aNodeThatShallNotBeAnnouncedIsNot() throws Exception {
        try (var cable = new AvahiCable(Files.createDirectories(folder.resolve("avahi")))) {
            node(cable, "--no-mdns").awaitOutput("sharing ");
            var client = cable.script("IndexClient", "nodes", "--all");
            assertEquals(0, client.awaitExit(), client.output());
            assertEquals("0 nodes\n", client.output());
        }
    }
}
