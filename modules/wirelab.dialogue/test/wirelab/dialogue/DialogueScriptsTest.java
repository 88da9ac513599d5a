package wirelab.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// The scripts as their users start them, and people who type with nc.
class DialogueScriptsTest {
    private static Peer typist(String port) throws Exception {
        return Peer.start(Peer.require("nc", "netcat-openbsd"), "127.0.0.1", port);
    }

    @Test
    @Tag("interop")
    void twoPeopleTalkWithNothingButNc() throws Exception {
        try (var server = DialogueServer.start(DialogueServer.Options.DEFAULTS)) {
            String port = Integer.toString(server.address().getPort());
            try (var alice = typist(port); var bob = typist(port)) {
                alice.awaitOutput("HELLO dialogue 1\n");
                alice.send("LOGIN alice\n").awaitOutput("WELCOME alice\n");
                bob.send("login bob\r\n").awaitOutput("WELCOME bob\n");
                alice.send("WHO\n").awaitOutput("THERE . alice:free bob:free\n");
                alice.send("INVITE bob\n").awaitOutput("CALLING bob\n");
                bob.awaitOutput("INVITED alice\n");
                bob.send("ACCEPT\n").awaitOutput("LINKED alice\n");
                alice.awaitOutput("LINKED bob\n");
                alice.send("SAY grüß dich, bob\n").awaitOutput("SENT 1\n");
                bob.awaitOutput("MSG alice grüß dich, bob\n");
                bob.send("SAY and you\n");
                alice.awaitOutput("MSG bob and you\n");
                bob.close();
                alice.awaitOutput("GONE bob\n");
                alice.send("EXIT\n").awaitOutput("BYE\n");
                assertEquals(0, alice.endInput().awaitExit());
            }
        }
    }

    @Test
    @Tag("scripts")
    void serverAndClientsAsProcessesOneOfThemKilled() throws Exception {
        try (var server = Peer.script("DialogueServer", "--port", "0", "--verbose", "--heartbeat", "500ms", "--timeout",
                "2s",
                "--grace", "1s")) {
            String port = Integer.toString(server.awaitListening().getPort());
            try (var alice = Peer.script("DialogueClient", "--port", port, "--name", "alice");
                    var bob = Peer.script("DialogueClient", "--port", port, "--name", "bob")) {
                alice.awaitOutput("logged in as alice");
                bob.awaitOutput("logged in as bob");
                alice.send("/who\n").awaitOutput("* there:");
                alice.send("/invite bob\n");
                bob.awaitOutput("* alice wants to talk to you");
                bob.send("/accept\n").awaitOutput("* you talk to alice now");
                alice.send("hello\n").awaitOutput("was delivered");
                bob.awaitOutput("alice: hello\n");
                bob.close();
                alice.awaitOutput("* bob has lost the connection and may come back");
                alice.send("still there?\n").awaitOutput("waits");
                alice.awaitOutput("was NOT delivered: the other is gone");
                alice.send("exit\n");
                assertEquals(0, alice.awaitExit(), alice.output());
            }
            assertEquals(0, server.terminate());
            assertTrue(server.output().contains("messages delivered 1"), server.output());
        }
    }

    @Test
    @Tag("scripts")
    void whatIsPipedInIsAnsweredBeforeTheEnd() throws Exception {
        try (var server = DialogueServer.start(DialogueServer.Options.DEFAULTS)) {
            String port = Integer.toString(server.address().getPort());
            try (var alice = Peer.script("DialogueClient", "--port", port, "--name", "alice")) {
                assertEquals(0, alice.send("hello\nEXIT\n").endInput().awaitExit(), alice.output());
                assertTrue(alice.output().contains("* message 1 was NOT delivered: you talk to nobody"), alice.output());
            }
        }
    }

    @Test
    @Tag("scripts")
    void aClientThatIsAskedToEndSaysGoodbye() throws Exception {
        var said = new StringBuffer();
        try (var server = DialogueServer.start(Host.HERE, DialogueServer.Options.DEFAULTS, said::append)) {
            String port = Integer.toString(server.address().getPort());
            try (var alice = Peer.script("DialogueClient", "--port", port, "--name", "alice")) {
                alice.awaitOutput("logged in as alice");
                assertEquals(0, alice.terminate(), alice.output());
            }
            Eventually.that("she has left", () -> server.connections() == 0);
            assertTrue(said.toString().contains("alice has left"), said.toString());
        }
    }

    @Test
    @Tag("scripts")
    void mistakesAreOneLine() throws Exception {
        try (var client = Peer.script("DialogueClient", "--port", Integer.toString(Peer.freePort()), "--name", "alice")) {
            assertEquals(1, client.awaitExit());
            assertTrue(client.output().matches("DialogueClient: cannot connect to .*\n"), client.output());
        }
        try (var client = Peer.script("DialogueClient", "--name", "al ice")) {
            assertEquals(2, client.awaitExit());
            assertTrue(client.output().matches("DialogueClient: --name: .*\n"), client.output());
        }
    }
}
