package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Address;
import wirelab.kit.Peer;

/// NtpClient and NtpServer with several servers, of which one has a name that nobody knows.
@Tag("scripts")
class NtpScriptsTest {
    private static final String UNKNOWN = "nosuch.invalid";

    private static Peer server(String... args) throws Exception {
        var all = new String[args.length + 4];
        System.arraycopy(new String[] {"--port", "0", "--error", "1ms"}, 0, all, 0, 4);
        System.arraycopy(args, 0, all, 4, args.length);
        return Peer.script("NtpServer", all);
    }

    @Test
    void oneBadNameOfSeveralEndsNothing() throws Exception {
        try (var server = server()) {
            String good = Address.text(server.awaitListening());
            try (var client = Peer.script("NtpClient", "--server", UNKNOWN, "--server", good, "--samples", "2",
                    "--interval", "1ms", "--timeout", "20s")) {
                assertEquals(0, client.awaitExit(), client.output());
                assertTrue(client.output().contains("\ncannot ask: unknown host " + UNKNOWN + "\n"), client.output());
                assertTrue(client.output().contains("\nthis machine's clock is "), client.output());
            }
            try (var client = Peer.script("NtpClient", "--server", UNKNOWN, "--server", good, "--samples", "2", "--follow",
                    "--rounds", "1", "--timeout", "20s")) {
                assertEquals(0, client.awaitExit(), client.output());
                assertTrue(client.output().contains("cannot ask: unknown host " + UNKNOWN + ", used"), client.output());
            }
            try (var follower = server("--sync", UNKNOWN, "--sync", good, "--poll", "2s", "--verbose")) {
                follower.awaitOutput("set to within ");
            }
        }
    }

    @Test
    void onlyBadNamesAreAFailureInOneLine() throws Exception {
        try (var client = Peer.script("NtpClient", "--server", UNKNOWN, "--samples", "1")) {
            assertEquals(1, client.awaitExit(), client.output());
            assertTrue(client.output().endsWith("\nNtpClient: no server has given a time that can be used\n"),
                    client.output());
        }
    }
}
