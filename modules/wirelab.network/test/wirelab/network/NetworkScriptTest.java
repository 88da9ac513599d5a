package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

/// The script as its user starts it.
@Tag("scripts")
class NetworkScriptTest {
    @Test
    void commandsMayBePipedIn(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("net.txt"), "link a b\nlink b c cost=2\n");
        var picture = folder.resolve("net.svg");
        try (var script = Peer.script("Network", file.toString(), "--routing", "ls", "--svg", picture.toString(),
                "--services", "--ladder")) {
            script.send("send a c hello\nopen a c\nsay 1 hello\nroute a c\nkill c\nwait\nsend a c hello\n").endInput();
            assertEquals(0, script.awaitExit(), script.output());
            for (String line : new String[] {"(b)\n", "c gets datagram #0 of a \"hello\"",
                    "c gets packet 0 of circuit 1 \"hello\"", "a - b - c\n",
                "says b", "its destination cannot be reached", "SETUP", "CLEAR"}) {
                assertTrue(script.output().contains(line), line + " in\n" + script.output());
            }
            assertTrue(!script.output().contains("HELLO"), "the ladder shows the services alone");
            assertTrue(Files.readString(picture).endsWith("</svg>\n"));
        }
    }

    @Test
    void aMistakeInTheTopologyCostsOneLineWithItsNumber(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("net.txt"), "link a b\nlink a c cost=many\n");
        try (var script = Peer.script("Network", file.toString())) {
            assertEquals(2, script.awaitExit());
            assertEquals("Network: " + file + ":2: cost: 'many' is not a number between 1 and 100"
                    + " (--help shows the options)\n", script.output());
        }
    }

    @Test
    void whatCannotBeReadOrWrittenIsNamedOnceAndInWords(@TempDir Path folder) throws Exception {
        try (var script = Peer.script("Network", folder.toString())) {
            assertEquals(1, script.awaitExit());
            assertEquals("Network: " + folder + ": Is a directory\n", script.output());
        }
        var latin = Files.write(folder.resolve("latin.txt"), new byte[] {'#', (byte) 0xe9});
        try (var script = Peer.script("Network", latin.toString())) {
            assertEquals(2, script.awaitExit());
            assertTrue(script.output().startsWith("Network: " + latin + ": it is no text in UTF-8 ("), script.output());
        }
        // A locale in which the name of this file cannot be written.
        var withName = List.of("bash", "-c", "LC_ALL=C exec \"$@\" $(printf 'gr\\303\\274n.txt')", "bash");
        try (var script = Peer.start(Peer.command(withName, "Network"))) {
            assertEquals(2, script.awaitExit());
            assertTrue(script.output().matches("Network: '.*' cannot be the name of a file: .* \\(--help .*\n"),
                    script.output());
        }
    }

    @Test
    void aPictureThatCannotBeWrittenEndsNothing(@TempDir Path folder) throws Exception {
        // The mark that some editors put before a text is none of it.
        var file = Files.writeString(folder.resolve("net.txt"), "\ufefflink a b\n");
        var picture = folder.resolve("missing/net.svg");
        try (var script = Peer.script("Network", file.toString())) {
            script.send("draw " + picture + "\nroute a b\nroute a zz\nQUIT\n").endInput();
            assertEquals(0, script.awaitExit(), script.output());
            assertTrue(script.output().contains("Network: " + picture + ": no such file\n"), script.output());
            assertTrue(script.output().contains("\na - b\n"), script.output());
            assertTrue(script.output().lines().anyMatch(line -> line.startsWith("? ") && !line.contains("did you mean")),
                    script.output());
        }
    }

    @Test
    void itEndsCleanlyWhenItIsAskedTo() throws Exception {
        try (var script = Peer.script("Network")) {
            script.awaitOutput("all tables are right");
            assertEquals(0, script.terminate(), script.output());
        }
    }
}
