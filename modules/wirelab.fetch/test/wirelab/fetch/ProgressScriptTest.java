package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

/// A line that says how far a download is, at a terminal of its own, which Python's `pty` provides.
@Tag("interop")
class ProgressScriptTest {
    private static String shown(String kind, Path copy, String url) throws Exception {
        var atTerminal = List.of("env", "TERM=" + kind, Peer.require("python3", "python3"),
                "modules/wirelab.login/test/python/terminal.py", "");
        try (var terminal = Peer.start(Peer.command(atTerminal, "HttpGet", "--no-proxy", "-O", copy.toString(), url))) {
            assertEquals(0, terminal.awaitExit(), terminal.output());
            return terminal.output();
        }
    }

    @Test
    void onlyATerminalThatCanWipeALineIsSentTheCommandForIt(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("a.bin"), new byte[1_000_000]);
        try (var server = Peer.script("HttpServer", "--port", "0", "--root", folder.toString())) {
            String url = "http://127.0.0.1:" + server.awaitListening().getPort() + "/a.bin";
            String drawn = shown("xterm", folder.resolve("one"), url);
            assertTrue(drawn.contains("\r\033["), drawn);
            String plain = shown("dumb", folder.resolve("two"), url);
            assertFalse(plain.contains("\033"), plain);
            assertTrue(plain.contains("/a.bin -> "), plain);
        }
    }
}
