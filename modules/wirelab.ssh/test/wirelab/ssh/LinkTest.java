package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KeyFile;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// Our client and our server over loopback.
@Tag("socket")
class LinkTest {
    private static final Tap.Party PARTY = new Tap.Party("test", Tap.Words.NONE);

    @TempDir
    private Path folder;
    private Stage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new Stage(folder, options -> options.withAllow(Set.of("exec", "shell", "pty", "forward", "echo", "brief"))
                .withSubsystems(Map.of("echo", (in, out, _) -> {
                    in.transferTo(out);
                    return 5;
                }, "brief", (_, out, _) -> {
                    out.write('!');
                    return 0;
                })).withRekey(Rekey.DEFAULTS.withBytes(1_000_000)));
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private SshLink link() throws IOException {
        return SshLink.connect(stage.server.address(), "alice", Credentials.ofKeys(KeyFile.read(stage.key, () -> null)),
                _ -> { });
    }

    private static String text(RemoteCommand program) throws IOException {
        return new String(program.output().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aCommandRunsAndItsStreamsAndStatusComeBack() throws Exception {
        try (var link = link(); var program = link.exec("cat; echo err >&2; exit 9")) {
            program.input().write("typed\n".getBytes(StandardCharsets.UTF_8));
            program.input().close();
            assertEquals("typed\n", text(program));
            assertEquals("err\n", new String(program.error().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(9, program.awaitExit());
        }
    }

    @Test
    void aPasswordIsEnoughAndAWrongOneIsNot() throws Exception {
        try (var link = SshLink.connect(stage.server.address(), "alice", Credentials.ofPassword(Stage.PASSWORD), _ -> { });
                var program = link.exec("echo in")) {
            assertEquals("in\n", text(program));
        }
        assertThrows(SshException.class,
                () -> SshLink.connect(stage.server.address(), "alice", Credentials.ofPassword("wrong"), _ -> { }));
        assertThrows(SshException.class,
                () -> SshLink.connect(stage.server.address(), "nobody", Credentials.ofPassword(Stage.PASSWORD), _ -> { }));
    }

    @Test
    void aServerWhoseKeyIsNotBelievedLearnsNothing() {
        assertThrows(SshException.class, () -> SshLink.connect(stage.server.address(), "alice",
                Credentials.ofPassword("secret"),
                _ -> {
                    throw new SshException(9, "not that one");
                }));
        assertEquals(0, stage.server.counters().get("logins"));
    }

    /// 5 MB each way, and new keys after each million bytes; a subsystem is plain Java.
    @Test
    void muchDataGoesThroughASubsystemWhileKeysAreMadeAnew() throws Exception {
        var data = new byte[5_000_000];
        new Random(1).nextBytes(data);
        try (var link = link(); var echo = link.subsystem("echo")) {
            var sender = CompletableFuture.runAsync(() -> {
                try (var out = echo.input()) {
                    out.write(data);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertArrayEquals(data, echo.output().readAllBytes());
            sender.join();
            assertEquals(5, echo.awaitExit());
            assertThrows(SshException.class, () -> link.subsystem("sftp"));
        }
    }

    /// One program does not read, one floods, and a third goes on as if nothing were the matter.
    @Test
    void aProgramThatDoesNotReadHoldsUpNobodyElse() throws Exception {
        try (var link = link(); var deaf = link.exec("sleep 1000"); var flood = link.exec("cat /dev/zero")) {
            var stuck = Thread.ofVirtual().start(() -> {
                try {
                    deaf.input().write(new byte[8_000_000]);
                } catch (IOException _) {
                    // The connection is closed at the end of the test.
                }
            });
            for (int i = 0; i < 20; i++) {
                try (var program = link.exec("echo " + i)) {
                    assertEquals(i + "\n", text(program));
                }
            }
            assertTrue(stuck.isAlive());
            assertEquals(0, flood.output().read());
        }
    }

    /// Whatever is over at once: that it was granted is said before anything of it.
    @Test
    void nothingOvertakesTheAnswerToARequest() throws Exception {
        try (var link = link()) {
            for (int i = 0; i < 500; i++) {
                try (var brief = link.subsystem("brief")) {
                    assertEquals("!", text(brief));
                    assertEquals(0, brief.awaitExit());
                }
            }
        }
    }

    @Test
    void sessionsAreCountedAndGiveTheirPlacesBack() throws Exception {
        try (var link = link()) {
            var open = new ArrayList<RemoteCommand>();
            for (int i = 0; i < 10; i++) open.add(link.exec("cat"));
            assertThrows(SshException.class, () -> link.exec("true"));
            open.getFirst().input().close();
            assertEquals(0, open.getFirst().awaitExit());
            try (var program = link.exec("echo again")) {
                assertEquals("again\n", text(program));
            }
        }
    }

    @Test
    void aTerminalHasASizeThatChanges() throws Exception {
        try (var link = link(); var shell = link.exec("stty size; read x; stty size; echo $TERM",
                new RemoteCommand.Terminal("xterm-lab", 93, 41))) {
            var out = shell.output();
            assertEquals("41 93\r\n", new String(out.readNBytes(7), StandardCharsets.UTF_8));
            shell.resize(50, 20);
            shell.input().write("go\n".getBytes(StandardCharsets.UTF_8));
            String rest = text(shell);
            assertTrue(rest.endsWith("20 50\r\nxterm-lab\r\n"), rest);
            assertEquals(0, shell.awaitExit());
        }
    }

    @Test
    void controlCInterruptsWhatRunsOnATerminal() throws Exception {
        try (var link = link(); var shell = link.exec("trap 'echo caught; exit 7' INT; echo ready; while :; do sleep 0.1; done",
                new RemoteCommand.Terminal("xterm", 80, 24))) {
            var out = shell.output();
            assertEquals("ready\r\n", new String(out.readNBytes(7), StandardCharsets.UTF_8));
            shell.input().write(3);
            assertTrue(text(shell).contains("caught"));
            assertEquals(7, shell.awaitExit());
        }
    }

    @Test
    void aSignalReachesTheProgramAndWhatItHasStarted() throws Exception {
        try (var link = link(); var program = link.exec("echo ready; sleep 1000 & wait")) {
            assertEquals("ready\n", new String(program.output().readNBytes(6), StandardCharsets.UTF_8));
            program.signal("TERM");
            assertEquals(255, program.awaitExit(), "as OpenSSH's client says");
            assertEquals("TERM", program.killedBy());
        }
    }

    @Test
    void aServerThatStopsSaysSoAndEndsWhatRuns() throws Exception {
        try (var link = link(); var program = link.exec("echo $$; exec sleep 1000")) {
            var number = new Scanner(program.output()).nextLong();
            var running = ProcessHandle.of(number).orElseThrow();
            stage.server.close();
            var e = assertThrows(IOException.class, program::awaitExit);
            assertEquals("the peer ends the connection: the server stops", e.getMessage());
            running.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void portsAreCarriedBothWays() throws Exception {
        var here = TcpServer.Options.DEFAULTS;
        try (var echo = TcpServer.start(here, socket -> socket.input().transferTo(socket.output())); var link = link()) {
            int port = echo.address().getPort();
            assertEquals("ping", said(link.forwardHere(0, "127.0.0.1", port), "ping"));
            int there = link.forwardThere(0, "127.0.0.1", port);
            assertEquals("pong", said(new InetSocketAddress("127.0.0.1", there), "pong"));
            byte[] socks = {5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port};
            String answer = said(link.forwardAsAsked(0), new String(socks, StandardCharsets.ISO_8859_1) + "pang");
            assertTrue(answer.endsWith("pang"), answer);
        }
    }

    private static String said(InetSocketAddress to, String text) throws IOException {
        try (var socket = Host.HERE.connect(to, PARTY)) {
            socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            socket.endOutput();
            return new String(socket.input().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void nothingIsForwardedWhereItIsNotAllowed() throws Exception {
        try (var other = new Stage(Files.createDirectory(folder.resolve("other")), options -> options);
                var link = SshLink.connect(other.server.address(), "alice", Credentials.ofPassword(Stage.PASSWORD),
                        _ -> { })) {
            assertThrows(SshException.class, () -> link.forwardThere(0, "127.0.0.1", 9));
            var local = link.forwardHere(0, "127.0.0.1", other.port());
            assertThrows(IOException.class, () -> said(local, "x"), "it is reset");
        }
    }

    @Test
    void whatASessionHasShownIsKeptAndWhatWasTypedIsNot() throws Exception {
        var log = Files.createDirectory(folder.resolve("log"));
        try (var other = new Stage(Files.createDirectory(folder.resolve("other")), options -> options.withLog(log))) {
            try (var link = SshLink.connect(other.server.address(), "alice", Credentials.ofPassword(Stage.PASSWORD),
                    _ -> { });
                    var shell = link.exec("stty -echo; echo 'ünder'; read x; echo done", new RemoteCommand.Terminal("xterm",
                            80, 24))) {
                shell.output().readNBytes("ünder\r\n".getBytes(StandardCharsets.UTF_8).length);
                shell.input().write("hidden\n".getBytes(StandardCharsets.UTF_8));
                assertTrue(text(shell).contains("done"));
                shell.awaitExit();
            }
            try (var files = Files.list(log)) {
                var names = files.sorted().toList();
                assertEquals(3, names.size());
                String cast = Files.readString(names.get(0)), script = Files.readString(names.get(1));
                assertTrue(cast.startsWith("{\"version\": 2, \"width\": 80, \"height\": 24"), cast);
                assertTrue(cast.contains("ünder") && script.contains("ünder") && script.contains("done"), cast + script);
                assertTrue(!cast.contains("hidden") && !script.contains("hidden"), cast);
            }
        }
    }
}
