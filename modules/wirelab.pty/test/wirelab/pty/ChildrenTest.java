package wirelab.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.hosts.NativeAccess;
import wirelab.kit.Eventually;

/// Programs, started by the C library (`true`) and without it.
@Tag("socket")
class ChildrenTest {
    private static final Tty TTY = new Tty("xterm-lab", new WindowSize(93, 41, 0, 0), TerminalModes.NONE);

    private static Child start(boolean byLibrary, String command, Tty tty) throws IOException {
        assumeTrue(!byLibrary || NativeAccess.isGiven(), "without the right to call the C library");
        return Children.start(byLibrary, List.of("/bin/sh", "-c", command), Map.of("PATH", System.getenv("PATH"), "LANG",
                "C.UTF-8"), Path.of("/"), tty);
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamsStatusFolderAndVariablesAreThoseThatWereAskedFor(boolean byLibrary) throws Exception {
        try (var child = start(byLibrary, "read x; echo \"$x $PWD $LANG $HOME\"; echo err >&2; exit 7", null)) {
            child.input().write("typed\n".getBytes(StandardCharsets.UTF_8));
            child.input().close();
            assertEquals("typed / C.UTF-8 \n", text(child.output()));
            assertEquals("err\n", text(child.error()));
            assertEquals(new Child.End(7, null, false), child.await());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itLeadsASessionAndHasNoOtherFiles(boolean byLibrary) throws Exception {
        try (var child = start(byLibrary, "ps -o sid= -p $$; echo $$; ls /proc/self/fd | tr '\\n' ' '", null)) {
            var lines = text(child.output()).lines().map(String::strip).toList();
            assertEquals(lines.get(1), lines.get(0));
            // The last one is the folder that ls itself reads.
            assertEquals("0 1 2 3", lines.get(2));
            assertEquals(0, child.await().status());
        }
    }

    @Test
    void theSignalThatHasKilledItHasAName() throws Exception {
        for (String name : List.of("TERM", "KILL", "HUP", "USR1")) {
            try (var child = start(true, "echo ready; exec sleep 1000", null)) {
                assertEquals("ready\n", new String(child.output().readNBytes(6), StandardCharsets.US_ASCII));
                child.signal(name);
                assertEquals(name, child.await().signal());
                assertTrue(child.await().status() > 128);
                child.signal("KILL");
            }
        }
        try (var child = start(true, "kill -s XCPU $$", null)) {
            assertEquals("SIG24@wirelab", child.await().signal());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSignalReachesWhatItHasStarted(boolean byLibrary) throws Exception {
        try (var child = start(byLibrary, "sleep 1000 & echo $!; wait", null)) {
            long sleeper = new Scanner(child.output()).nextLong();
            var running = ProcessHandle.of(sleeper).orElseThrow();
            child.signal("NONSENSE");
            child.signal("TERM");
            running.onExit().get(60, TimeUnit.SECONDS);
            assertEquals(128 + 15, child.await().status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTerminalHasASizeThatChanges(boolean byLibrary) throws Exception {
        try (var child = start(byLibrary, "stty size; echo $TERM $SSH_TTY; tty; read x; stty size; exit 3", TTY)) {
            assertNull(child.error());
            var lines = new Scanner(child.output(), StandardCharsets.UTF_8);
            assertEquals("41 93", lines.nextLine());
            String name = lines.nextLine();
            assertTrue(name.startsWith("xterm-lab /dev/pts/"), name);
            assertEquals(name.substring("xterm-lab ".length()), lines.nextLine());
            child.resize(new WindowSize(50, 20, 0, 0));
            child.input().write("go\n".getBytes(StandardCharsets.US_ASCII));
            child.input().flush();
            assertEquals("go", lines.nextLine());
            assertEquals("20 50", lines.nextLine());
            assertEquals(3, child.await().status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTerminalHasTheModesThatWereAskedFor(boolean byLibrary) throws Exception {
        // VINTR is ^X, VKILL nothing, ECHO off, ICRNL off, ONLCR off, 9,600 bits per second.
        var modes = new TerminalModes(Map.of(1, 24L, 4, 255L, 53, 0L, 36, 0L, 72, 0L, 128, 9_600L, 129, 9_600L, 99, 1L));
        try (var child = start(byLibrary, "stty -a", new Tty("xterm", new WindowSize(80, 24, 0, 0),
                TerminalModes.decode(modes.encode())))) {
            String said = text(child.output());
            for (String word : List.of("intr = ^X", "kill = <undef>", " -echo ", " -icrnl ", " -onlcr", "speed 9600",
                    " iutf8", "quit = ^\\", " icanon")) {
                assertTrue(said.contains(word), word + " is missing: " + said);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void controlCInterrupts(boolean byLibrary) throws Exception {
        try (var child = start(byLibrary, "trap 'echo caught; exit 7' INT; echo ready; while :; do sleep 0.1; done", TTY)) {
            var lines = new Scanner(child.output(), StandardCharsets.UTF_8);
            assertEquals("ready", lines.nextLine());
            child.input().write(3);
            child.input().flush();
            assertTrue(lines.nextLine().endsWith("caught"));
            assertEquals(7, child.await().status());
        }
    }

    /// The background process keeps the terminal open, and ignores that it is hung up.
    @Test
    void whatHasTheTerminalOpenDoesNotKeepASessionThatHasEnded() throws Exception {
        try (var child = start(true, "trap '' HUP; sleep 1000 & echo $!; exit 5", TTY)) {
            var sleeper = ProcessHandle.of(Long.parseLong(text(child.output()).strip())).orElseThrow();
            assertEquals(5, child.await().status());
            assertTrue(sleeper.isAlive());
            sleeper.destroyForcibly();
            sleeper.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    /// Nobody reads, nobody writes, and the program will not end.
    @Test
    void toCloseItEndsAllWaitingForIt() throws Exception {
        for (Tty tty : new Tty[] {null, TTY}) {
            var child = start(true, "exec sleep 1000", tty);
            var reader = Thread.ofPlatform().start(() -> ended(() -> child.output().readAllBytes()));
            var writer = Thread.ofPlatform().start(() -> ended(() -> child.input().write(new byte[1_000_000])));
            // A terminal takes a line without end, and drops what is too much of it: there the writer may be ready already.
            Eventually.that("both wait", () -> inSystem(reader) && (inSystem(writer) || tty != null));
            child.close();
            reader.join(60_000);
            writer.join(60_000);
            assertFalse(reader.isAlive() || writer.isAlive());
            child.signal("KILL");
            child.await();
        }
    }

    private static boolean inSystem(Thread thread) {
        return thread.getStackTrace().length > 0;
    }

    private interface Use {
        void go() throws IOException;
    }

    private static void ended(Use use) {
        try {
            use.go();
        } catch (IOException _) {
            // That it has ended is all that counts.
        }
    }

    @Test
    void whatCannotBeStartedIsAnErrorWithItsName() {
        assumeTrue(NativeAccess.isGiven());
        var e = assertThrows(IOException.class, () -> Children.start(List.of("/no/such/program"), Map.of(), Path.of("/"),
                null));
        assertEquals("cannot start /no/such/program: No such file or directory", e.getMessage());
    }

    /// Many in a row: descriptors, threads and zombies would show.
    @Test
    void nothingIsLeftOfThoseThatHaveEnded() throws Exception {
        assumeTrue(NativeAccess.isGiven());
        int before = descriptors();
        for (int i = 0; i < 100; i++) {
            try (var child = start(true, "exit 1", i % 2 == 0 ? TTY : null)) {
                child.output().readAllBytes();
                assertEquals(1, child.await().status());
                assertFalse(Path.of("/proc/" + child.pid()).toFile().exists());
            }
        }
        // Other tests of this virtual machine may open some meanwhile.
        int after = descriptors();
        assertTrue(after < before + 100, before + " before, " + after + " after");
    }

    private static int descriptors() {
        return Path.of("/proc/self/fd").toFile().list().length;
    }
}
