package wirelab.duet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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

/// The member on a terminal and behind pipes: typing while the other speaks, early words, and all the ways to leave.
@Tag("scripts")
class DuetTerminalTest {
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private DuetServer server;
    private String port;

    @BeforeEach
    void start() throws IOException {
        server = DuetServer.start(Host.HERE, DuetServer.Options.DEFAULTS, console::add);
        port = Integer.toString(server.address().getPort());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Peer onTerminal(String name) throws IOException {
        return OnTerminal.script("DuetClient", "--port", port, "--name", name);
    }

    private DuetClient here(String name) throws IOException {
        return DuetClient.start(server.address(), name, notice -> told.add(notice.text()));
    }

    private void told(String line) {
        Eventually.that("'" + line + "' is told: " + told, () -> told.contains(line));
    }

    @Test
    void theLineBeingTypedStaysWholeAndFitsTheTerminalWhichMayBecomeNarrow() throws Exception {
        try (var alice = onTerminal("alice"); var bob = here("bob")) {
            alice.awaitOutput("* bob has proved to be the one");
            String line = "0123456789".repeat(5) + "日本";
            alice.send(line).awaitOutput("\r\033[K> " + line);
            bob.say("is typing");
            alice.awaitOutput("\r\033[Kbob> is typing\r\n\r\033[K> " + line);
            OnTerminal.narrow(alice);
            // 37 cells beside the prompt and the cursor.
            alice.awaitOutput("\r\033[K> " + line.substring(line.length() - 35));
            alice.send("\r");
            told("alice> " + line);
            alice.send("/exit\r");
            assertEquals(0, alice.awaitExit());
            assertTrue(alice.output().endsWith("* it is over: you have left\r\n\r\033[K> \r\033[Kstatus: 0\n"
                    + "terminal as before: True\n"), alice.output());
            told("* it is over: alice has left");
        }
    }

    @Test
    void howeverOneLeavesThePartnerIsToldAndNobodyIsLeft() throws Exception {
        try (var key = onTerminal("key"); var window = onTerminal("window")) {
            key.awaitOutput("has proved to be the one");
            window.awaitOutput("has proved to be the one");
            key.send("\003");
            assertEquals(0, key.awaitExit(), key.output());
            window.awaitOutput("* it is over: key has left");
            assertEquals(0, window.awaitExit(), window.output());
        }
        try (var window = onTerminal("window"); var _ = here("bob")) {
            window.awaitOutput("* bob has proved to be the one");
            window.endInput();
            told("* it is over: window has left");
            assertEquals(0, window.awaitExit(), window.output());
        }
        Eventually.that("nobody is left", () -> server.connections() == 0);
    }

    @Test
    void whatIsPipedInWaitsForThePartner() throws Exception {
        try (var alice = Peer.script("DuetClient", "--port", port, "--name", "alice")) {
            alice.send("hello\n").endInput();
            alice.awaitOutput("* message 1 waits for a partner");
            try (var _ = here("bob")) {
                told("alice> hello");
                assertEquals(0, alice.awaitExit(), alice.output());
                assertTrue(alice.output().contains("* message 1 has arrived"), alice.output());
            }
        }
    }

    @Test
    void whoLeavesBeforeThePartnerComesIsToldThatNothingWasSent() throws Exception {
        try (var alice = Peer.script("DuetClient", "--port", port, "--name", "alice")) {
            assertEquals(0, alice.send("hello\nexit\n").awaitExit(), alice.output());
            assertTrue(alice.output().endsWith("* message 1 was NOT sent: no partner came\n* it is over: you have left\n"),
                    alice.output());
        }
    }
}
