package wirelab.duet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Peer;

/// The scripts as their users start them.
@Tag("scripts")
class DuetScriptsTest {
    @Test
    void serverAndMembersAsProcessesOverABadLinkAndExitEndsBoth() throws Exception {
        try (var server = Peer.script("DuetServer", "--port", "0", "--verbose")) {
            String port = Integer.toString(server.awaitListening().getPort());
            try (var alice = Peer.script("DuetClient", "--port", port, "--name", "alice", "--link",
                    "loss=20% delay=5ms seed=7");
                    var bob = Peer.script("DuetClient", "--port", port, "--name", "bob")) {
                alice.awaitOutput("* bob has proved to be the one");
                bob.awaitOutput("* alice has proved to be the one");
                alice.send("hello\n");
                bob.awaitOutput("alice> hello\n");
                bob.send("hello yourself\n");
                alice.awaitOutput("bob> hello yourself\n");
                server.awaitOutput("alice> hello\n");
                server.awaitOutput("bob> hello yourself\n");
                alice.send("exit\n").awaitOutput("* it is over: you have left");
                bob.awaitOutput("* it is over: alice has left");
                assertEquals(0, alice.awaitExit(), alice.output());
                assertEquals(0, bob.awaitExit(), bob.output());
            }
            assertEquals(0, server.terminate());
            assertTrue(server.output().contains("copies 2"), server.output());
        }
    }

    @Test
    void aKilledMemberEndsTheOtherWithOneLineAndStatusOne() throws Exception {
        try (var server = Peer.script("DuetServer", "--port", "0", "--timeout", "2s")) {
            String port = Integer.toString(server.awaitListening().getPort());
            try (var alice = Peer.script("DuetClient", "--port", port, "--name", "alice");
                    var bob = Peer.script("DuetClient", "--port", port, "--name", "bob")) {
                alice.awaitOutput("has proved");
                bob.awaitOutput("has proved");
                bob.close();
                assertEquals(1, alice.awaitExit(), alice.output());
                assertTrue(alice.output().contains("DuetClient: bob "), alice.output());
            }
        }
    }
}
