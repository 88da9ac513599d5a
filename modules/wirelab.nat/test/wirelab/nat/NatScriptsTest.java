package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Address;
import wirelab.kit.Peer;

/// The scripts as their users start them.
@Tag("scripts")
class NatScriptsTest {
    @Test
    void aClientOverABadLinkAndOneWithoutConverseBothWays() throws Exception {
        try (var server = Peer.script("NatServer", "--port", "0")) {
            String at = Address.text(server.awaitListening());
            try (var alice = Peer.script("NatClient", "--id", "alice", "--server", at, "--port", "0", "--link",
                    "delay=20ms loss=5% seed=7");
                    var bob = Peer.script("NatClient", "--id", "bob", "--server", at, "--port", "0")) {
                alice.awaitOutput("* bob 127.0.0.1:");
                bob.awaitOutput("* alice 127.0.0.1:");
                alice.send("@chat bob hello over the link\n");
                bob.awaitOutput("alice> hello over the link\n");
                bob.send("@chat alice hello yourself\n");
                alice.awaitOutput("bob> hello yourself\n");
                alice.awaitOutput("* delivered to bob");
                bob.awaitOutput("* delivered to alice");
                alice.send("@exit\n");
                bob.send("@exit\n");
                assertEquals(0, alice.awaitExit(), alice.output());
                assertEquals(0, bob.awaitExit(), bob.output());
            }
            assertEquals(0, server.terminate(), server.output());
        }
    }
}
