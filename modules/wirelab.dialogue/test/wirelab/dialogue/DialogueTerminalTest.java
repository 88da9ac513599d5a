package wirelab.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.chat.OnTerminal;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// The client on a terminal: typing while others speak, and all the ways to leave.
@Tag("scripts")
class DialogueTerminalTest {
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private DialogueServer server;

    @BeforeEach
    void start() throws IOException {
        server = DialogueServer.start(Host.HERE, DialogueServer.Options.DEFAULTS, console::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Peer client(String kind, String name, String... args) throws IOException {
        var all = new ArrayList<>(List.of("--port", Integer.toString(server.address().getPort()), "--name", name));
        all.addAll(List.of(args));
        return OnTerminal.ofKind(kind, "DialogueClient", all.toArray(String[]::new));
    }

    private DialogueClient here(String name) {
        return DialogueClient.start(server.address(), name, event -> seen.add(event.encode()));
    }

    private void sees(String line) {
        Eventually.that(line + " is seen", () -> seen.contains(line));
    }

    private void left(String name) {
        Eventually.that(name + " has left: " + console, () ->
                console.stream().anyMatch(line -> line.contains(name + " has left")));
    }

    @Test
    void theLineBeingTypedStaysWholeWhenTheOtherSpeaks() throws Exception {
        try (var alice = client("xterm", "alice"); var bob = here("bob")) {
            alice.awaitOutput("* you are logged in as alice");
            alice.send("/invite bob\r");
            sees("INVITED alice");
            bob.ask(new Command.Accept());
            alice.awaitOutput("* you talk to bob now");
            alice.send("half a li").awaitOutput("\r\033[K> half a li");
            bob.say("is typing");
            alice.awaitOutput("\r\033[Kbob: is typing\r\n\r\033[K> half a li");
            alice.send("ne\rand\ranother\r");
            for (String line : List.of("half a line", "and", "another")) sees("MSG alice " + line);
            alice.send("\004");
            assertEquals(0, alice.awaitExit());
            assertTrue(alice.output().endsWith("status: 0\nterminal as before: True\n"), alice.output());
            left("alice");
        }
    }

    @Test
    void howeverOneLeavesTheOthersAreToldAndTheNameIsFreeAtOnce() throws Exception {
        try (var key = client("xterm", "key"); var window = client("xterm", "window"); var word = client("xterm", "word")) {
            key.awaitOutput("* you are logged in as key");
            window.awaitOutput("* you are logged in as window");
            word.awaitOutput("* you are logged in as word");
            key.send("\003");
            window.endInput();
            word.send("@Exit\r");
            for (var peer : List.of(key, window, word)) assertEquals(0, peer.awaitExit(), peer.output());
            for (var peer : List.of(key, word)) {
                assertTrue(peer.output().endsWith("status: 0\nterminal as before: True\n"), peer.output());
            }
            for (String name : List.of("key", "window", "word")) {
                left(name);
                try (var _ = here(name)) {
                    Eventually.that(name + " is let in", () ->
                            seen.stream().anyMatch(line -> line.startsWith("OPENED " + name)));
                }
            }
            assertFalse(console.stream().anyMatch(line -> line.contains("is away")), console.toString());
        }
    }

    @Test
    void aTerminalThatCanOnlyPrintGetsPlainLines() throws Exception {
        try (var alice = client("dumb", "alice")) {
            alice.awaitOutput("* you are logged in as alice");
            alice.send("/who\r").awaitOutput("* there: alice:free");
            alice.send("exit\r");
            assertEquals(0, alice.awaitExit());
            assertFalse(alice.output().contains("\033"), alice.output());
        }
    }

    @Test
    void aGoodbyeLeavesALinkThatIsSlowerThanTheClientIsPatient() throws Exception {
        String port = Integer.toString(server.address().getPort());
        try (var alice = Peer.script("DialogueClient", "--port", port, "--name", "alice", "--link", "up:delay=2500ms")) {
            alice.awaitOutput("* you are logged in as alice");
            assertEquals(0, alice.send("exit\n").awaitExit(), alice.output());
            left("alice");
            assertFalse(console.stream().anyMatch(line -> line.contains("is away")), console.toString());
        }
    }
}
