package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

/// StunServer and StunClient as their users start them.
@Tag("scripts")
class StunScriptsTest {
    @Test
    void aCredentialFromAFileOpensTheServerAndIsNotShown(@TempDir Path folder) throws Exception {
        String password = Files.writeString(folder.resolve("password"), "sesame\n").toString();
        try (var server = Peer.script("StunServer", "--port", "0", "--user", "alice", "--password-file", password,
                "--verbose")) {
            String port = Integer.toString(server.awaitListening().getPort());
            for (String[] user : new String[][] {{"--user", "alice:sesame"},
                {"--user", "alice", "--password-file", password}}) {
                try (var client = Peer.script("StunClient", concat(user, "--port", port, "--verbose", "--bytes"))) {
                    assertEquals(0, client.awaitExit(), client.output());
                    assertTrue(client.output().contains("XOR-MAPPED-ADDRESS"), client.output());
                    assertFalse(client.output().contains("sesame"), client.output());
                }
            }
            assertEquals(0, server.terminate(), server.output());
            assertFalse(server.output().contains("sesame"), server.output());
        }
    }

    private static String[] concat(String[] some, String... others) {
        var all = new String[some.length + others.length];
        System.arraycopy(some, 0, all, 0, some.length);
        System.arraycopy(others, 0, all, some.length, others.length);
        return all;
    }
}
