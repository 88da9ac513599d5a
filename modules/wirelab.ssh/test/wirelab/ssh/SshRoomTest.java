package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KeyFile;
import wirelab.keys.SshKeyPair;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.pty.Child;
import wirelab.pty.Children;
import wirelab.pty.TerminalModes;
import wirelab.pty.Tty;
import wirelab.pty.WindowSize;

/// The room as its members enter it: with stock ssh, on a terminal or with pipes.
@Tag("scripts")
class SshRoomTest {
    private static final String RED = "\033[31m", PLAIN = "\033[0m";

    @TempDir
    private Path folder;
    private Path key;
    private Peer room;
    private final List<Screen> screens = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        var pair = SshKeyPair.ed25519(new Random(7), "alice@test");
        key = Stage.write(folder.resolve("id"), KeyFile.encode(pair));
        var keys = Stage.write(folder.resolve("authorized_keys"), pair.publicKey().line() + "\n");
        room = Peer.script("SshRoom", "--port", "0", "--authorized-keys", keys.toString(), "--host-key",
                folder.resolve("host_key").toString(), "--max", "3", "--log", folder.resolve("log").toString());
        room.awaitListening();
    }

    @AfterEach
    void stop() {
        for (var screen : screens) screen.child.signal("KILL");
        room.close();
    }

    private List<String> line(String user, String... more) {
        var line = new ArrayList<>(List.of(Peer.require("ssh", "openssh-client"), "-F", "none", "-i", key.toString(), "-o",
                "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR",
                "-o", "UserKnownHostsFile=" + folder.resolve("known_hosts"), "-p",
                Integer.toString(room.awaitListening().getPort())));
        line.addAll(List.of(more));
        line.add(user + "@127.0.0.1");
        return line;
    }

    /// A terminal with ssh in it: what it shows is kept, keys are typed.
    private final class Screen {
        final Child child;
        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

        Screen(String user) throws IOException {
            child = Children.start(line(user), Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString()), folder,
                    new Tty("xterm", new WindowSize(80, 24, 0, 0), TerminalModes.NONE));
            screens.add(this);
            Thread.ofPlatform().daemon().start(() -> {
                var buffer = new byte[4_096];
                try (var out = child.output()) {
                    for (int n; (n = out.read(buffer)) >= 0; ) shown.write(buffer, 0, n);
                } catch (IOException _) {
                    // It has ended.
                }
            });
        }

        void type(String keys) throws IOException {
            child.input().write(keys.getBytes(StandardCharsets.UTF_8));
            child.input().flush();
        }

        /// All that it has shown; a character may be under way in pieces.
        private String shown() {
            return shown.toString(StandardCharsets.UTF_8);
        }

        void see(String text) {
            Eventually.that("the screen shows " + text, () -> shown().contains(text), () -> ", but:\n" + shown());
        }

        void end(String text) {
            Eventually.that("the screen ends with " + text, () -> shown().endsWith(text), () -> ", but:\n" + shown());
        }
    }

    @Test
    void membersTalkInColoursAndALineIsEditedWhileOthersSpeak() throws Exception {
        var alice = new Screen("alice");
        alice.see("+ welcome, you are #1");
        try (var bob = Peer.start(line("bob", "-T").toArray(String[]::new))) {
            bob.awaitOutput("<#2 bob>");
            alice.see("#2 bob");
            // Others speak while a line is being typed: it stays whole below.
            alice.type("grüßx");
            alice.end("> grüßx");
            bob.send("hello from bob, 日本\n");
            alice.see("<#2 bob>" + PLAIN + " hello from bob, 日本\r\n");
            alice.end("\r\033[K> grüßx");
            alice.type("\177e\r");
            bob.awaitOutput("<#1 alice> grüße");
            // No escape sequences where there is no terminal.
            assertEquals(-1, bob.output().indexOf('\033'), bob.output());
            // What bob sends to frighten terminals arrives as text.
            bob.send("\033[2J\n");
            alice.see("\\u001b[2J");
            alice.type("x".repeat(60));
            alice.end("> " + "x".repeat(60));
            alice.child.resize(new WindowSize(30, 24, 0, 0));
            alice.end("\r\033[K> " + "x".repeat(27));
            alice.type("\025/nick " + "n".repeat(99) + "\r");
            alice.see(RED + "! ");
            alice.type("\003");
            assertEquals(0, alice.child.await().status());
            bob.awaitOutput("<#1 alice> left");
            bob.send("exit\n");
            assertEquals(0, bob.awaitExit(), bob.output());
        }
    }

    @Test
    void whoFindsNoPlaceIsToldAndWhoIsCutOffIsMissed() throws Exception {
        try (var one = Peer.start(line("one", "-T").toArray(String[]::new));
                var two = Peer.start(line("two", "-T").toArray(String[]::new))) {
            one.awaitOutput("+ welcome");
            two.awaitOutput("+ welcome");
            var three = new Screen("three");
            three.see("+ welcome");
            try (var four = Peer.start(line("four", "-T").toArray(String[]::new))) {
                assertEquals(1, four.awaitExit());
                assertTrue(four.output().contains("the room is full"), four.output());
            }
            three.child.signal("KILL");
            one.awaitOutput(" three> left");
            try (var logs = Files.list(folder.resolve("log"))) {
                assertTrue(logs.anyMatch(file -> file.toString().endsWith(".cast")));
            }
            assertEquals(0, room.terminate());
        }
    }

    @Test
    void commandsAndFilesAreNotForMembers() throws Exception {
        var line = line("alice");
        line.add("id");
        var said = Stage.run(new byte[0], line);
        assertTrue(said.status() != 0 && said.out().isEmpty(), said.toString());
    }
}
