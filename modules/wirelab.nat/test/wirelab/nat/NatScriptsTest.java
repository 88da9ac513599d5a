package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.chat.OnTerminal;
import wirelab.kit.Address;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.stun.BindingClient;

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

    @Test
    void aClientEndedByASignalSaysGoodbye() throws Exception {
        try (var server = Peer.script("NatServer", "--port", "0")) {
            String at = Address.text(server.awaitListening());
            try (var alice = Peer.script("NatClient", "--id", "alice", "--server", at, "--port", "0")) {
                alice.awaitOutput("* registered");
                alice.terminate();
            }
            server.awaitOutput("alice is unregistered");
        }
    }

    @Test
    void aGoodbyeLeavesASlowLinkBeforeTheClientEnds() throws Exception {
        try (var server = Peer.script("NatServer", "--port", "0")) {
            String at = Address.text(server.awaitListening());
            try (var alice = Peer.script("NatClient", "--id", "alice", "--server", at, "--port", "0", "--link",
                    "up:delay=1s")) {
                alice.awaitOutput("* registered");
                assertEquals(0, alice.send("@exit\n").awaitExit(), alice.output());
            }
            server.awaitOutput("alice is unregistered");
        }
    }

    @Test
    void onATerminalTheLineStaysWholeAndHoweverOneLeavesTheServerIsTold() throws Exception {
        try (var server = Peer.script("NatServer", "--port", "0")) {
            String at = Address.text(server.awaitListening());
            try (var key = OnTerminal.script("NatClient", "--server", at, "--port", "0");
                    var window = OnTerminal.script("NatClient", "--id", "window", "--server", at, "--port", "0")) {
                key.awaitOutput("\r\033[Kid: ");
                key.send("key\r").awaitOutput("* window 127.0.0.1:");
                window.awaitOutput("* key 127.0.0.1:");
                key.send("half a li").awaitOutput("\r\033[K> half a li");
                window.send("@chat key is typing\r");
                key.awaitOutput("\r\033[Kwindow> is typing\r\n\r\033[K> half a li");
                window.endInput();
                window.awaitExit();
                server.awaitOutput("window is unregistered");
                key.send("\003");
                assertEquals(0, key.awaitExit());
                assertTrue(key.output().endsWith("status: 0\nterminal as before: True\n"), key.output());
                server.awaitOutput("key is unregistered");
            }
        }
    }

    @Test
    void aBadIdIsRefusedBeforeTheServerIsAskedForAndABadServerBeforeTheId() throws Exception {
        try (var bad = Peer.script("NatClient", "--id", "no/body"); var host = Peer.script("NatClient", "--host", "nohost");
                var server = Peer.script("NatClient", "--server", "nosuch.invalid")) {
            assertEquals(2, bad.awaitExit(), bad.output());
            assertEquals(2, host.awaitExit(), host.output());
            assertEquals(2, server.awaitExit(), server.output());
            for (var each : List.of(bad, host, server)) {
                assertFalse(each.output().contains("server: ") || each.output().contains("id: "), each.output());
            }
        }
    }

    @Test
    void aServerWithTwoFamiliesAnswersStunInBoth() throws Exception {
        try (var server = Peer.script("NatServer", "--port", "0", "--host6", "::1")) {
            server.awaitListening();
            Eventually.that("chat and STUN listen on IPv6", () -> onIpv6(server).size() >= 2);
            var stun = new InetSocketAddress("::1", onIpv6(server).getLast());
            var seen = BindingClient.towards(stun).binding(stun).toString();
            assertTrue(seen.contains("::1") || seen.contains("0:0:0:0:0:0:0:1"), seen);
        }
    }

    private static List<Integer> onIpv6(Peer server) {
        return server.output().lines().filter(line -> line.startsWith("listening on [::1]:"))
                .map(line -> Integer.parseInt(line.replaceAll("^.*\\]:(\\d+).*", "$1"))).toList();
    }
}
